package vocab

import "time"

// Activity is an activity as it came: who says it, what it is about, for whom.
// Nothing in it has been checked against the signer or any origin; that is the
// door's work. Object is what was embedded, and is a claim of the sender only.
type Activity struct {
	ID    string
	Type  string // as written, known to us or not
	Actor string // an id, also where the actor stood embedded

	ObjectID  string    // of the object or the first of several, embedded or not
	ObjectIDs []string  // all of them: a Flag names several
	Object    *Document // nil when it was only a link

	Target     string
	Origin     string
	Result     string
	Instrument string
	InReplyTo  string
	Content    string    // plain: the reason of a Reject, the text of a Flag
	Author     string    // attributedTo
	Message    string    // plain: participationMessage, why somebody wants to join
	Ends       time.Time // endTime: until when an opening waits; zero when not said
	Applied    time.Time // applied: when a Delete was carried out; zero when not said

	To        []string // in full, Public always as its whole address
	CC        []string // cc and audience; bto and bcc are not read
	Published time.Time
	Raw       []byte
}

// maxContent is where the text of a Flag or Reject is cut, in runes (Mastodon's
// limit for reports).
const maxContent = 5000

// maxMessage is where the message with a Join is cut.
const maxMessage = 1000

// ReadActivity reads any activity, also of a type nobody knows. An activity
// needs an id, a type, and exactly one actor, all strings; what makes no sense
// beyond that is left out.
func ReadActivity(d *Document) (Activity, error) {
	a := Activity{ID: d.ID(), Type: d.Type(), Actor: d.Ref("actor"), Raw: d.Raw()}
	switch {
	case !isID(a.ID):
		return Activity{}, refuse("an activity without id")
	case a.Type == "" || len(a.Type) > 100:
		return Activity{}, refuse("an activity without type")
	case actorTypes[a.Type] || objectTypes[a.Type] || otherTypes[a.Type]:
		return Activity{}, refuse("not an activity") // Pleroma's notes have an actor too
	case !isID(a.Actor):
		return Activity{}, refuse("an activity without actor")
	case d.count("actor") != 1:
		return Activity{}, refuse("an activity of several actors")
	}
	a.ObjectIDs = d.Refs("object")
	if len(a.ObjectIDs) > 0 {
		a.ObjectID = a.ObjectIDs[0]
	}
	if o := d.Doc("object"); o != nil && (o.ID() == a.ObjectID || d.count("object") == 1) {
		a.Object = o
	}
	a.Target, a.Origin, a.Result = d.Ref("target"), d.Ref("origin"), d.Ref("result")
	a.Instrument, a.InReplyTo = d.Ref("instrument"), d.Ref("inReplyTo")
	a.Content = plain(d.Str("content"), maxContent)
	a.Author, a.Ends = d.Ref("attributedTo"), d.Time("endTime")
	a.Message = plain(d.Str("participationMessage"), maxMessage)
	a.Applied = d.Time("applied")
	a.To, a.CC = d.audience()
	a.Published = d.Time("published")
	return a, nil
}

// count gives the number of values of a property.
func (d *Document) count(name string) int {
	n := 0
	d.each(name, func(uint32) bool { n++; return true })
	return n
}

// audience reads whom a document is for. Public has three spellings
// (ActivityPub 5.6), of which we keep the full one.
func (d *Document) audience() (to, cc []string) {
	to = publicInFull(d.Refs("to"))
	cc = publicInFull(append(d.Refs("cc"), d.Refs("audience")...))
	return to, cc
}

func publicInFull(list []string) []string {
	out := list[:0]
	for _, s := range list {
		switch {
		case s == "Public" || s == "as:Public":
			s = public
		case len(s) > maxURI:
			continue
		}
		out = append(out, s)
	}
	return out
}

// maxURI bounds every address we keep.
const maxURI = 2048

// isID says whether a string can be an id: not empty, of sane length, without
// spaces or control characters. Its scheme and origin are judged at the door.
func isID(s string) bool {
	if s == "" || len(s) > maxURI {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7f || s[i] == '"' || s[i] == '<' || s[i] == '>' {
			return false
		}
	}
	return true
}
