// Package demodata is the cast of `knoop demo`: three collectives in Amsterdam,
// their members, what they have said over the last three months and what they
// plan for the next two.
//
// It is data and nothing else. The demo writes it into three databases through
// the store's verbs, the browser tests look for it on the pages. Whoever builds
// something new (projects, series, offers) adds a field to Collective and fills
// it for all three: a demo without the new thing does not show it.
//
// # The world
//
// Zuidoost Zelfstandig is a neighbourhood collective of every trade, yellow.
// Noorderwerf shares a workshop in a harbour shed, blue. Kade West writes, draws
// and films, brick red. They know one another: Buurtkeuken op Wielen is a
// kitchen cart that all three work on, the Gravenplein a square that two of them
// mend. People and places are those of the design's pages. None of them exists:
// streets and houses are made up, postcodes are of the right part of town,
// addresses on the web end in .example.
//
// # Voice
//
// Dutch, "je", short main clauses, verbs first. No exclamation marks, no emoji,
// no jargon; times as 08.30. A few people write English, because a few people
// do. A test holds the texts to this.
//
// # Time
//
// Nothing here has a date. A Day is said as people say it ("Thursday next week",
// "the first Tuesday of next month") and becomes a date in Amsterdam when the
// demo starts, so that the agenda is full whenever someone looks. Times of day
// are those on the clock in the street, also on the other side of a change of
// clocks. A text must not name a date or a season, or it is wrong half the year.
package demodata
