// Package media keeps pictures: it decodes what somebody uploads, writes it anew
// and stores it under the hash of what it wrote. It imports none of our packages.
//
// # Why write anew
//
// A photo from a phone says where it was taken. Decoding and encoding leaves
// pixels and nothing else: no EXIF, no GPS, no comments, no bytes behind the end
// that some other program would read as a script (Mastodon's CVE-2023-36460
// was a file that was passed on to a converter). What the EXIF orientation says
// is applied first. The longest side becomes at most 1920 px; JPEG at quality
// 85, and PNG where the picture has transparency. Of an animation the first frame
// is kept. Everything happens in this process, in memory-safe decoders; nothing
// is passed to a program.
//
// # Limits
//
// 16 MB in, and 40 million pixels, judged by the header before anything is
// decoded: a PNG of a few kB may claim 60000 x 60000. Sixteen bits a channel and
// progressive JPEG need twice the memory, and so count twice. A 12-megapixel photo
// takes some 50 MB and a third of a second, the largest picture 200 MB and one
// second; so one picture is worked on at a time and others wait, until their
// context ends.
//
// # Portraits
//
// AddPhoto cuts a square out of a photo and keeps it in three sizes; AddSmall keeps
// a picture of work. Their memory is bounded: 48 MB for the pixels, less than 64
// above idle in all, whatever comes. The upload is read from where it lies and not
// held. A JPEG whose eighth is large enough, or that would not fit whole, is read
// coarsely (jpeg_coarse.go): the first coefficient of each block is the mean of
// its 64 pixels, which is all that a portrait needs of 24 megapixels. That also
// reads progressive JPEG, of which image/jpeg would hold every coefficient, some
// 180 MB. A PNG or lossless WebP of more than about 12 megapixels does not fit and
// is refused, with a sentence that says what to do.
//
// # Files
//
// A file is HASH.ext in the root directory, HASH being the SHA-256 of its
// content in hex, so that the same picture twice is one file, and a name
// never means something else later: it can be cached for ever. It is written
// under a temporary name, synced, renamed, and the directory synced: the file is
// there before the row that names it. A crash in between leaves a file nobody
// names; Sweep removes those, once they are old enough not to belong to an
// upload under way.
//
// A name from an address is opened only if it has exactly that form, so that no
// path can lead out of the directory.
package media
