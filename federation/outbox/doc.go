// Package outbox tells other servers what happened here: facts become
// activities, activities become letters, letters reach their hosts.
//
// # Twice in the database, nowhere else
//
// A verb of the store writes a fact in the commit of the change itself. The
// fan-out reads open facts in order, finds the words (vocab), keeps each
// activity under its own address, writes one letter per inbox and marks the fact
// done, all in one commit: so letters follow from a fact exactly once, whatever
// is killed when. A fact about which nothing can be said is logged and passed
// over; a passing error keeps it open, with those that follow about the same
// subject, and lets the others go on.
//
// # Who hears
//
// A file per group of facts says it. Shared inboxes are folded; our own host and
// blocked ones never get a letter; what is between two actors goes to the other
// one's own inbox. An Update goes to whoever was told and whoever follows now, a
// Delete to everyone told, follower still or not.
//
// # One host, one form
//
// form.go decides whether a host gets an Event or its note form, by its
// software, once per object and host: the first choice stays, though the host
// changes its software, since an Update in another form would be about a thing
// it never saw. So an event has two Creates at most, and no host gets both. What
// software a host runs is asked at the first meeting, before our Accept leaves,
// and renewed in the background; a fan-out never waits for it, and unknown means
// note.
//
// # Delivery
//
// The courier leases due letters and opens a lane per host: one letter of a host
// is in flight at a time, over the kept connection, and a lane gives its worker
// back after each. Letters about one thing to one host keep their order in the
// store (OrderKey): an Update is not leased while its Create waits. When a host
// fails, the rest of its lane goes back; hosts that are failing are tried by a
// small pool of their own, so that a hanging one takes a probe's place and no
// healthy host's. Every try is signed afresh, on the goroutine that sends it and
// under no lock.
//
// Outcomes that come together are written in one commit (settler.go): that, not
// the network, is what limits a fan-out on one disk. A host takes letters again
// only after its last outcome stands in the database.
//
// # Rules of an outcome
//
// outcome.go, after Mastodon: 2xx done; a final 4xx and 501 refused, a 410 also
// retires the inbox; the rest waits n⁴ + 15 s, or what Retry-After asks up to a
// day. Only silence, 5xx and 429 close a host's circuit (models.Host). A letter
// ends dead after days of tries, or when its host has failed on seven different
// days; dead letters stay listed and can be retried by hand. Letters in a hurry
// (answers) come back after seconds first, and are tried as long as the others
// after that.
//
// # What it refuses
//
// It does not fetch on behalf of a fan-out, does not follow redirects with a
// letter, does not send both forms, and does not keep anything in memory that
// is not in the database: a kill costs at most the repetition of letters whose
// answer was not yet written down, which peers fold by the activity's id.
package outbox
