package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"knoop/federation/iri"
	federation "knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/models/text"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// remote is the rest of the world as the follow form sees it.
type remote struct {
	template string
	err      error
	asked    []string
	people   map[string]models.Actor // by what a person types
	able     bool                    // every server can do hats
	unread   error                   // why nobody can know
	home     federation.Home
	me       models.Actor
	vouchers []federation.Voucher
	client   federation.Client
}

func (r *remote) Subscribe(_ context.Context, acct string) (string, error) {
	r.asked = append(r.asked, acct)
	return r.template, r.err
}

func (r *remote) Write(_ context.Context, markdown string) (federation.Written, error) {
	w := federation.People{Base: iri.Base{Origin: storetest.Origin}}.Write(markdown)
	for _, handle := range text.FindMentions(markdown) {
		w.Missing = append(w.Missing, federation.Missing{Handle: handle})
	}
	return w, r.err
}

// house is a node with its pages, over a real store.
type house struct {
	store  *store.Store
	remote *remote
	serve  http.Handler
	log    *strings.Builder
	cookie []*http.Cookie
	now    time.Time

	archive archive
}

func newHouse(t *testing.T, change ...func(*web.Options)) *house {
	t.Helper()
	h := &house{remote: &remote{}, log: &strings.Builder{}, now: now}
	clock := func() time.Time { return h.now }
	h.store = storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: clock})
	logger := slog.New(slog.NewTextHandler(h.log, nil))
	rd := render.New(render.Options{Origin: storetest.Origin, Site: web.SiteOf(h.store, logger), Logger: logger, Clock: clock})
	au := auth.New(auth.Options{Store: h.store, Render: rd, Origin: storetest.Origin, Logger: logger})
	pictures, err := media.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	options := web.Options{
		Store: h.store, Render: rd, Auth: au, Base: iri.Base{Origin: storetest.Origin, Domain: "mokum.example"},
		Remote: h.remote, Media: pictures, Logger: logger, Clock: clock, Version: "1.2.3", Mail: true, Takeout: &h.archive,
	}
	for _, f := range change {
		f(&options)
	}
	p := web.New(options)
	m := mux.NewRouter()
	m.Handle("/@{handle:[^/@]+}@{domain}", rd.Handle(render.Pages, p.Elsewhere))
	for pattern, f := range map[string]render.HandlerFunc{ // before /welcome/{token}
		"/welcome/passkey": p.WelcomePasskey, "/welcome/codes": p.WelcomeCodes, "/login/mail": p.LoginMail, "/login/recover": p.Recover,
		"/settings/keys": p.Keys, "/settings/keys/{id}/rename": p.RenameKey, "/settings/keys/{id}/remove": p.RemoveKey, "/settings/codes": p.NewCodes,
		"/settings/devices": p.Devices, "/manage/links": p.HandOutLink,
		"/events/new": auth.Require(models.Write, p.NewEvent), "/events/clash": auth.Require(models.Write, p.EventClash), "/events/{id}/edit": auth.Require(models.Write, p.EditEvent), "/events/{id}/publish": auth.Require(models.Write, p.PublishEvent),
		"/events/{id}/move": auth.Require(models.Write, p.MoveEvent), "/events/{id}/cancel": auth.Require(models.Write, p.CancelEvent), "/events/{id}/hold": auth.Require(models.Write, p.HoldEvent),
		"/manage/places": auth.Require(models.KeepPlaces, p.ManagePlaces), "/manage/places/{id}": auth.Require(models.KeepPlaces, p.ManagePlace),
		"/settings/calendar": auth.Require(models.AnswerEvents, p.CalendarSettings),
		"/manage/calendars":  auth.Require(models.PostAsCollective, p.ManageCalendars), "/manage/calendars/file": auth.Require(models.PostAsCollective, p.NewImport),
		"/manage/calendars/{id:[0-9a-f-]{36}}": auth.Require(models.PostAsCollective, p.Import), "/manage/calendars/{id}/start": p.StartImport, "/manage/calendars/{id}/stop": p.StopImport, "/manage/calendars/{id}/drop": p.DropImport,
		"/welcome/here": p.Here, "/manage/invitations": p.Invitations, "/manage/invitations/link": p.InviteByLink, "/manage/invitations/mail": p.InviteByMail,
		"/manage/invitations/list": p.NewWave, "/manage/invitations/waves/{id}": p.Wave, "/manage/invitations/waves/{id}/start": p.StartWave,
		"/manage/invitations/waves/{id}/stop": p.StopWave, "/manage/invitations/waves/{id}/drop": p.DropWave,
		"/manage/invitations/waves/{id}/links.csv": p.WaveLinks, "/manage/invitations/waves/{id}/print": p.PrintWave,
	} {
		m.Handle(pattern, rd.Handle(render.Pages, f))
	}
	for pattern, f := range map[string]render.HandlerFunc{
		"/": p.Home, "/@{handle}": p.Profile, "/members": p.Members, "/events": p.Events, "/collectives": p.Collectives,
		"/about": p.About, "/follow": p.Follow, "/interact": p.Interact, "/welcome/{token}": p.Welcome, "/logout": p.Logout,
		"/events/{id}/rsvp": auth.Require(models.AnswerEvents, p.Rsvp), "/events/{id}/answers": auth.Require(models.AnswerEvents, p.Answers),
		"/events/{id}/answers/merge": auth.Require(models.AnswerEvents, p.MergeGuests), "/events/{id}/by-mail": p.AnswerByMail, "/events/{id}/by-handle": p.AnswerByHandle,
		"/answer/{token}": p.AnswerLink, "/coming/{pass}": p.Coming,
		"/events/{id}/tasks": auth.Require(models.Write, p.ManageTasks), "/events/{id}/tasks/{task}": auth.Require(models.AnswerEvents, p.ClaimTask),
		"/events/{id}/door": auth.Require(models.AnswerEvents, p.DoorPoster), "/events/{id}/door.png": auth.Require(models.AnswerEvents, p.DoorPoster), "/events/{id}/here/{code}": p.AtDoor,
		"/events/{id}": p.Event, "/notes/{id}": p.Note, "/notes/{id}/edit": p.EditNote, "/notes/{id}/delete": p.DeleteNote,
		"/write": p.Write, "/write/{id}": p.WaitingPost, "/write/{id}/back": p.UndoPost, "/write/{id}/now": p.PostNow, "/write/{id}/drop": p.DropPost, "/week": p.Week,
		"/join/{token}": p.Join, "/unsubscribe/{token}": p.Unsubscribe,
		"/manage/invitations/{id}": p.Invitation, "/manage/invitations/{id}/qr.png": p.InvitationQR, "/manage/invitations/{id}/print": p.PrintInvitation,
		"/manage/invitations/{id}/revoke": p.RevokeInvitation, "/manage/invitations/{id}/renew": p.RenewInvitation, "/manage/invitations/{id}/met": p.NoteMet,
		"/settings/hat": p.WearHat, "/settings/profile": auth.Require(models.EditOwnProfile, p.SettingsProfile),
		"/login": p.Login, "/login/home": p.LoginHome, "/login/home/return": p.HomeReturn, "/oauth/authorize": p.Authorize, "/oauth/token": p.Token,
		"/settings":      p.Settings,
		"/settings/data": p.Data, "/settings/data/download": p.DataDownload, "/settings/data/delete": p.DataDelete, "/gone/{token}": p.Gone,
		"/settings/mail": p.MailSettings, "/settings/mail/check/{token}": p.MailCheck, "/manage/mail": p.ManageMail,
		"/code": p.Code, "/code/{version:[1-9][0-9]{0,5}}": p.Code, "/code/sign": auth.Require(models.SignTheCode, p.SignCode),
		"/join": p.AskToJoin, "/apply/{token}": p.JoinStatus, "/settings/role": auth.Require(models.OpenSettings, p.RoleSettings),
		"/manage/events": auth.Require(models.PostAsCollective, p.EventOffers), "/events/{id}/together": auth.Require(models.Write, p.EventTogether),
		"/manage/series": auth.Require(models.PostAsCollective, p.SeriesList), "/manage/series/new": auth.Require(models.PostAsCollective, p.EditSeries),
		"/manage/series/{handle:ontbijt}": auth.Require(models.PostAsCollective, p.EditSeries), "/manage/series/{handle}/date": auth.Require(models.PostAsCollective, p.SeriesDate),
		"/manage/code": auth.Require(models.EditCode, p.ManageCode), "/manage/roles": auth.Require(models.AssignRoles, p.ManageRoles),
		"/manage/members": auth.Require(models.AssignRoles, p.ManageMembers), "/manage/members/{id}": auth.Require(models.AssignRoles, p.ManageMember),
		"/manage/requests": auth.Require(models.DecideRequests, p.ManageRequests), "/manage/requests/{id}": auth.Require(models.DecideRequests, p.ManageRequest),
		"/manage/questions": auth.Require(models.DecideRequests, p.ManageQuestions),
		"/settings/hats":    p.HatSettings, "/settings/hats/join": p.HatJoin, "/manage/hats": p.HatManage,
	} {
		m.Handle(pattern, rd.Handle(render.Pages, f))
	}
	m.Handle("/login/home/mail", rd.Handle(render.Pages, p.HomeMail)).Methods(http.MethodPost)
	m.Handle("/manage", rd.Handle(render.Pages, auth.Require(models.EditCollective, p.Manage)))
	m.Handle("/settings/sites", rd.Handle(render.Pages, auth.Require(models.ManageOwnKeys, p.Sites)))
	h.serve = rd.Language(au.Load(au.Protect(m)))
	return h
}

func (h *house) do(t *testing.T, method, path string, form url.Values) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, storetest.Origin+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	for _, c := range h.cookie {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		h.keep(c)
	}
	return res
}

// keep does with a cookie what a browser does.
func (h *house) keep(c *http.Cookie) {
	for i, have := range h.cookie {
		if have.Name == c.Name {
			h.cookie = append(h.cookie[:i], h.cookie[i+1:]...)
			break
		}
	}
	if c.MaxAge >= 0 {
		h.cookie = append(h.cookie, c)
	}
}

func (h *house) get(t *testing.T, path string) *http.Response {
	t.Helper()
	return h.do(t, http.MethodGet, path, nil)
}

func body(res *http.Response) string {
	var b strings.Builder
	buf := make([]byte, 32<<10)
	for {
		n, err := res.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return b.String()
		}
	}
}

// page fetches a page and checks its status and what must and must not be on it;
// what begins with ! must not.
func (h *house) page(t *testing.T, path string, status int, texts ...string) {
	t.Helper()
	res := h.get(t, path)
	if res.StatusCode != status {
		t.Errorf("%s: status %d, want %d", path, res.StatusCode, status)
	}
	contains(t, path, body(res), texts...)
}

func contains(t *testing.T, path, got string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if not, unwanted := strings.CutPrefix(text, "!"); unwanted {
			if strings.Contains(got, not) {
				t.Errorf("%s holds %q", path, not)
			}
		} else if !strings.Contains(got, text) {
			t.Errorf("%s does not hold %q", path, text)
		}
	}
}

func (h *house) event(t *testing.T, by models.Actor, title string, start time.Time) models.Object {
	t.Helper()
	end := start.Add(90 * time.Minute)
	o, err := h.store.PublishEvent(t.Context(), store.NewEvent{ActorID: by.ID, Title: title, Hashtags: []string{"ontbijt"}, Event: models.Event{
		StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: "De Spoel", Locality: "Amsterdam"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (h *house) signIn(t *testing.T, a models.Actor) {
	t.Helper()
	token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if res := h.do(t, http.MethodPost, "/welcome/"+token, url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("sign in: status %d", res.StatusCode)
	}
}

var errSilent = errors.New("dial tcp: noor@stil.example refused")
