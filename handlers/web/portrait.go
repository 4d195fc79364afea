package web

import (
	"net/http"

	"github.com/gorilla/mux"

	"knoop/models"
	"knoop/static/portrait"
)

// Portrait is an actor's portrait as a picture, which other servers show beside
// her posts: the one that our pages draw.
func (p *Pages) Portrait(w http.ResponseWriter, r *http.Request) error {
	a, err := p.o.Store.ActorByHandle(r.Context(), mux.Vars(r)["handle"])
	if err != nil {
		return err
	}
	if a.GoneAt != nil {
		return models.Fail(models.Gone, "error.gone")
	}
	page := p.o.Render.Page(r, "")
	face := page.Portrait(a)
	body, err := portrait.PNG(portrait.Look{Pattern: face.Pattern, Finish: face.Finish, Accent: face.Accent})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(body) // the client went away; nothing to mend
	return nil
}
