package web

import (
	"net/http"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
)

type unsubscribePage struct {
	render.Page
	Kind string // of the mail, when only that kind stops
	Done bool
}

// Unsubscribe is the link at the foot of a mail: /unsubscribe/TOKEN. GET shows a
// button, since mail programs look at links; POST acts, from the page or by the
// mail program itself (RFC 8058).
func (p *Pages) Unsubscribe(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	u, err := p.o.Store.ReadUnsubscribe(mux.Vars(r)["token"])
	if err != nil {
		return err
	}
	page := &unsubscribePage{Page: p.o.Render.Page(r, "")}
	one := u.ActorID != "" && u.Kind.Choice() // a member goes on getting the other kinds
	switch {
	case r.Method == http.MethodPost && one:
		err, page.Done = p.o.Store.SwitchMail(ctx, u.ActorID, u.Kind, false), true
		if models.KindOf(err) != "" { // she is gone, and gets no mail any more
			err = nil
		}
	case r.Method == http.MethodPost:
		err, page.Done = p.o.Store.OptOut(ctx, u.AddressHash), true
	case !one:
		page.Done, err = p.o.Store.HashOptedOut(ctx, u.AddressHash)
	}
	if err != nil {
		return err
	}
	page.fill(one, u.Kind)
	return p.o.Render.HTML(w, r, http.StatusOK, "unsubscribe.html", page)
}

func (page *unsubscribePage) fill(one bool, kind models.MailKind) {
	page.NoIndex = true
	if one {
		page.Kind = page.T("mailroom.when_" + string(kind))
	}
	page.Title = page.T("join.stop_title", "Name", page.Site.Name)
	if page.Done {
		page.Title = page.T("join.stopped_title")
	}
}
