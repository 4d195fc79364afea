package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type codePage struct {
	render.Page
	Content  string // sanitised HTML
	Version  int
	Since    string // when it came into force
	Changes  string
	Newer    int // the version in force, when this is another
	Versions []codeVersion
	Missed   []codeVersion // what changed since the version she signed
	Signed   string        // when she signed this version; "" she did not
	Next     string        // where she was going when we asked; "" for nowhere
	Error    string
}

// codeVersion is one version in a list.
type codeVersion struct {
	Text, Href, Date, Changes string
	Current                   bool
}

// Code is the code of conduct in force: /code, or an earlier version: /code/N.
func (p *Pages) Code(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := p.o.Store.CurrentCode(ctx)
	if err != nil {
		return err
	}
	current := c.Version
	if asked := mux.Vars(r)["version"]; asked != "" {
		version, err := strconv.Atoi(asked)
		if err != nil {
			return models.Fail(models.NotFound, "error.not_found")
		}
		if c, err = p.o.Store.Code(ctx, version); err != nil {
			return err
		}
	}
	all, err := p.o.Store.Codes(ctx)
	if err != nil {
		return err
	}
	page := &codePage{Page: p.o.Render.Page(r, "")}
	page.fill(c, all)
	if c.Version != current {
		page.Newer = current
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "code.html", page)
}

func (page *codePage) fill(c models.Code, all []models.Code) {
	page.Title = page.T("code.title")
	page.Description = page.T("code.versioned", "Version", c.Version)
	page.Content, page.Version, page.Changes = c.HTML, c.Version, c.Changes
	page.Since = page.DatePlain(c.PublishedAt.In(page.Now.Location()))
	for _, one := range all {
		page.Versions = append(page.Versions, page.row(one, one.Version == c.Version))
	}
}

func (page *codePage) row(c models.Code, current bool) codeVersion {
	return codeVersion{
		Text: page.T("code.version", "Version", c.Version), Href: "/code/" + strconv.Itoa(c.Version),
		Date: page.DatePlain(c.PublishedAt.In(page.Now.Location())), Changes: c.Changes, Current: current,
	}
}

// codeFirst gives where somebody goes who has just come in: by the code of conduct
// when she has not signed it as it is now, else at once. The page leads on, signed
// or not.
func (p *Pages) codeFirst(ctx context.Context, actorID, next string) (string, error) {
	c, err := p.o.Store.CurrentCode(ctx)
	if models.KindOf(err) == models.NotFound {
		return next, nil
	}
	if err != nil {
		return "", err
	}
	role, err := p.o.Store.RoleNow(ctx, actorID)
	if err != nil {
		return "", err
	}
	signed, err := p.o.Store.Signature(ctx, actorID)
	if err != nil || signed.Version == c.Version || !models.Can(role, models.SignTheCode) {
		return next, err
	}
	return "/code/sign?next=" + url.QueryEscape(next), nil
}

// SignCode shows a member the code of conduct with what changed since she
// signed, and takes her signature: /code/sign.
func (p *Pages) SignCode(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), auth.Who(r)
	if err := parsed(w, r); err != nil {
		return err
	}
	page, status := &codePage{Page: p.o.Render.Page(r, "")}, http.StatusOK
	if r.Form.Has("next") {
		page.Next = auth.Landing(r.Form.Get("next"))
	}
	if r.Method == http.MethodPost {
		version, _ := strconv.Atoi(r.PostForm.Get("version"))
		err := p.o.Store.SignCode(ctx, who.Actor.ID, max(version, 0))
		switch models.KindOf(err) {
		case models.Conflict, models.Invalid:
			status = http.StatusUnprocessableEntity
			page.Error, _ = faultOf(&page.Page, err)
		default:
			if err != nil {
				return err
			}
			p.o.Render.Say(w, "code.notice_signed")
			if page.Next != "" {
				return redirect(w, r, page.Next)
			}
			return redirect(w, r, "/code")
		}
	}
	c, err := p.o.Store.CurrentCode(ctx)
	if err != nil {
		return err
	}
	all, err := p.o.Store.Codes(ctx)
	if err != nil {
		return err
	}
	signed, err := p.o.Store.Signature(ctx, who.Actor.ID)
	if err != nil {
		return err
	}
	page.sign(c, all, signed)
	return p.o.Render.HTML(w, r, status, "code_sign.html", page)
}

func (page *codePage) sign(c models.Code, all []models.Code, signed models.Signature) {
	page.fill(c, all)
	page.Title, page.NoIndex = page.T("code.sign_title"), true
	if signed.Version == c.Version {
		page.Signed = page.DatePlain(signed.SignedAt.In(page.Now.Location()))
	}
	for _, one := range all {
		if signed.Version > 0 && one.Version > signed.Version {
			page.Missed = append(page.Missed, page.row(one, false))
		}
	}
	if page.Error != "" {
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
}

// codeTie says of a person which version she signed and when; nil when she
// signed none. It is dashed when there is a newer one.
func codeTie(page *render.Page, s models.Signature) *tie {
	if s.Version == 0 {
		return nil
	}
	t := &tie{"vast", page.T("code.signed", "Version", s.Version, "Date", page.DatePlain(s.SignedAt.In(page.Now.Location())))}
	if s.Version < page.Site.Code {
		t.Tie = "los"
		t.Text = page.T("code.signed_older", "Version", s.Version, "Date", page.DatePlain(s.SignedAt.In(page.Now.Location())), "Current", page.Site.Code)
	}
	return t
}
