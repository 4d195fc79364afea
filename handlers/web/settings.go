package web

import (
	"net/http"

	"knoop/handlers/render"
	"knoop/models"
)

type settingsPage struct {
	render.Page
	Rooms  roomNav
	ByMail bool // she came by a mailed link, while her home was silent
}

// Settings leads to a person's own rooms: /settings.
func (p *Pages) Settings(w http.ResponseWriter, r *http.Request) error {
	page := &settingsPage{Page: p.o.Render.Page(r, "")}
	page.fill()
	asks, err := p.asksOf(r)
	if err != nil {
		return err
	}
	page.asks(asks)
	return p.o.Render.HTML(w, r, http.StatusOK, "settings.html", page)
}

func (page *settingsPage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("settings.title"), "settings", true
	page.ByMail = page.Visitor.Way == models.SignedInByMail
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
}

// asks says that somebody asked her to stand in, unless something else is said
// already.
func (page *settingsPage) asks(n int) {
	if n > 0 && page.Notice == nil {
		page.Notice = &render.Notice{Kind: render.NoticeWait, Title: page.N("roles.asked", n), Href: "/settings/role", Link: page.T("roles.answer")}
	}
}
