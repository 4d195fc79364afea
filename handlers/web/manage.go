package web

import (
	"net/http"

	"knoop/handlers/render"
)

type managePage struct {
	render.Page
	Rooms roomNav
}

// Manage leads to the orchestrators' rooms: /manage.
func (p *Pages) Manage(w http.ResponseWriter, r *http.Request) error {
	page := &managePage{Page: p.o.Render.Page(r, "")}
	page.fill()
	return p.o.Render.HTML(w, r, http.StatusOK, "manage.html", page)
}

func (page *managePage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("manage.title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
}
