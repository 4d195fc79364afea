package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"knoop/federation/iri"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/text"
)

// findTime is how long a person waits for another server to be found.
const findTime = 15 * time.Second

// hatsFeature is what a server must be able to do before a membership with it
// can be asked.
const hatsFeature = "hats"

// hatJoinPage shows the collective that somebody means before she asks it.
type hatJoinPage struct {
	render.Page
	Rooms   roomNav
	ID      string // of the collective's row
	Who     personRow
	Host    string
	About   string // what it says of itself, plain
	Able    bool   // its server can do hats
	Silent  bool   // whether it can is not known
	Message string
	Error   string
}

// HatJoin looks up the collective that was typed, shows it, and asks it when the
// button on that page is pressed: /settings/hats/join.
func (p *Pages) HatJoin(w http.ResponseWriter, r *http.Request) error {
	who, err := hatOwner(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if id := r.PostForm.Get("collective"); id != "" {
		return p.hatAsk(w, r, who, id)
	}
	typed := strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("acct"), ""))
	ctx, cancel := context.WithTimeout(r.Context(), findTime)
	defer cancel()
	collective, err := p.collective(ctx, typed)
	var e *models.Error
	if errors.As(err, &e) {
		return p.hatSettings(w, r, who, func(page *hatSettingsPage) {
			page.Acct, page.Error = shortened(typed), page.says(e)
		})
	}
	if err != nil {
		return err
	}
	return p.hatJoin(ctx, w, r, collective, "", nil)
}

// collective finds the collective elsewhere that somebody means.
func (p *Pages) collective(ctx context.Context, typed string) (models.Actor, error) {
	a, err := p.find(ctx, typed)
	switch {
	case err != nil:
		return a, err
	case a.Local:
		return a, models.Fail(models.Conflict, "error.member_here")
	case a.Kind != models.Group:
		return a, models.Fail(models.Invalid, "hats.error_no_collective", "Name", a.DisplayName())
	}
	return a, nil
}

// find finds an actor by what a person typed. Every way to fail that she can do
// something about is a sentence.
func (p *Pages) find(ctx context.Context, typed string) (models.Actor, error) {
	if typed == "" {
		return models.Actor{}, models.Fail(models.Invalid, "hats.error_empty")
	}
	named := p.named(typed)
	a, err := p.o.Remote.Resolve(ctx, named)
	var e *models.Error
	switch {
	case err == nil && a.GoneAt != nil:
		return a, models.Fail(models.Gone, "remote.not_found", "Address", shortened(typed))
	case errors.As(err, &e) && e.Key == "remote.address_invalid", models.KindOf(err) == models.NotFound:
		key := "remote.not_found"
		if e != nil && e.Kind == models.Invalid {
			key = e.Key
		}
		return a, models.Fail(models.Invalid, key, "Address", shortened(typed))
	case errors.As(err, &e):
		return a, err
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return a, models.Fail(models.Invalid, "remote.unreachable", "Host", hostTyped(named))
	}
	return a, err
}

// named makes an address of what was typed: a profile page pasted from the bar,
// or the bare name of a server, is one too.
func (p *Pages) named(typed string) string {
	if strings.Contains(typed, ".") && !strings.ContainsAny(typed, "@/ ") {
		scheme, _, _ := strings.Cut(p.o.Base.Origin, ":")
		return scheme + "://" + typed + "/"
	}
	return pastedAcct(typed)
}

func hostTyped(named string) string {
	if _, domain, ok := models.SplitAcct(named); ok {
		return domain
	}
	return iri.Host(named)
}

// hatAsk asks the collective that was shown, if its server can still do hats: the
// page may be old, or the form not ours.
func (p *Pages) hatAsk(w http.ResponseWriter, r *http.Request, who models.Actor, id string) error {
	ctx, cancel := context.WithTimeout(r.Context(), findTime)
	defer cancel()
	collective, err := p.o.Store.Actor(ctx, id)
	if err != nil {
		return err
	}
	message, err := models.ParseMembershipText(r.PostForm.Get("message"))
	if err == nil {
		err = p.hatAble(ctx, collective)
	}
	if err == nil {
		_, err = p.o.Store.AskMembership(ctx, who.ID, collective.ID, message)
	}
	if err != nil {
		return p.hatJoin(ctx, w, r, collective, r.PostForm.Get("message"), err)
	}
	p.o.Render.Say(w, "hats.notice_asked")
	return redirect(w, r, "/settings/hats")
}

// hatAble says whether a collective's server can do hats: Invalid hats.unable when
// it cannot, remote.unreachable when that is not known.
func (p *Pages) hatAble(ctx context.Context, collective models.Actor) error {
	able, err := p.o.Remote.Can(ctx, collective, hatsFeature)
	switch {
	case err != nil:
		return models.Fail(models.Invalid, "remote.unreachable", "Host", collective.Host)
	case !able:
		return models.Fail(models.Invalid, "hats.unable")
	}
	return nil
}

// hatJoin shows the collective, and the form to ask it where that can be done.
// What she wrote stays when its server is only silent.
func (p *Pages) hatJoin(ctx context.Context, w http.ResponseWriter, r *http.Request, collective models.Actor, message string, wrong error) error {
	var e *models.Error
	if wrong != nil && !errors.As(wrong, &e) {
		return wrong
	}
	page := &hatJoinPage{Page: p.o.Render.Page(r, ""), Message: strings.ToValidUTF8(message, "")}
	able := p.hatAble(ctx, collective)
	page.fill(collective, able == nil, isKey(able, "remote.unreachable"))
	status := http.StatusOK
	if e != nil {
		status = render.Status(e)
		page.wrong(e)
	}
	return p.o.Render.HTML(w, r, status, "hat_join.html", page)
}

// wrong says what is, beside the form; of a server that cannot do this there is
// none, and the page says so by itself.
func (page *hatJoinPage) wrong(e *models.Error) {
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	if page.Able || page.Silent {
		page.Error = page.T(e.Key, e.Args...)
	}
}

func (page *hatJoinPage) fill(a models.Actor, able, silent bool) {
	page.Title, page.Here, page.NoIndex = page.T("hats.join_title", "Name", a.DisplayName()), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.ID, page.Who, page.Host = a.ID, personRowOf(&page.Page, a), a.Host
	page.About = text.Truncate(text.Plain(a.Summary), 600)
	page.Able, page.Silent = able, silent
}
