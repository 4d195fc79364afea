// Package portrait draws an actor's generated portrait as a PNG, for other
// servers: they show an actor's icon only when it is a bitmap (docs/peers.md
// 2.1), and who names none gets a grey figure beside every post.
//
// It draws what our pages draw with the sprite and the style sheet: a button
// in one of eight patterns (k1 to k8), four finishes and eight accents, or a
// collective's logo on its colour. Which one an actor has is not decided here
// but in handlers/render, for page and picture alike.
//
// # Twice the same shapes
//
// The shapes stand in img/icons.svg and here, the colours in css/knoop.css and
// here. Reading the sprite at run time would need a renderer of SVG and a reader
// of CSS with oklch and color-mix; this is two tables and a brush. The tests read
// the sprite and the style sheet and fail when the tables no longer say the same.
//
// # What it is
//
// 400 × 400, the size at which Mastodon keeps avatars. Transparent around the
// button, as on our pages, so that it lies on light and on dark. The colours are
// those of the light scheme: a picture cannot know who looks. The same look gives
// the same bytes, since others keep the picture by its address; after a change of
// accent they keep the old one until they ask again. A logo is drawn whole, where
// the page's round frame cuts off its outermost corners.
//
// # What it refuses
//
// Text, initials, anything of the person herself: it is decoration, and the name
// always stands beside it. It imports nothing of ours, and never fails for a look
// it does not know: that is the knot, in the first accent.
package portrait
