package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type devicesPage struct {
	render.Page
	Rooms   roomNav
	Devices []deviceRow
}

// deviceRow is a signed-in device.
type deviceRow struct {
	ID, Name string
	Here     bool // the one that asks
	Since    string
	Used     string
}

// Devices is the room of signed-in devices: /settings/devices. POST signs out
// which=others, which=all, or the one with that id.
func (p *Pages) Devices(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return p.endDevices(w, r)
	}
	v := auth.Who(r)
	list, err := p.o.Store.Sessions(r.Context(), v.Actor.ID)
	if err != nil {
		return err
	}
	page := &devicesPage{Page: p.o.Render.Page(r, "")}
	page.fill(list, v.SessionID)
	return p.o.Render.HTML(w, r, http.StatusOK, "devices.html", page)
}

func (page *devicesPage) fill(list []models.Session, here string) {
	page.Title, page.Here, page.NoIndex = page.T("signin.devices_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	for _, one := range list {
		row := deviceRow{
			ID: one.ID, Name: one.Device, Here: one.ID == here,
			Since: page.T("signin.device_since", "Date", page.Date(one.CreatedAt.In(page.Site.Location))),
			Used:  page.T("signin.device_used", "When", page.Ago(one.UsedAt.In(page.Site.Location), page.Now)),
		}
		if row.Name == "" {
			row.Name = page.T("signin.device_unknown")
		}
		page.Devices = append(page.Devices, row)
	}
}

func (p *Pages) endDevices(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	v, which := auth.Who(r), r.PostForm.Get("which")
	var err error
	switch which {
	case "":
		return models.Fail(models.Invalid, "error.request_invalid")
	case "others":
		err = p.o.Store.EndSessions(r.Context(), v.Actor.ID, v.SessionID)
	case "all":
		err = p.o.Store.EndSessions(r.Context(), v.Actor.ID, "")
	default:
		err = p.o.Store.EndSessionOf(r.Context(), v.Actor.ID, which)
	}
	if err != nil {
		return err
	}
	if which == "all" || which == v.SessionID {
		return p.Logout(w, r)
	}
	p.o.Render.Say(w, "signin.notice_device_out")
	return redirect(w, r, "/settings/devices")
}
