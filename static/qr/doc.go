// Package qr draws QR codes: as the path of an SVG that stands in a page, since
// our pages take no pictures from inside their own text, and as a PNG to print or
// send on. It is the only importer of go-qrcode, and knows nothing of what is in
// a code.
//
// Both have the quiet zone of four modules that readers count on (ISO/IEC
// 18004), and medium recovery: a code on paper may lose a corner. A page paints
// the code dark on white in every scheme; many readers do not see the reverse.
package qr
