package web

import (
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

// room is one page of the settings or of the orchestrators' part: its address,
// what one must be allowed to do to enter, and its words in the catalogues
// (AREA.room_NAME and AREA.room_NAME_about).
type room struct {
	href string
	name string
	may  models.Action
}

// settingsRooms and manageRooms are the rooms there are, in their order.
var (
	settingsRooms = []room{
		{"/settings/profile", "profile", models.EditOwnProfile},
		{"/settings/hats", "hats", models.ClaimMembership},
		{"/settings/role", "role", models.OpenSettings},
		{"/settings/keys", "keys", models.ManageOwnKeys},
		{"/settings/devices", "devices", models.ManageOwnKeys},
		{"/settings/sites", "sites", models.ManageOwnKeys},
		{"/settings/calendar", "calendar", models.AnswerEvents},
		{"/settings/mail", "mail", models.ChooseMail},
		{"/settings/data", "data", models.ExportOwnData},
	}
	manageRooms = []room{
		{"/manage/requests", "requests", models.DecideRequests},
		{"/manage/members", "members", models.AssignRoles},
		{"/manage/roles", "roles", models.AssignRoles},
		{"/manage/hats", "hats", models.DecideRequests},
		{"/manage/events", "events", models.PostAsCollective},
		{"/manage/series", "series", models.PostAsCollective},
		{"/manage/calendars", "calendars", models.PostAsCollective},
		{"/manage/invitations", "invitations", models.Invite},
		{"/manage/places", "places", models.KeepPlaces},
		{"/manage/code", "code", models.EditCode},
		{"/manage/questions", "questions", models.DecideRequests},
		{"/manage/links", "links", models.HandOutLinks},
		{"/manage/mail", "mail", models.ManageMail},
	}
)

// roomLink is a room in a navigation or list.
type roomLink struct {
	Href, Text, About string
	Current           bool
}

// roomNav is the navigation above a room.
type roomNav struct {
	Label string
	Links []roomLink
}

// roomsOf gives the rooms of an area ("settings", "manage") that the visitor may
// enter, the one she is in marked.
func roomsOf(page *render.Page, area string, rooms []room) roomNav {
	nav := roomNav{Label: page.T(area + ".rooms")}
	for _, r := range rooms {
		if !page.Visitor.Can(r.may) {
			continue
		}
		link := roomLink{Href: r.href, Text: page.T(area + ".room_" + r.name), Current: page.Path == r.href || strings.HasPrefix(page.Path, r.href+"/")}
		if about := area + ".room_" + r.name + "_about"; page.Has(about) {
			link.About = page.T(about)
		}
		nav.Links = append(nav.Links, link)
	}
	return nav
}
