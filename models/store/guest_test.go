package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// posted gives the mails that wait, each only once.
func posted(t testing.TB, s *store.Store) []store.OpenMail {
	t.Helper()
	got, err := s.ClaimMails(t.Context(), s.Now().Add(time.Second), s.Now().Add(1000*time.Hour), 1000)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b store.OpenMail) int { return strings.Compare(a.ID, b.ID) })
	return got
}

// mailedAs names mails as "guest_answer coming to ann@post.example".
func mailedAs(mails []store.OpenMail) string {
	var out []string
	for _, m := range mails {
		out = append(out, strings.Join(strings.Fields(string(m.Kind)+" "+m.Values["State"]+m.Values["News"]+" "+m.To), " "))
	}
	return strings.Join(out, ", ")
}

// tokenOf gives what stands behind the last / of a link.
func tokenOf(link string) string { return link[strings.LastIndex(link, "/")+1:] }

// askByMail asks for a link and gives its token.
func askByMail(t testing.TB, s *store.Store, o models.Object, address, name string) string {
	t.Helper()
	if err := s.AskGuestLink(t.Context(), store.NewGuestLink{EventID: o.ID, Mail: address, Name: name, Language: "nl"}); err != nil {
		t.Fatal(err)
	}
	for _, m := range posted(t, s) {
		if m.Kind == models.MailGuestLink && m.To == address {
			return tokenOf(m.Values["Link"])
		}
	}
	t.Fatalf("no link was mailed to %s", address)
	return ""
}

// comesByMail answers by mail link and gives the pass of the guest's page.
func comesByMail(t testing.TB, s *store.Store, o models.Object, address, name string, says models.RSVP) string {
	t.Helper()
	r, err := s.AnswerByLink(t.Context(), askByMail(t, s, o, address, name), models.Word{Says: says})
	if err != nil || r.Refused != nil || !r.Heard {
		t.Fatalf("%s answers %s: %+v, %v", address, says, r, err)
	}
	return r.Attendance.Pass(storetest.Secret)
}

// provesMail gives a member a proved mail address.
func provesMail(t testing.TB, s *store.Store, who models.Actor, address string) {
	t.Helper()
	token := ""
	if err := s.SetAddress(t.Context(), who.ID, address, func(token string) string { return storetest.Origin + "/" + token }); err != nil {
		t.Fatal(err)
	}
	for _, m := range posted(t, s) {
		if m.Kind == models.MailAddressCheck && m.To == address {
			token = tokenOf(m.Values["Link"])
		}
	}
	if _, err := s.VerifyAddress(t.Context(), token); err != nil {
		t.Fatal(err)
	}
}

// who writes the list as "Ann coming mail, joost waiting page".
func who(t testing.TB, s *store.Store, o models.Object) string {
	t.Helper()
	list, err := s.Guests(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, g := range list {
		out = append(out, strings.Join(strings.Fields(g.Actor.Handle+" "+g.Attendance.Name+" "+string(g.Attendance.State)+" "+string(g.Attendance.Door)), " "))
	}
	return strings.Join(out, ", ")
}

func TestGuestLink_givesNoSeatUntilItIsUsedAndThenOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 2, nil)
		token := askByMail(t, s, o, "ann@post.example", "Ann")
		if len(token) != 64 {
			t.Errorf("a token of %d characters", len(token))
		}
		for range 3 { // a program that looks at all links in a mail
			if l, err := s.GuestLink(t.Context(), token); err != nil || l.Check(s.Now()) != nil {
				t.Fatalf("%+v, %v", l, err)
			}
		}
		if got := tally(t, s, o); got != (models.Tally{}) {
			t.Errorf("looked at only: %+v", got)
		}
		r, err := s.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPYes})
		if err != nil || r.Attendance.State != models.AttendanceComing || !strings.HasPrefix(r.Attendance.Guest, "mailto:") {
			t.Fatalf("%+v, %v", r, err)
		}
		if strings.Contains(fmt.Sprintf("%+v", r.Attendance), "ann@post") {
			t.Error("her address stands open in her row")
		}
		if got := mailedAs(posted(t, s)); got != "guest_answer coming ann@post.example" {
			t.Errorf("mailed %s", got)
		}
		if _, err := s.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPNo}); models.KindOf(err) != models.Gone {
			t.Errorf("a second time: %v", err)
		}
		l, _ := s.GuestLink(t.Context(), token)
		if l.Address != nil || l.Name != "" || l.UsedAt == nil {
			t.Errorf("a used link keeps %+v", l)
		}
		for _, wrong := range []string{"", "x", strings.Repeat("a", 64), token[:63], r.Attendance.ID} {
			if _, err := s.AnswerByLink(t.Context(), wrong, models.Word{Says: models.RSVPYes}); models.KindOf(err) != models.NotFound {
				t.Errorf("the token %q: %v", wrong, err)
			}
		}
	})
}

func TestGuestLink_runsOutAfterTwoDays(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, options store.Options) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return now }
		s := storetest.Open(t, options)
		storetest.Node(t, s)
		o, _ := gathering(t, s, 2, nil)
		token := askByMail(t, s, o, "ann@post.example", "Ann")
		now = now.Add(models.GuestLinkLife + time.Second)
		if _, err := s.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPYes}); models.KindOf(err) != models.Gone {
			t.Errorf("after two days: %v", err)
		}
		now = now.Add(48 * time.Hour)
		if _, err := s.SweepGuests(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.GuestLink(t.Context(), token); models.KindOf(err) != models.NotFound {
			t.Errorf("a link that nobody can use is kept: %v", err)
		}
	})
}

func TestGuestLink_isAskedForThreeTimesADay(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, options store.Options) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return now }
		s := storetest.Open(t, options)
		storetest.Node(t, s)
		o, _ := gathering(t, s, 2, nil)
		other, _ := gathering(t, s, 2, nil)
		ann := storetest.Remote(t, s, "a.example", "ann")
		ask := func(o models.Object, in store.NewGuestLink) error {
			in.EventID = o.ID
			return s.AskGuestLink(t.Context(), in)
		}
		for i, e := range []models.Object{o, other, o, o} {
			for _, in := range []store.NewGuestLink{{Mail: "Ann@post.example"}, {Actor: ann}} {
				err := ask(e, in)
				if i < models.MaxGuestLinks && err != nil || i >= models.MaxGuestLinks && models.KindOf(err) != models.TooMany {
					t.Errorf("link %d: %v", i+1, err)
				}
			}
		}
		if err := ask(o, store.NewGuestLink{Mail: "ann@POST.example"}); models.KindOf(err) != models.TooMany {
			t.Errorf("the same address in other letters: %v", err)
		}
		if err := ask(o, store.NewGuestLink{Mail: "bob@post.example"}); err != nil {
			t.Errorf("another address: %v", err)
		}
		now = now.Add(24*time.Hour + time.Second)
		if err := ask(o, store.NewGuestLink{Mail: "ann@post.example"}); err != nil {
			t.Errorf("a day later: %v", err)
		}
		if got := kindsOf(t, s, "attendance.link"); len(got) != models.MaxGuestLinks {
			t.Errorf("facts %v", got)
		}
		off, _ := gathering(t, s, 0, func(e *models.Event) { e.TakesRSVP = false })
		if err := ask(off, store.NewGuestLink{Mail: "cor@post.example"}); models.KindOf(err) != models.Conflict {
			t.Errorf("an event without answers: %v", err)
		}
	})
}

func TestGuests_byMailAndByHandleAreWhoTheyAreElsewhere(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 0, nil)
		mo, ann := storetest.Member(t, s, "mo"), storetest.Remote(t, s, "a.example", "ann")
		provesMail(t, s, mo, "mo@post.example")
		// A member who comes by mail is the member who comes by the page.
		comesByMail(t, s, o, "mo@post.example", "Iemand", models.RSVPYes)
		respond(t, s, o, mo, word(models.DoorPage, models.RSVPYes))
		// Who comes by her handle is who joined.
		respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes))
		if err := s.AskGuestLink(t.Context(), store.NewGuestLink{EventID: o.ID, Actor: ann, Language: "en"}); err != nil {
			t.Fatal(err)
		}
		open, err := s.OpenFacts(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		var w models.AttendanceWord
		for _, f := range open {
			if f.Kind == models.AttendanceLinkFact {
				if err := json.Unmarshal(f.Data, &w); err != nil {
					t.Fatal(err)
				}
			}
		}
		link, err := s.AnswerURL(t.Context(), w.LinkID)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.AnswerByLink(t.Context(), tokenOf(link), models.Word{Says: models.RSVPMaybe}); err != nil || r.Attendance.Door != models.DoorHandle {
			t.Errorf("%+v, %v", r, err)
		}
		if got := who(t, s, o); got != "mo coming page, ann maybe handle" {
			t.Errorf("they are %s", got)
		}
		// Who proves an address after she answered by it is that guest.
		p, _ := gathering(t, s, 1, nil)
		no := storetest.Member(t, s, "no")
		comesByMail(t, s, p, "no@post.example", "No", models.RSVPYes)
		respond(t, s, p, no, word(models.DoorPage, models.RSVPYes))
		respond(t, s, p, ann, word(models.DoorReply, models.RSVPYes))
		if got := who(t, s, p); got != "No coming mail, no waiting page, ann waiting reply" {
			t.Fatalf("unproved equals are %s", got)
		}
		provesMail(t, s, no, "no@post.example")
		if got := who(t, s, p); got != "no coming page, ann waiting reply" {
			t.Errorf("after she proved it: %s", got)
		}
		// And stays so, whichever way she comes.
		comesByMail(t, s, p, "no@post.example", "", models.RSVPNo)
		if got := who(t, s, p); got != "ann coming reply, no declined mail" {
			t.Errorf("by mail once more: %s", got)
		}
	})
}

func TestGuests_byMailTakeExactlyTheSeatsThereAre(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 5, nil)
		var tokens []string
		for i := range 30 {
			tokens = append(tokens, askByMail(t, s, o, fmt.Sprintf("g%d@post.example", i), "G"))
		}
		var all sync.WaitGroup
		for _, token := range append(tokens, tokens...) { // each pressed twice
			all.Go(func() {
				if _, err := s.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPYes}); err != nil && models.KindOf(err) != models.Gone {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := tally(t, s, o); got != (models.Tally{Coming: 5, Waiting: 25}) {
			t.Errorf("%+v", got)
		}
		if got := strings.Count(mailedAs(posted(t, s)), "guest_answer"); got != 30 {
			t.Errorf("%d mails", got)
		}
	})
}

func TestGuests_hearByMailWhatBecomesOfTheEvent(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, in := gathering(t, s, 1, func(e *models.Event) { e.Contact = "Bel 06 1234" })
		mo, no := storetest.Member(t, s, "mo"), storetest.Member(t, s, "no")
		provesMail(t, s, mo, "mo@post.example")
		pass := comesByMail(t, s, o, "ann@post.example", "Ann", models.RSVPYes)
		comesByMail(t, s, o, "bob@post.example", "Bob", models.RSVPYes)
		respond(t, s, o, mo, word(models.DoorPage, models.RSVPYes))
		respond(t, s, o, no, word(models.DoorPage, models.RSVPYes)) // gave no address
		occasion := func(m store.OpenMail) (out models.Occasion) {
			t.Helper()
			if err := json.Unmarshal([]byte(m.Values["Event"]), &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
		first := posted(t, s)
		if got := mailedAs(first); got != "guest_answer coming ann@post.example, guest_answer waiting bob@post.example" && got != "guest_answer waiting bob@post.example" {
			t.Fatalf("mailed %s", got)
		}
		if last := first[len(first)-1]; last.Values["Place"] != "1" || occasion(last).Event.Contact != "" || occasion(last).ForCalendars {
			t.Errorf("who waits is told %+v", last.Values)
		}
		if _, err := s.AnswerByPass(t.Context(), pass, models.Word{Says: models.RSVPNo}); err != nil {
			t.Fatal(err)
		}
		up := posted(t, s)
		if got := mailedAs(up); got != "guest_answer declined ann@post.example, guest_news seat bob@post.example" {
			t.Errorf("mailed %s", got)
		}
		if o := occasion(up[1]); o.Event.Contact != "Bel 06 1234" || !o.ForCalendars {
			t.Errorf("who has a seat is told %+v", o)
		}
		change := func(what, want string, do func() (models.Object, error)) {
			t.Helper()
			if _, err := do(); err != nil {
				t.Fatal(what, err)
			}
			if got := mailedAs(posted(t, s)); got != want {
				t.Errorf("%s: mailed %s", what, got)
			}
		}
		both := func(news string) string {
			return "guest_news " + news + " bob@post.example, event_news " + news + " mo@post.example"
		}
		ctx := t.Context()
		change("another text", "", func() (models.Object, error) { in.Summary = "Koffie."; return s.EditEvent(ctx, o.ID, in) })
		change("another room", both("details"), func() (models.Object, error) { in.Event.Room = "1.03"; return s.EditEvent(ctx, o.ID, in) })
		change("the same again", "", func() (models.Object, error) { return s.EditEvent(ctx, o.ID, in) })
		change("moved", both("moved"), func() (models.Object, error) {
			return s.MoveEvent(ctx, o.ID, models.EventMove{StartsAt: in.Event.StartsAt.Add(time.Hour), Timezone: in.Event.Timezone, Room: "1.03"})
		})
		change("off", both("off"), func() (models.Object, error) { return s.CancelEventBecause(ctx, o.ID, "Ziek.") })
		if err := s.SwitchMail(ctx, mo.ID, models.MailEventNews, false); err != nil {
			t.Fatal(err)
		}
		change("on after all", "guest_news on bob@post.example", func() (models.Object, error) { return s.ReviveEvent(ctx, o.ID) })
		change("deleted", "guest_news off bob@post.example", func() (models.Object, error) { return s.DeleteObject(ctx, o.ID) })
	})
}

func TestReviveEvent_tellsGuestsInTheirOwnChannel(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 0, nil)
		for i, door := range []models.Door{models.DoorReply, models.DoorHandle, models.DoorFriendica, models.DoorJoin} {
			respond(t, s, o, storetest.Remote(t, s, fmt.Sprintf("h%d.example", i), "g"), word(door, models.RSVPYes))
		}
		if _, err := s.CancelEvent(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReviveEvent(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if got := len(kindsOf(t, s, "attendance.changed")); got != 6 { // who came by Join sees the Update
			t.Errorf("%d facts", got)
		}
	})
}

func TestMergeGuests_keepsSeatsExact(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost := storetest.Collective(t, s)
		o, _ := gathering(t, s, 2, nil)
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		comesByMail(t, s, o, "ann@post.example", "Ann", models.RSVPYes)
		respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes))
		respond(t, s, o, bob, word(models.DoorJoin, models.RSVPYes))
		list, err := s.Guests(t.Context(), o.ID)
		if err != nil || who(t, s, o) != "Ann coming mail, ann coming join, bob waiting join" {
			t.Fatalf("%s, %v", who(t, s, o), err)
		}
		mail, join := list[0].Attendance, list[1].Attendance
		if err := s.MergeGuests(t.Context(), mail.ID, join.ID, joost.ID); err != nil {
			t.Fatal(err)
		}
		if got := who(t, s, o); got != "Ann coming mail, bob coming join" {
			t.Errorf("merged: %s", got)
		}
		if log, err := s.GuestMerges(t.Context(), o.ID); err != nil || len(log) != 1 || log[0].MergedBy != joost.ID || log[0].KeptID != mail.ID || log[0].Guest != ann.ID {
			t.Errorf("the log says %+v, %v", log, err)
		}
		if err := s.MergeGuests(t.Context(), mail.ID, join.ID, joost.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("once more: %v", err)
		}
		if err := s.MergeGuests(t.Context(), mail.ID, mail.ID, joost.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("with herself: %v", err)
		}
		other, _ := gathering(t, s, 2, nil)
		r := respond(t, s, other, ann, word(models.DoorJoin, models.RSVPYes))
		if err := s.MergeGuests(t.Context(), mail.ID, r.Attendance.ID, joost.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("over two events: %v", err)
		}
		// Whoever answers as the one that went is the one that stayed.
		respond(t, s, o, ann, word(models.DoorReply, models.RSVPNo))
		if got := who(t, s, o); got != "bob coming join, Ann declined reply" {
			t.Errorf("by the other door: %s", got)
		}
		// A name that was written down takes on who she is.
		hand, err := s.AddGuest(t.Context(), o.ID, "Cor de Vries")
		if err != nil || hand.Name != "Cor" || hand.CheckedInAt == nil {
			t.Fatalf("%+v, %v", hand, err)
		}
		if _, err := s.AddGuest(t.Context(), o.ID, "Dee"); models.KindOf(err) != models.Conflict {
			t.Errorf("one more than there are seats: %v", err)
		}
		list, _ = s.Guests(t.Context(), o.ID)
		if err := s.MergeGuests(t.Context(), hand.ID, list[0].Attendance.ID, joost.ID); err != nil {
			t.Fatal(err)
		}
		if got := who(t, s, o); got != "bob Cor coming join, Ann declined reply" {
			t.Errorf("merged with a name: %s", got)
		}
		if a, _, err := s.AnswerOf(t.Context(), o.ID, bob.ID); err != nil || a.CheckedInAt == nil {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestMoveAnswers_goAlongWithWhoMoved(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		old, target := storetest.Remote(t, s, "old.example", "ann"), storetest.Remote(t, s, "new.example", "ann2")
		one, _ := gathering(t, s, 1, nil)
		two, _ := gathering(t, s, 1, nil)
		bob := storetest.Remote(t, s, "b.example", "bob")
		respond(t, s, one, old, word(models.DoorJoin, models.RSVPYes))
		respond(t, s, two, old, word(models.DoorJoin, models.RSVPYes))
		respond(t, s, two, bob, word(models.DoorJoin, models.RSVPYes))
		respond(t, s, two, target, word(models.DoorReply, models.RSVPYes))
		if err := s.MoveAnswers(t.Context(), old, target); err != nil {
			t.Fatal(err)
		}
		if got := who(t, s, one) + "; " + who(t, s, two); got != "ann2 coming join; ann2 coming reply, bob waiting join" {
			t.Errorf("after the move: %s", got)
		}
		if had, err := s.HasAnswered(t.Context(), old.ID); err != nil || had {
			t.Errorf("the old account still has answers: %v", err)
		}
		respond(t, s, one, old, word(models.DoorJoin, models.RSVPNo)) // a word that was on its way
		if got := who(t, s, one); got != "ann2 declined join" {
			t.Errorf("a late word of the old account: %s", got)
		}
		if err := s.EraseActor(t.Context(), target.URI); err != nil {
			t.Fatal(err)
		}
		if got := who(t, s, two); got != "bob coming join" {
			t.Errorf("after the new account is gone: %s", got)
		}
	})
}

func TestGuests_areForgotten(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, options store.Options) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		options.Clock = func() time.Time { return now }
		s := storetest.Open(t, options)
		storetest.Node(t, s)
		ask := func(e *models.Event) { e.Questions = []models.EventQuestion{{Label: "Wat eet je niet?"}} }
		o, _ := gathering(t, s, 2, ask)
		pass := comesByMail(t, s, o, "ann@post.example", "Ann", models.RSVPYes)
		comesByMail(t, s, o, "bob@post.example", "Bob", models.RSVPYes)
		bob2 := askByMail(t, s, o, "ann@post.example", "Ann")
		w := word(models.DoorPage, models.RSVPYes)
		w.Asked = []models.AskedAnswer{{Label: "Wat eet je niet?", Text: "Noten"}, {Label: "Wat anders", Text: "x"}}
		mo := storetest.Member(t, s, "mo")
		if r := respond(t, s, o, mo, w); len(r.Attendance.Asked) != 1 {
			t.Errorf("kept %+v", r.Attendance.Asked)
		}
		// At once, when she says so; her seat goes to who waits.
		if err := s.ForgetByPass(t.Context(), pass); err != nil {
			t.Fatal(err)
		}
		if got := who(t, s, o); got != "Bob coming mail, mo coming page" {
			t.Errorf("after she asked for it: %s", got)
		}
		if _, err := s.AttendanceByPass(t.Context(), pass); models.KindOf(err) != models.NotFound {
			t.Errorf("her page: %v", err)
		}
		if _, err := s.GuestLink(t.Context(), bob2); models.KindOf(err) != models.NotFound {
			t.Errorf("her other link: %v", err)
		}
		for _, wrong := range []string{"", ".", "x.y", pass[:len(pass)-1] + "0", strings.Replace(pass, ".", "", 1)} {
			if _, err := s.AttendanceByPass(t.Context(), wrong); models.KindOf(err) != models.NotFound {
				t.Errorf("the pass %q: %v", wrong, err)
			}
		}
		now = now.Add(72*time.Hour + models.GuestKept - time.Hour)
		if n, err := s.SweepGuests(t.Context()); err != nil || n != 0 {
			t.Errorf("too soon: %d, %v", n, err)
		}
		now = now.Add(2 * time.Hour)
		if n, err := s.SweepGuests(t.Context()); err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
		list, err := s.Guests(t.Context(), o.ID)
		if err != nil || who(t, s, o) != "coming mail, mo coming page" {
			t.Errorf("left: %s, %v", who(t, s, o), err)
		}
		for _, g := range list {
			if a := g.Attendance; a.Address != nil || strings.HasPrefix(a.Guest, "mailto:") || len(a.Asked) != 0 {
				t.Errorf("kept %+v", a)
			}
		}
		if n, err := s.SweepGuests(t.Context()); err != nil || n != 0 {
			t.Errorf("twice: %d, %v", n, err)
		}
	})
}

func TestRespond_asksWhoJoinedWhatTheOrganiserAsks(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := gathering(t, s, 0, func(e *models.Event) {
			e.Questions = []models.EventQuestion{{Label: "Wat breng je mee?", Needed: true}}
		})
		ann := storetest.Remote(t, s, "a.example", "ann")
		w := word(models.DoorJoin, models.RSVPYes)
		w.Remark = strings.Repeat("é", models.MaxRemark+10)
		a := respond(t, s, o, ann, w).Attendance
		if len([]rune(a.Remark)) != models.MaxRemark {
			t.Errorf("a remark of %d", len([]rune(a.Remark)))
		}
		respond(t, s, o, ann, word(models.DoorJoin, models.RSVPYes))
		if got := len(kindsOf(t, s, "attendance.asked")); got != 1 {
			t.Errorf("asked %d times", got)
		}
		pass := a.Pass(storetest.Secret)
		if r, err := s.AnswerByPass(t.Context(), pass, models.Word{Says: models.RSVPYes, Asked: []models.AskedAnswer{{Label: "Wat breng je mee?", Text: "Taart"}}}); err != nil || r.Attendance.Door != models.DoorHandle || r.Attendance.Remark != a.Remark {
			t.Errorf("%+v, %v", r, err)
		}
		if err := s.TellAsked(t.Context(), a.ID, []models.AskedAnswer{{Label: "Wat breng je mee?", Text: "Soep"}}); err != nil {
			t.Fatal(err)
		}
		if a, err := s.Attendance(t.Context(), a.ID); err != nil || len(a.Asked) != 1 || a.Asked[0].Text != "Soep" || a.State != models.AttendanceComing {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
