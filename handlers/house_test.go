package handlers

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/inbox"
	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/handlers/auth"
	"knoop/handlers/fed"
	"knoop/handlers/feeds"
	"knoop/handlers/render"
	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static/locales"
)

// house is a node's whole handler over a real store, at a time of its own.
type house struct {
	options Options
	store   *store.Store
	serve   http.Handler
	log     *lines
	now     time.Time
}

// lines is a log that a test reads while others write.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newHouse(t testing.TB, change func(*Options)) *house {
	t.Helper()
	return newHouseOn(t, "", change)
}

// newHouseOn is newHouse on a database of PostgreSQL; "" is SQLite.
func newHouseOn(t testing.TB, database string, change func(*Options)) *house {
	t.Helper()
	h := &house{log: &lines{}, now: time.Now()}
	h.store = storetest.Open(t, store.Options{Dir: t.TempDir(), Database: database, Clock: h.clock})
	base := iri.Of(storetest.Node(t, h.store))
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	in, err := inbox.New(inbox.Options{Store: h.store, Base: base, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := media.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rd := render.New(render.Options{Origin: base.Origin, Site: web.SiteOf(h.store, log), Logger: log, Clock: h.clock})
	au := auth.New(auth.Options{Store: h.store, Render: rd, Origin: base.Origin, Logger: log})
	h.options = Options{
		Origin: base.Origin, Store: h.store, Render: rd, Auth: au, Media: pictures, Logger: log, Clock: h.clock,
		Pages: web.New(web.Options{Store: h.store, Render: rd, Auth: au, Base: base, Logger: log, Clock: h.clock, Version: "1.2.3"}),
		Feeds: feeds.New(feeds.Options{Store: h.store, Base: base, Clock: h.clock}),
		Fed: fed.New(fed.Options{
			Store: h.store, Inbox: in, Writer: vocab.NewWriter(base, locales.For("nl")), Base: base, Version: "1.2.3", Logger: log, Clock: h.clock,
		}),
	}
	if change != nil {
		change(&h.options)
	}
	if h.serve, err = New(h.options); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) clock() time.Time { return h.now }

// ask asks; headers are name and value by turns.
func (h *house) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, storetest.Origin+path, nil)
	r.RequestURI = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	return w
}

const as2 = "application/activity+json"

// addresses fills the table's patterns in, with things that are there.
func (h *house) addresses(t *testing.T) *strings.Replacer {
	t.Helper()
	anna := storetest.Member(t, h.store, "anna")
	note := storetest.Note(t, h.store, anna, "dag")
	event, err := h.store.PublishEvent(t.Context(), store.NewEvent{ActorID: anna.ID, Title: "Ontbijt", Event: models.Event{StartsAt: h.clock().Add(time.Hour), TakesRSVP: true}})
	if err != nil {
		t.Fatal(err)
	}
	token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	bram := storetest.Member(t, h.store, "bram")
	departed, err := h.store.Leave(t.Context(), bram.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	proof := ""
	err = h.store.SetAddress(t.Context(), anna.ID, "anna@elders.example", func(token string) string { proof = token; return token })
	if err != nil {
		t.Fatal(err)
	}
	own, err := h.store.MembershipsOf(t.Context(), anna.ID)
	if err != nil || len(own) != 1 {
		t.Fatalf("%d memberships, %v", len(own), err)
	}
	invitation, err := h.store.Invite(t.Context(), store.NewInvitation{MadeBy: anna.ID, Role: models.Member, Life: time.Hour, MaxUses: 1})
	if err != nil {
		t.Fatal(err)
	}
	stop, err := h.store.UnsubscribeToken(models.Unsubscription{Kind: models.MailInvitation, AddressHash: h.store.MailHash("noor@elders.example")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.PublishCode(t.Context(), store.NewConduct{Source: "Wees goed", HTML: "<p>Wees goed</p>"}); err != nil {
		t.Fatal(err)
	}
	_, applicant, err := h.store.AskToJoin(t.Context(), store.NewJoinRequest{Key: "k", Name: "Soraya", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	mine, err := h.store.MakeCalendar(t.Context(), anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	link, pass := h.guest(t, event)
	return strings.NewReplacer(
		"/answer/{token}", "/answer/"+link, "/coming/{pass}", "/coming/"+pass,
		"/calendar/{token}", "/calendar/"+mine,
		"/apply/{token}", "/apply/"+applicant, "{version:[1-9][0-9]{0,5}}", "1",
		"/check/{token}", "/check/"+proof, "/join/{token}", "/join/"+invitation.Token(storetest.Secret), "/unsubscribe/{token}", "/unsubscribe/"+stop,
		"/gone/{token}", "/gone/"+departed,
		"/stamps/{id}", strings.TrimPrefix(own[0].Membership.StampURI, storetest.Origin),
		"/here/{code}", "/here/"+h.store.DoorCode(event.ID), "/events/{id}", "/events/"+event.ID, "{id}", note.ID, "{handle}", "anna", "{token}", token,
		"{empty:resources|todos|posts|discussions}", "todos", "{collection:outbox|followers|following|featured}", "outbox",
		`{version:2\.[01]}`, "2.1", "/.well-known/webfinger", "/.well-known/webfinger?resource=acct:anna@mokum.example",
		"{name}", "nothing.png", "/@{handle:[^/@]+}@{domain}", "/@anna@mokum.example",
	)
}

// guest gives the token of a link by which a stranger may answer an event, and the
// pass of one who has answered.
func (h *house) guest(t *testing.T, event models.Object) (link, pass string) {
	t.Helper()
	for _, address := range []string{"ann@post.example", "bob@post.example"} {
		if err := h.store.AskGuestLink(t.Context(), store.NewGuestLink{EventID: event.ID, Mail: address, Language: "nl"}); err != nil {
			t.Fatal(err)
		}
	}
	mails, err := h.store.ClaimMails(t.Context(), h.clock().Add(time.Hour), h.clock().Add(2*time.Hour), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		token := strings.TrimPrefix(m.Values["Link"], storetest.Origin+"/answer/")
		switch {
		case m.Kind != models.MailGuestLink:
		case link == "":
			link = token
		default:
			r, err := h.store.AnswerByLink(t.Context(), token, models.Word{Says: models.RSVPYes})
			if err != nil {
				t.Fatal(err)
			}
			pass = r.Attendance.Pass(storetest.Secret)
		}
	}
	return link, pass
}
