package web

import (
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// siteRow is a node that may know who she is.
type siteRow struct {
	Origin, Host, Name string
	Since, Used        string
}

type sitesPage struct {
	render.Page
	Rooms roomNav
	Sites []siteRow
}

// Sites lists the nodes at which a person signs in through us, and takes her
// word back: /settings/sites.
func (p *Pages) Sites(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), auth.Who(r)
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			return models.Fail(models.Invalid, "error.request_invalid")
		}
		if err := p.o.Store.RevokeConsent(ctx, v.Actor.ID, r.PostFormValue("origin")); err != nil {
			return err
		}
		p.o.Render.Say(w, "consent.notice_revoked")
		return redirect(w, r, "/settings/sites")
	}
	consents, err := p.o.Store.Consents(ctx, v.Actor.ID)
	if err != nil {
		return err
	}
	page := &sitesPage{Page: p.o.Render.Page(r, "")}
	page.fill(consents)
	return p.o.Render.HTML(w, r, http.StatusOK, "settings_sites.html", page)
}

func (page *sitesPage) fill(consents []models.Consent) {
	page.Title, page.Here, page.NoIndex = page.T("settings.room_sites"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	for _, c := range consents {
		_, host, _ := strings.Cut(c.Origin, "://")
		page.Sites = append(page.Sites, siteRow{
			Origin: c.Origin, Host: host, Name: c.Name,
			Since: page.Date(c.CreatedAt.In(page.Site.Location)), Used: page.Ago(c.UsedAt, page.Now),
		})
	}
}
