package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type calendarSettingsPage struct {
	render.Page
	Rooms   roomNav
	Address string // of her calendar, shown this once
	Since   string // when she made the one she has; "" without one
}

// CalendarSettings makes, renews and withdraws the address of a person's own
// calendar: /settings/calendar.
func (p *Pages) CalendarSettings(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), auth.Who(r).Actor
	w.Header().Set("Cache-Control", "no-store")
	page := &calendarSettingsPage{Page: p.o.Render.Page(r, "")}
	if r.Method == http.MethodPost {
		if err := parsed(w, r); err != nil {
			return err
		}
		switch r.PostForm.Get("do") {
		case "make":
			token, err := p.o.Store.MakeCalendar(ctx, who.ID)
			if err != nil {
				return err
			}
			page.Address = p.o.Base.Origin + "/calendar/" + token + ".ics"
		case "withdraw":
			if err := p.o.Store.DropCalendar(ctx, who.ID); err != nil {
				return err
			}
			p.o.Render.Say(w, "calendar.notice_withdrawn")
			return redirect(w, r, "/settings/calendar")
		default:
			return models.Fail(models.Invalid, "error.request_invalid")
		}
	}
	row, err := p.o.Store.PrivateCalendar(ctx, who.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	page.fill(row)
	return p.o.Render.HTML(w, r, http.StatusOK, "calendar_settings.html", page)
}

func (page *calendarSettingsPage) fill(row models.PrivateCalendar) {
	page.Title, page.Here, page.NoIndex = page.T("calendar.settings_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	if row.ActorID != "" {
		page.Since = page.Date(row.CreatedAt.In(page.Site.Location))
	}
}
