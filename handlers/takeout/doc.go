// Package takeout writes all that is a person's own into one ZIP file, while it
// is being downloaded: a page to read (index.html, which needs nothing from
// elsewhere), the documents that other servers get (ActivityStreams), what only
// this node knows as JSON, and her pictures.
//
// It holds little in memory: posts are read a page at a time, each file goes out
// as it is written, and pictures are copied through. Names in the archive are
// made of our own ids and hashes, never of what somebody typed.
//
// It refuses other people's things: what others wrote to her or about her is
// theirs, and followers are only the addresses that anyone can see. It holds no
// secret either: of passkeys and devices it lists names and times, of her keys
// nothing. What it could not finish ends the download in the middle, so that half
// an archive is never taken for a whole one.
//
// The documents come through an interface, because handlers/fed makes them.
package takeout
