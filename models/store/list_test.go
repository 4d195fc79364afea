package store_test

import (
	"slices"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func texts(items []store.NoteItem) []string {
	var out []string
	for _, i := range items {
		out = append(out, i.Object.Source+i.Object.Content+" "+i.Actor.Handle)
	}
	return out
}

func TestNews_isOursAndWithFollowedTheirsToo(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum, w := storetest.Collective(t, s), storetest.Member(t, s, "wytske")
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		f, err := s.AskFollow(t.Context(), mokum.ID, ann.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.FollowAnswered(t.Context(), ann.ID, f.ActivityURI, "", true); err != nil {
			t.Fatal(err)
		}
		keep := func(in store.IncomingObject) {
			t.Helper()
			if _, _, err := s.KeepObject(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		storetest.Note(t, s, mokum, "een")
		keep(incoming(ann, "https://a.example/n/1"))
		keep(incoming(bob, "https://b.example/n/1"))
		reply := incoming(ann, "https://a.example/n/2")
		reply.Object.InReplyTo = "https://b.example/n/1"
		keep(reply)
		private := incoming(ann, "https://a.example/n/3")
		private.Object.Visibility = models.FollowersOnly
		keep(private)
		storetest.Note(t, s, w, "twee")
		if _, err := s.PublishNote(t.Context(), store.NewNote{ActorID: w.ID, Visibility: models.FollowersOnly, Source: "onder ons"}); err != nil {
			t.Fatal(err)
		}
		news := func(followed bool, p store.Page) []string {
			t.Helper()
			items, err := s.News(t.Context(), followed, p)
			if err != nil {
				t.Fatal(err)
			}
			return texts(items)
		}
		if got := news(false, store.Page{}); !slices.Equal(got, []string{"twee<p>twee</p> wytske", "een<p>een</p> mokum"}) {
			t.Errorf("ours %q", got)
		}
		if got := news(true, store.Page{}); !slices.Equal(got, []string{"twee<p>twee</p> wytske", "<p>dag</p> ann", "een<p>een</p> mokum"}) {
			t.Errorf("with followed %q", got)
		}
		first, err := s.News(t.Context(), true, store.Page{Limit: 2})
		if err != nil || len(first) != 2 {
			t.Fatal(len(first), err)
		}
		if got := news(true, store.Page{Before: first[1].Object.ID, Limit: 2}); !slices.Equal(got, []string{"een<p>een</p> mokum"}) {
			t.Errorf("second page %q", got)
		}
		replies, err := s.Replies(t.Context(), "https://b.example/n/1", 10)
		if err != nil || len(replies) != 1 {
			t.Errorf("replies %v %v", replies, err)
		}
		list, total, err := s.Published(t.Context(), w.ID, store.Page{Limit: 1})
		if err != nil || total != 1 || len(list) != 1 {
			t.Errorf("published %d of %d %v", len(list), total, err)
		}
	})
}

func TestTagged_isOfOursAndTheFollowedAlone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		f, err := s.AskFollow(t.Context(), mokum.ID, ann.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.FollowAnswered(t.Context(), ann.ID, f.ActivityURI, "", true); err != nil {
			t.Fatal(err)
		}
		ours := func(source string, v models.Visibility, tags ...string) {
			t.Helper()
			if _, err := s.PublishNote(t.Context(), store.NewNote{ActorID: mokum.ID, Visibility: v, Source: source, Hashtags: tags}); err != nil {
				t.Fatal(err)
			}
		}
		theirs := func(by models.Actor, uri string, tags ...string) {
			t.Helper()
			in := incoming(by, uri)
			in.Object.Hashtags = tags
			if _, _, err := s.KeepObject(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		ours("een", models.Public, "plein", "zorg")
		ours("langer", models.Public, "zorgen")
		ours("zonder", models.Public)
		ours("onder ons", models.FollowersOnly, "zorg")
		theirs(ann, "https://a.example/n/1", "zorg")
		theirs(ann, "https://a.example/n/2", "plein")
		theirs(bob, "https://b.example/n/1", "zorg")
		ours("twee", models.Public, "zorg")
		ours("teken", models.Public, "ont_bijt")
		ours("letter", models.Public, "ontxbijt")
		list := func(tag string, p store.Page) []store.NoteItem {
			t.Helper()
			items, err := s.Tagged(t.Context(), tag, p)
			if err != nil {
				t.Fatal(err)
			}
			return items
		}
		first := list("zorg", store.Page{Limit: 2})
		if got := texts(first); !slices.Equal(got, []string{"twee mokum", "<p>dag</p> ann"}) {
			t.Fatalf("first page %q", got)
		}
		if got := texts(list("zorg", store.Page{Before: first[1].Object.ID})); !slices.Equal(got, []string{"een mokum"}) {
			t.Errorf("second page %q", got)
		}
		if got := texts(list("ont_bijt", store.Page{})); !slices.Equal(got, []string{"teken mokum"}) {
			t.Errorf("a sign of LIKE is taken for any letter: %q", got)
		}
		for _, tag := range []string{"niets", "", "%"} {
			if got := texts(list(tag, store.Page{})); len(got) != 0 {
				t.Errorf("%q gives %q", tag, got)
			}
		}
	})
}

func TestEvents_areListedByStartWithinTheFilter(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		day := time.Date(2027, 5, 1, 10, 0, 0, 0, time.UTC)
		for _, n := range []int{3, 1, 2} {
			in := newEvent(mokum, day.AddDate(0, 0, n))
			in.Title = string(rune('0' + n))
			if n == 2 {
				in.Hashtags = []string{"muziek"}
			}
			if _, err := s.PublishEvent(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		titles := func(f store.EventFilter) (out string) {
			t.Helper()
			items, err := s.Events(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range items {
				out += i.Object.Name
			}
			return out
		}
		for _, c := range []struct {
			f    store.EventFilter
			want string
		}{
			{store.EventFilter{}, "123"},
			{store.EventFilter{Backward: true, Limit: 2}, "32"},
			{store.EventFilter{From: day.AddDate(0, 0, 2)}, "23"},
			{store.EventFilter{To: day.AddDate(0, 0, 2)}, "1"},
			{store.EventFilter{Tag: "muziek"}, "2"},
			{store.EventFilter{Tag: "muz%"}, ""},
			{store.EventFilter{ActorID: "nobody"}, ""},
			{store.EventFilter{ActorID: mokum.ID, LocalOnly: true}, "123"},
		} {
			if got := titles(c.f); got != c.want {
				t.Errorf("%+v gave %q, want %q", c.f, got, c.want)
			}
		}
	})
}

func TestLinks_areUsedOnceAndStartASession(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := time.Now()
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		older, err := s.MakeLink(t.Context(), models.LinkSignIn, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.MakeLink(t.Context(), models.LinkSignIn, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.RedeemLink(t.Context(), older, "", "phone"); models.KindOf(err) != models.NotFound && models.KindOf(err) != models.Gone {
			t.Errorf("an older link: %v", err)
		}
		session, sess, err := s.RedeemLink(t.Context(), token, "", "phone")
		if err != nil || sess.ActorID != w.ID || sess.Device != "phone" {
			t.Fatalf("session %+v, %v", sess, err)
		}
		_, _, err = s.RedeemLink(t.Context(), token, "", "phone")
		wantKind(t, "twice", err, models.Gone)
		now = now.Add(2 * time.Hour)
		if got, err := s.SessionByToken(t.Context(), session); err != nil || !got.UsedAt.Equal(s.Now()) {
			t.Errorf("used %v, %v", got.UsedAt, err)
		}
		now = now.Add(models.SessionIdleLife + time.Hour)
		_, err = s.SessionByToken(t.Context(), session)
		wantKind(t, "after long silence", err, models.Forbidden)
		if err := s.EndSession(t.Context(), sess.ID); err != nil {
			t.Fatal(err)
		}
		_, err = s.SessionByToken(t.Context(), session)
		wantKind(t, "after signing out", err, models.NotFound)
		late, err := s.MakeLink(t.Context(), models.LinkSignIn, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(models.LinkLife + time.Minute)
		_, _, err = s.RedeemLink(t.Context(), late, "", "phone")
		wantKind(t, "too late", err, models.Gone)
	})
}
