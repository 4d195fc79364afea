package web

import (
	"net/http"

	"knoop/federation/iri"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// WearHat changes the hat of this session: POST /settings/hat. What she was
// writing under another hat keeps that one, and asks.
func (p *Pages) WearHat(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if _, err := p.o.Store.WearHat(r.Context(), auth.Who(r).SessionID, r.PostForm.Get("hat")); err != nil {
		return err
	}
	p.o.Render.Say(w, "hat.notice_changed")
	return redirect(w, r, auth.Next(r.PostForm.Get("back")))
}

// hatTie is the hat of a note: in whose name it was written, and whether the
// collective confirms that.
type hatTie struct {
	Text   string // "namens Kade West"
	URL    string
	Accent string
	Tie    string // class and symbol: vast, los
	Word   string // what the tie says
}

// hatTieOf gives the hat of a note, nil when it has none.
func hatTieOf(page *render.Page, o models.Object) *hatTie {
	if o.Hat == "" {
		return nil
	}
	h := models.Hat{Key: o.Hat, URI: o.Hat, Name: o.HatName, Host: iri.Host(o.Hat)}
	if h.Name == "" {
		h.Name = h.Host
	}
	tie := &hatTie{Text: page.HatShort(h), URL: webURL(o.Hat), Accent: page.HatAccent(h), Tie: "los", Word: page.T("hat.unconfirmed")}
	if o.HatConfirmed {
		tie.Tie, tie.Word = "vast", page.T("hat.confirmed")
	}
	if o.Hat == page.Site.URI {
		tie.URL = "/@" + page.Site.Handle
	}
	return tie
}
