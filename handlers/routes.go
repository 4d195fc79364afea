package handlers

import (
	"knoop/handlers/render"
	"knoop/models"
)

// access says who may enter a route. It has no default: the zero value stops
// the program at start.
type access struct {
	who  who
	may  models.Action // of whom: what she must be allowed to do
	door bool          // a way to sign in: rate limited apart
	ask  bool          // sends a link to somebody who may not have asked: a few an hour
}

type who int

const (
	everyone who = iota + 1
	cachable
	server
	person
)

var (
	anyone  = access{who: everyone} // a page or document for everybody
	same    = access{who: cachable} // for everybody, and the same for every stranger: may be answered from memory
	servers = access{who: server}   // another server, proved by its signature
)

// door marks a way to sign in.
func door(a access) access {
	a.door = true
	return a
}

// guests marks what sends a link to a mail address or an actor that a stranger names.
func guests(a access) access {
	a.ask = true
	return a
}

// may is a signed-in person who may do this (models.Can).
func may(action models.Action) access { return access{who: person, may: action} }

const (
	get  = "GET" // and HEAD
	post = "POST"
)

// route is one row of the table.
type route struct {
	method  string
	pattern string
	access  access
	kind    kind
	handle  render.HandlerFunc
}

// table is every address of the node. The name of the handler is the name of
// its file: p.Members stands in web/members.go, f.Outbox in fed/outbox.go; those
// of feeds stand by form, in feeds/calendar.go and feeds/atom.go.
func table(o Options) []route {
	p, f, a, c := o.Pages, o.Fed, o.Auth, o.Feeds
	return []route{
		// feeds, before the pages whose address they begin with
		{get, "/events.ics", same, data, c.Events},
		{get, "/events.atom", same, data, c.EventsAtom},
		{get, "/events/{id}.ics", same, data, c.Event},
		{get, "/@{handle}.ics", same, data, c.Actor},
		{get, "/calendar/{token}.ics", anyone, data, c.Private},
		{get, "/@{handle}.atom", same, data, c.ActorAtom},

		// pages
		{get, "/", same, page, p.Home},
		{get, "/@{handle:[^/@]+}@{domain}", same, page, p.Elsewhere},
		{get, "/@{handle}", same, either, both(f.Actor, p.Profile)},
		{get, "/members", same, page, p.Members},
		{get, "/events", same, page, p.Events},
		{get, "/embed", same, page, p.Embed},
		{get, "/embed/agenda", same, page, p.EmbedAgenda},
		{get, "/embed/agenda.js", same, data, embedScript},
		{get, "/collectives", same, page, p.Collectives},
		{get, "/about", same, page, p.About},
		{get, "/follow", same, page, p.Follow},
		{post, "/follow", anyone, page, p.Follow},
		{get, "/code", same, page, p.Code},
		{get, "/code/{version:[1-9][0-9]{0,5}}", same, page, p.Code},
		{get, "/code/sign", may(models.SignTheCode), page, p.SignCode},
		{post, "/code/sign", may(models.SignTheCode), page, p.SignCode},
		{get, "/join", anyone, page, p.AskToJoin},
		{post, "/join", door(anyone), page, p.AskToJoin},
		{get, "/apply/{token}", anyone, page, p.JoinStatus},
		{post, "/apply/{token}", anyone, page, p.JoinStatus},
		{get, "/interact", anyone, page, p.Interact},
		{get, "/login", anyone, page, p.Login},
		{get, "/login/home", anyone, page, p.LoginHome},
		{post, "/login/home", door(anyone), page, p.LoginHome},
		{post, "/login/home/mail", door(anyone), page, p.HomeMail},
		{get, "/login/home/return", anyone, page, p.HomeReturn},
		{post, "/login", anyone, page, p.Login},
		{post, "/login/passkey/begin", door(anyone), reply, a.BeginSignIn},
		{post, "/login/passkey/finish", door(anyone), reply, a.FinishSignIn},
		{post, "/login/mail", door(anyone), page, p.LoginMail},
		{get, "/login/recover", anyone, page, p.Recover},
		{post, "/login/recover", door(anyone), page, p.Recover},
		{get, "/welcome/passkey", may(models.ManageOwnKeys), page, p.WelcomePasskey},
		{post, "/welcome/passkey", may(models.ManageOwnKeys), page, p.WelcomePasskey},
		{get, "/welcome/codes", may(models.ManageOwnKeys), page, p.WelcomeCodes},
		{post, "/welcome/codes", may(models.ManageOwnKeys), page, p.WelcomeCodes},
		{get, "/welcome/here", may(models.EditOwnProfile), page, p.Here},
		{get, "/welcome/{token}", anyone, page, p.Welcome},
		{post, "/welcome/{token}", anyone, page, p.Welcome},
		{get, "/join/{token}", anyone, page, p.Join},
		{post, "/join/{token}", door(anyone), page, p.Join},
		{get, "/unsubscribe/{token}", anyone, page, p.Unsubscribe},
		{post, "/unsubscribe/{token}", anyone, page, p.Unsubscribe},
		{post, "/logout", anyone, page, p.Logout},

		// writing, and the home of who writes
		{get, "/week", may(models.OpenSettings), page, p.Week},
		{get, "/write", may(models.Write), page, p.Write},
		{post, "/write", may(models.Write), page, p.Write},
		{get, "/write/{id}", may(models.Write), page, p.WaitingPost},
		{post, "/write/{id}/back", may(models.Write), page, p.UndoPost},
		{post, "/write/{id}/now", may(models.Write), page, p.PostNow},
		{post, "/write/{id}/drop", may(models.Write), page, p.DropPost},
		{get, "/notes/{id}/edit", may(models.Write), page, p.EditNote},
		{post, "/notes/{id}/edit", may(models.Write), page, p.EditNote},
		{get, "/notes/{id}/delete", may(models.Write), page, p.DeleteNote},
		{post, "/notes/{id}/delete", may(models.Write), page, p.DeleteNote},
		{get, "/events/new", may(models.Write), page, p.NewEvent},
		{post, "/events/new", may(models.Write), page, p.NewEvent},
		{get, "/events/clash", may(models.Write), page, p.EventClash},
		{get, "/events/{id}/edit", may(models.Write), page, p.EditEvent},
		{post, "/events/{id}/edit", may(models.Write), page, p.EditEvent},
		{get, "/events/{id}/publish", may(models.Write), page, p.PublishEvent},
		{post, "/events/{id}/publish", may(models.Write), page, p.PublishEvent},
		{get, "/events/{id}/move", may(models.Write), page, p.MoveEvent},
		{post, "/events/{id}/move", may(models.Write), page, p.MoveEvent},
		{get, "/events/{id}/cancel", may(models.Write), page, p.CancelEvent},
		{post, "/events/{id}/cancel", may(models.Write), page, p.CancelEvent},
		{get, "/events/{id}/hold", may(models.Write), page, p.HoldEvent},
		{post, "/events/{id}/hold", may(models.Write), page, p.HoldEvent},
		{get, "/events/{id}/together", may(models.Write), page, p.EventTogether},
		{post, "/events/{id}/together", may(models.Write), page, p.EventTogether},
		{post, "/settings/hat", may(models.Write), page, p.WearHat},

		// a person's own rooms
		{get, "/settings", may(models.OpenSettings), page, p.Settings},
		{get, "/settings/profile", may(models.EditOwnProfile), page, p.SettingsProfile},
		{post, "/settings/profile", may(models.EditOwnProfile), page, p.SettingsProfile},
		{get, "/settings/role", may(models.OpenSettings), page, p.RoleSettings},
		{post, "/settings/role", may(models.OpenSettings), page, p.RoleSettings},
		{get, "/settings/sites", may(models.ManageOwnKeys), page, p.Sites},
		{post, "/settings/sites", may(models.ManageOwnKeys), page, p.Sites},
		{get, "/settings/keys", may(models.ManageOwnKeys), page, p.Keys},
		{post, "/settings/keys", may(models.ManageOwnKeys), page, p.Keys},
		{post, "/settings/keys/begin", door(may(models.ManageOwnKeys)), reply, a.BeginAdd},
		{post, "/settings/keys/finish", door(may(models.ManageOwnKeys)), reply, a.FinishAdd},
		{post, "/settings/keys/{id}/rename", may(models.ManageOwnKeys), page, p.RenameKey},
		{post, "/settings/keys/{id}/remove", may(models.ManageOwnKeys), page, p.RemoveKey},
		{post, "/settings/codes", may(models.ManageOwnKeys), page, p.NewCodes},
		{get, "/settings/devices", may(models.ManageOwnKeys), page, p.Devices},
		{post, "/settings/devices", may(models.ManageOwnKeys), page, p.Devices},
		{get, "/settings/data", may(models.ExportOwnData), page, p.Data},
		{post, "/settings/data/download", may(models.ExportOwnData), page, p.DataDownload},
		{get, "/settings/data/delete", may(models.DeleteOwnAccount), page, p.DataDelete},
		{post, "/settings/data/delete", may(models.DeleteOwnAccount), page, p.DataDelete},
		{get, "/gone/{token}", anyone, page, p.Gone},
		{get, "/settings/mail", may(models.ChooseMail), page, p.MailSettings},
		{post, "/settings/mail", may(models.ChooseMail), page, p.MailSettings},
		{get, "/settings/calendar", may(models.AnswerEvents), page, p.CalendarSettings},
		{post, "/settings/calendar", may(models.AnswerEvents), page, p.CalendarSettings},
		{get, "/settings/mail/check/{token}", anyone, page, p.MailCheck},
		{post, "/settings/mail/check/{token}", anyone, page, p.MailCheck},
		{get, "/settings/hats", may(models.ClaimMembership), page, p.HatSettings},
		{post, "/settings/hats", may(models.ClaimMembership), page, p.HatSettings},
		{post, "/settings/hats/join", may(models.ClaimMembership), page, p.HatJoin},

		// the orchestrators' rooms
		{get, "/manage", may(models.EditCollective), page, p.Manage},
		{get, "/manage/requests", may(models.DecideRequests), page, p.ManageRequests},
		{get, "/manage/requests/{id}", may(models.DecideRequests), page, p.ManageRequest},
		{post, "/manage/requests/{id}", may(models.DecideRequests), page, p.ManageRequest},
		{get, "/manage/questions", may(models.DecideRequests), page, p.ManageQuestions},
		{post, "/manage/questions", may(models.DecideRequests), page, p.ManageQuestions},
		{get, "/manage/members", may(models.AssignRoles), page, p.ManageMembers},
		{get, "/manage/members/{id}", may(models.AssignRoles), page, p.ManageMember},
		{post, "/manage/members/{id}", may(models.AssignRoles), page, p.ManageMember},
		{get, "/manage/roles", may(models.AssignRoles), page, p.ManageRoles},
		{post, "/manage/roles", may(models.AssignRoles), page, p.ManageRoles},
		{get, "/manage/code", may(models.EditCode), page, p.ManageCode},
		{post, "/manage/code", may(models.EditCode), page, p.ManageCode},
		{get, "/manage/places", may(models.KeepPlaces), page, p.ManagePlaces},
		{post, "/manage/places", may(models.KeepPlaces), page, p.ManagePlaces},
		{get, "/manage/places/{id}", may(models.KeepPlaces), page, p.ManagePlace},
		{post, "/manage/places/{id}", may(models.KeepPlaces), page, p.ManagePlace},
		{get, "/manage/hats", may(models.DecideRequests), page, p.HatManage},
		{post, "/manage/hats", may(models.DecideRequests), page, p.HatManage},
		{get, "/manage/invitations", may(models.SeeFunnel), page, p.Invitations},
		{get, "/manage/invitations/link", may(models.Invite), page, p.InviteByLink},
		{post, "/manage/invitations/link", may(models.Invite), page, p.InviteByLink},
		{get, "/manage/invitations/mail", may(models.Invite), page, p.InviteByMail},
		{post, "/manage/invitations/mail", may(models.Invite), page, p.InviteByMail},
		{get, "/manage/invitations/list", may(models.Invite), page, p.NewWave},
		{post, "/manage/invitations/list", may(models.Invite), page, p.NewWave},
		{get, "/manage/invitations/waves/{id}", may(models.Invite), page, p.Wave},
		{post, "/manage/invitations/waves/{id}/start", may(models.Invite), page, p.StartWave},
		{post, "/manage/invitations/waves/{id}/stop", may(models.Invite), page, p.StopWave},
		{post, "/manage/invitations/waves/{id}/drop", may(models.Invite), page, p.DropWave},
		{get, "/manage/invitations/waves/{id}/links.csv", may(models.Invite), page, p.WaveLinks},
		{get, "/manage/invitations/waves/{id}/print", may(models.Invite), page, p.PrintWave},
		{get, "/manage/invitations/{id}", may(models.Invite), page, p.Invitation},
		{get, "/manage/invitations/{id}/qr.png", may(models.Invite), page, p.InvitationQR},
		{get, "/manage/invitations/{id}/print", may(models.Invite), page, p.PrintInvitation},
		{post, "/manage/invitations/{id}/revoke", may(models.Invite), page, p.RevokeInvitation},
		{post, "/manage/invitations/{id}/renew", may(models.Invite), page, p.RenewInvitation},
		{post, "/manage/invitations/{id}/met", may(models.Invite), page, p.NoteMet},
		{get, "/manage/events", may(models.PostAsCollective), page, p.EventOffers},
		{post, "/manage/events", may(models.PostAsCollective), page, p.EventOffers},
		{get, "/manage/series", may(models.PostAsCollective), page, p.SeriesList},
		{get, "/manage/series/new", may(models.PostAsCollective), page, p.EditSeries},
		{post, "/manage/series/new", may(models.PostAsCollective), page, p.EditSeries},
		{get, "/manage/series/{handle}", may(models.PostAsCollective), page, p.EditSeries},
		{post, "/manage/series/{handle}", may(models.PostAsCollective), page, p.EditSeries},
		{post, "/manage/series/{handle}/date", may(models.PostAsCollective), page, p.SeriesDate},
		{get, "/manage/calendars", may(models.PostAsCollective), page, p.ManageCalendars},
		{post, "/manage/calendars", may(models.PostAsCollective), page, p.ManageCalendars},
		{post, "/manage/calendars/file", may(models.PostAsCollective), page, p.NewImport},
		{get, "/manage/calendars/{id}", may(models.PostAsCollective), page, p.Import},
		{post, "/manage/calendars/{id}/start", may(models.PostAsCollective), page, p.StartImport},
		{post, "/manage/calendars/{id}/stop", may(models.PostAsCollective), page, p.StopImport},
		{post, "/manage/calendars/{id}/drop", may(models.PostAsCollective), page, p.DropImport},
		{get, "/manage/mail", may(models.ManageMail), page, p.ManageMail},
		{post, "/manage/mail", may(models.ManageMail), page, p.ManageMail},
		{get, "/manage/links", may(models.HandOutLinks), page, p.HandOutLink},
		{post, "/manage/links", may(models.HandOutLinks), page, p.HandOutLink},

		// who a person of ours is, for the node she visits
		{get, "/oauth/authorize", door(anyone), page, p.Authorize},
		{post, "/oauth/authorize", door(anyone), page, p.Authorize},
		{post, "/oauth/token", door(anyone), data, p.Token},

		// permalinks: the page to people, the document to servers
		{get, "/users/{handle}", same, either, both(f.Actor, p.Profile)},
		{get, "/actor", same, either, both(f.Application, p.About)},
		{get, "/events/{id}", same, either, both(f.Event, p.Event)},
		{post, "/events/{id}/rsvp", may(models.AnswerEvents), page, p.Rsvp},
		{post, "/events/{id}/by-mail", guests(anyone), page, p.AnswerByMail},
		{post, "/events/{id}/by-handle", guests(anyone), page, p.AnswerByHandle},
		{get, "/answer/{token}", anyone, page, p.AnswerLink},
		{post, "/answer/{token}", anyone, page, p.AnswerLink},
		{get, "/coming/{pass}", anyone, page, p.Coming},
		{post, "/coming/{pass}", anyone, page, p.Coming},
		{get, "/events/{id}/answers/merge", may(models.AnswerEvents), page, p.MergeGuests},
		{post, "/events/{id}/answers/merge", may(models.AnswerEvents), page, p.MergeGuests},
		{get, "/events/{id}/answers", may(models.AnswerEvents), page, p.Answers},
		{post, "/events/{id}/answers", may(models.AnswerEvents), page, p.Answers},
		{post, "/events/{id}/tasks/{task}", may(models.AnswerEvents), page, p.ClaimTask},
		{get, "/events/{id}/tasks", may(models.Write), page, p.ManageTasks},
		{post, "/events/{id}/tasks", may(models.Write), page, p.ManageTasks},
		{get, "/events/{id}/door", may(models.AnswerEvents), page, p.DoorPoster},
		{get, "/events/{id}/door.png", may(models.AnswerEvents), page, p.DoorPoster},
		{get, "/events/{id}/here/{code}", anyone, page, p.AtDoor},
		{post, "/events/{id}/here/{code}", door(anyone), page, p.AtDoor},
		{get, "/events/{id}/attendees", same, document, f.Attendees},
		{get, "/events/{id}/organizers", same, document, f.Organizers},
		{get, "/notes/{id}", same, either, both(f.Note, p.Note)},
		{get, "/activities/{id}", same, document, f.Activity},
		{get, "/stamps/{id}", anyone, document, f.Stamp},

		// collections of an actor
		{get, "/users/{handle}/outbox", same, document, f.Outbox},
		{get, "/users/{handle}/followers", same, document, f.Followers},
		{get, "/users/{handle}/following", same, document, f.Following},
		{get, "/users/{handle}/featured", same, document, f.Featured},
		{get, "/users/{handle}/upcoming", same, document, f.Upcoming},
		{get, "/users/{handle}/events", same, document, f.Upcoming},
		{get, "/users/{handle}/members", same, document, f.Members},
		{get, "/users/{handle}/{empty:resources|todos|posts|discussions}", same, document, f.Empty},
		{get, "/actor/{collection:outbox|followers|following|featured}", same, document, f.ApplicationCollection},

		// inboxes
		{post, "/inbox", servers, document, f.SharedInbox},
		{post, "/users/{handle}/inbox", servers, document, f.PersonalInbox},
		{post, "/actor/inbox", servers, document, f.ApplicationInbox},

		// discovery
		{get, "/.well-known/webfinger", same, data, f.WebFinger},
		{get, "/.well-known/host-meta", same, data, f.HostMeta},
		{get, "/.well-known/nodeinfo", same, data, f.NodeInfoLinks},
		{get, "/nodeinfo/{version:2\\.[01]}", same, data, f.NodeInfo},

		// files and supervisors
		{get, "/media/{name}", anyone, page, o.media},
		{get, "/portraits/{handle}.png", same, page, p.Portrait},
		{get, "/robots.txt", same, data, robots},
		{get, "/healthz", anyone, data, healthy},
		{get, "/readyz", anyone, data, o.ready},
	}
}
