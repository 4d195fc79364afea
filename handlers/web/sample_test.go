package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/federation/iri"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// sampleNow is the day on which the samples live: Monday 2 March 2026.
var sampleNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const sampleOrigin = "https://zuidoostzelfstandig.example"

// world is what the sample pages show: as a small collective would have it,
// empty, or written by somebody who means harm.
type world struct {
	name      string
	node      models.Node
	site      render.Site
	us        models.Actor
	card      models.Card
	members   []store.Member
	events    []store.EventItem
	notes     []store.NoteItem
	following []store.FollowItem
	followers []store.FollowItem
	reach     []store.HostReach
	visitor   render.Visitor
}

func (w *world) renderer() *render.Renderer {
	return render.New(render.Options{
		Origin: sampleOrigin,
		Site:   func(context.Context) render.Site { return w.site },
		Logger: slog.New(slog.DiscardHandler),
		Clock:  func() time.Time { return sampleNow },
	})
}

func (w *world) request(method, path, lang string) *http.Request {
	r := httptest.NewRequest(method, sampleOrigin+path, nil)
	r.Header.Set("Accept-Language", lang)
	return r.WithContext(render.WithRequestID(render.WithVisitor(r.Context(), w.visitor), "0198c0de"))
}

// sample is one page with its template.
type sample struct {
	file string
	page render.Framed
}

// moreSamples add the pages of an area; a sample_AREA_test.go each.
var moreSamples []func(w *world, begin func(path string) render.Page, out map[string]sample)

// pages makes every page of this world in a language.
func (w *world) pages(t testing.TB, rd *render.Renderer, lang string) map[string]sample {
	t.Helper()
	begin := func(path string) render.Page { return rd.Page(w.request(http.MethodGet, path, lang), "") }
	ours := w.node.Collective
	out := map[string]sample{}

	home := &homePage{Page: begin("/")}
	home.Hero, home.Here, home.Alternate = true, "home", home.Site.URI
	home.Follow = followFormOf(&home.Page, home.Site.Name, home.Site.Handle, home.Site.Acct)
	home.Follow.Popover = true
	home.card(w.card)
	home.events(w.events, sampleNow, ours)
	home.next(w.events, sampleNow)
	home.members(w.members)
	for _, n := range w.notes {
		home.Notes = append(home.Notes, noteRowOf(&home.Page, n))
	}
	out["home"] = sample{"home.html", home}

	events := &eventsPage{Page: begin("/events")}
	events.fill(w.agenda(), sampleNow, ours)
	out["events"] = sample{"events.html", events}
	past := &eventsPage{Page: begin("/events?before=2026-03-02T09:00:00Z&tag=zorg"), Past: true, Tag: "zorg"}
	past.fill(w.agenda(), sampleNow, ours)
	tagged := &eventsPage{Page: begin("/events?tag=ontbijt"), Tag: "ontbijt"}
	if w.name == "hostile" {
		tagged.Tag = evil
	}
	tagged.fill(nil, sampleNow, ours)
	tagged.notes(w.notes)
	out["events_tag"] = sample{"events.html", tagged}
	out["events_past"] = sample{"events.html", past}

	members := &membersPage{Page: begin("/members")}
	members.fill(store.DirectoryFilter{}, w.directory(), w.choices(), len(w.members)+1)
	out["members"] = sample{"members.html", members}
	word := "huisstijl"
	if w.name == "hostile" {
		word = evil
	}
	query := url.Values{"q": {word}, "skill": {word}, "branch": {word}, "availability": {"free"}, "after": {"YQ"}}
	asked := filterOf(query)
	filtered := &membersPage{Page: begin("/members")}
	filtered.fill(asked, store.DirectoryPage{Next: "a"}, w.choices(), 0)
	filtered.pages(query, asked, store.DirectoryPage{Next: "a"})
	out["members_filtered"] = sample{"members.html", filtered}

	collectives := &collectivesPage{Page: begin("/collectives"), Followers: len(w.followers)}
	collectives.fill(w.following, w.followers)
	out["collectives"] = sample{"collectives.html", collectives}

	about := &aboutPage{Page: begin("/about")}
	about.fill(w.card, "0.1.0")
	out["about"] = sample{"about.html", about}

	for i, a := range []models.Actor{w.us, w.members0()} {
		profile := &profilePage{Page: begin("/@" + url.PathEscape(a.Handle))}
		profile.actor(a)
		profile.Followers, profile.Following = 1, 1234
		if i == 1 {
			profile.Role = profile.T("profile.role_member", "Name", profile.Site.Name)
			profile.person(w.profile(a), "public", w.proofs())
		}
		for _, n := range w.notes {
			profile.Notes = append(profile.Notes, noteRowOf(&profile.Page, store.NoteItem{Object: n.Object, Actor: a}))
		}
		for _, e := range w.events {
			profile.Events = append(profile.Events, eventRowOf(&profile.Page, e, a.ID))
		}
		profile.Older = "?before=x"
		out[[]string{"profile_collective", "profile_member"}[i]] = sample{"profile.html", profile}
	}

	for i, item := range w.events[:min(2, len(w.events))] {
		event := &eventPage{Page: begin("/events/1")}
		event.fill(item, w.node, sampleNow)
		event.Likes, event.Shares = 3*i, i
		if i == 0 {
			for _, n := range w.notes {
				event.Replies = append(event.Replies, noteRowOf(&event.Page, n))
			}
		}
		event.Reach = reachOf(&event.Page, w.reach)
		out[[]string{"event", "event_off"}[i]] = sample{"event.html", event}
	}
	for _, item := range w.notes[:min(1, len(w.notes))] {
		note := &notePage{Page: begin("/notes/1"), Likes: 2}
		note.fill(item)
		for _, n := range w.notes {
			note.Replies = append(note.Replies, noteRowOf(&note.Page, n))
		}
		note.Reach = reachOf(&note.Page, w.reach)
		out["note"] = sample{"note.html", note}
	}

	follow := &followPage{Page: begin("/follow")}
	follow.fill(w.us)
	out["follow"] = sample{"follow.html", follow}
	refused := &followPage{Page: begin("/follow")}
	refused.fill(w.us)
	refused.Form.Acct = "noor"
	refused.Form.Error = refused.T("error.follow_handle_invalid", "Handle", "noor")
	out["follow_error"] = sample{"follow.html", refused}
	going := &followPage{Page: begin("/follow"), Link: "https://mastodon.example/authorize_interaction?uri=x", Host: "mastodon.example"}
	going.fill(w.us)
	going.Title = going.T("follow.go_title", "Host", going.Host)
	out["follow_go"] = sample{"follow_go.html", going}

	interact := &interactPage{Page: begin("/interact"), URI: "https://elders.example/notes/1", Host: "elders.example"}
	interact.Title = interact.T("follow.interact_title")
	out["interact"] = sample{"interact.html", interact}

	welcome := &welcomePage{Page: begin("/welcome/x"), Device: "Firefox, Linux"}
	welcome.fill(w.members0())
	out["welcome"] = sample{"welcome.html", welcome}

	setup := &setupPage{Page: begin("/welcome/x"), Origin: sampleOrigin, Domain: "zuidoostzelfstandig.example"}
	setup.fill(map[string]string{"language": lang, "timezone": "Europe/Amsterdam", "accent": "geel"})
	out["setup"] = sample{"setup.html", setup}
	wrong := &setupPage{Page: begin("/welcome/x"), Origin: sampleOrigin, Domain: "zuidoostzelfstandig.example"}
	wrong.fill(map[string]string{"name": w.us.Name, "handle": "<script>", "timezone": "Mokum", "lead": strings.Repeat(w.us.Name, 600)})
	wrong.check()
	wrong.Wrong = len(wrong.Errors)
	out["setup_error"] = sample{"setup.html", wrong}

	unready := &struct{ render.Page }{begin("/")}
	unready.Title, unready.Bare = unready.T("welcome.unready_title"), true
	out["unready"] = sample{"unready.html", unready}

	settings := &settingsPage{Page: begin("/settings")}
	settings.fill()
	out["settings"] = sample{"settings.html", settings}
	manage := &managePage{Page: begin("/manage")}
	manage.fill()
	out["manage"] = sample{"manage.html", manage}

	for _, more := range moreSamples {
		more(w, begin, out)
	}
	return out
}

// profile is all that somebody says of herself.
func (w *world) profile(a models.Actor) models.Profile {
	if w.name == "empty" {
		return models.Profile{ActorID: a.ID, Name: a.Name}
	}
	word := func(s string) string {
		if w.name == "hostile" {
			return evil
		}
		return s
	}
	return models.Profile{
		ActorID: a.ID, Name: a.Name, Headline: a.Headline, About: "Ik maak ontwerp.", AboutHTML: a.Summary,
		Services: []string{word("Huisstijlen voor plekken waar mensen binnenlopen"), word("Bewegwijzering, binnen en buiten")},
		Skills:   []string{word("huisstijl"), word("bewegwijzering"), word("drukwerk")}, Branches: []string{word("Ontwerp")},
		Neighbourhood: word("Holendrecht"), Postcode: "1106", Languages: []string{"nl", "srn", "pt-BR"}, Purpose: word("Collega’s om mee te lunchen en iemand die waarneemt in augustus"),
		Availability: models.Availability{State: models.AvailabilityFree, From: "2026-03-16", Text: word("twee dagen per week")},
		Links:        []models.ProfileLink{{URL: "https://joostverhagen.example/", Name: word("Site")}, {URL: "https://elders.example/@joost/een/heel/lang/pad/dat/niet/past"}, {URL: "https://stil.example/"}, {URL: "https://nieuw.example/"}},
		Work: []models.WorkItem{
			{Title: word("Buurtkeuken op Wielen"), Text: word("Huisstijl en wagenbelettering"), Year: 2025, URL: "https://joostverhagen.example/buurtkeuken", Image: strings.Repeat("0a", 32) + ".jpg", Alt: word("Een wagen"), Width: 1200, Height: 600},
			{Title: word("Gezondheidscentrum Gein")},
		},
		Photo: models.Photo{Alt: word("Joost lacht"), Sizes: []models.PhotoSize{{Side: 96, Name: strings.Repeat("0b", 32) + ".jpg"}, {Side: 400, Name: strings.Repeat("0c", 32) + ".jpg"}}},
	}.Show(models.ForEveryone)
}

func (w *world) proofs() map[string]models.LinkProof {
	at := sampleNow.Add(-50 * time.Hour)
	return map[string]models.LinkProof{
		"https://joostverhagen.example/":                                {State: models.ProofFound, CheckedAt: &at},
		"https://elders.example/@joost/een/heel/lang/pad/dat/niet/past": {State: models.ProofMissing, CheckedAt: &at},
		"https://stil.example/":                                         {State: models.ProofFailed, CheckedAt: &at},
	}
}

// directory is what the members' list shows of them.
func (w *world) directory() store.DirectoryPage {
	page := store.DirectoryPage{Total: len(w.members)}
	for _, m := range w.members {
		page.Items = append(page.Items, store.DirectoryItem{Actor: m.Actor, Profile: models.Profile{
			Name: m.Actor.Name, Headline: m.Actor.Headline, Skills: []string{"huisstijl", "drukwerk", m.Actor.Name},
		}})
	}
	return page
}

func (w *world) choices() map[models.TermKind][]store.DirectoryChoice {
	out := map[models.TermKind][]store.DirectoryChoice{}
	for _, m := range w.members {
		for _, kind := range directoryKinds {
			out[kind] = append(out[kind], store.DirectoryChoice{Kind: kind, Term: models.Fold(m.Actor.Headline), Label: m.Actor.Headline, People: 1})
		}
	}
	return out
}

func (w *world) members0() models.Actor {
	if len(w.members) == 0 {
		return models.Actor{ID: "m", Handle: "m", Local: true, Kind: models.Person}
	}
	return w.members[0].Actor
}

// sampleWorld is the collective of the design.
func sampleWorld() *world {
	base := iri.Base{Origin: sampleOrigin, Domain: "zuidoostzelfstandig.example"}
	zone, _ := time.LoadLocation("Europe/Amsterdam")
	local := func(handle, name, headline string, kind models.ActorKind) models.Actor {
		return models.Actor{
			ID: handle, URI: base.Actor(handle), Kind: kind, Local: true, Handle: handle, Domain: base.Domain,
			Name: name, Headline: headline, Discoverable: true,
		}
	}
	remote := func(handle, host, name string, kind models.ActorKind) models.Actor {
		return models.Actor{
			ID: handle + host, URI: "https://" + host + "/users/" + handle, URL: "https://" + host + "/@" + handle,
			Kind: kind, Handle: handle, Domain: host, Host: host, Name: name,
		}
	}
	w := &world{name: "sample"}
	w.us = local("zuidoost", "Zuidoost Zelfstandig", "", models.Group)
	w.us.Summary = "<p>Het collectief van zelfstandigen tussen Gein en Diemen.</p>"
	w.node = models.Node{Origin: sampleOrigin, HandleDomain: base.Domain, Language: "nl", Timezone: "Europe/Amsterdam", Collective: "zuidoost"}
	w.card = models.Card{
		Claim: "Vak\u00admensen op fiets\u00adafstand", Lead: "Zuidoost Zelfstandig is het collectief van 64 zzp’ers tussen Gein en Diemen. We ontbijten om de week, nemen elkaars werk waar en doen elk kwartaal één klus voor de buurt.",
		ForWhom: "Zelfstandigen die in Zuidoost, Diemen of Duivendrecht wonen of werken. Elk vak is welkom.",
		WhatFor: "Werk aan elkaar doorgeven, achtervang bij ziekte, samen inschrijven op opdrachten die voor één te groot zijn.",
		NotFor:  "Wie alleen klanten zoekt. We zijn geen bemiddelaar en verkopen geen leads.",
		Brings:  "Twee uur per kwartaal voor de buurt en je handtekening onder de gedragscode.",
		Gives:   "Collega’s om de hoek, een profiel dat van jou blijft en iemand die het overneemt als je uitvalt.",
		Area:    "Zuidoost, Diemen en Duivendrecht", Contact: "hallo@zuidoostzelfstandig.example",
	}
	w.site = render.Site{
		Ready: true, Name: w.us.Name, Handle: "zuidoost", Acct: w.us.Acct(), URI: w.us.URI, Accent: "geel", Logo: "l-zuidoost",
		Area: w.card.Area, Contact: w.card.Contact, Language: "nl", Location: zone,
	}
	for _, m := range [][3]string{
		{"joost", "Joost Verhagen", "grafisch ontwerper"},
		{"gladys", "Gladys Owusu", "kok en cateraar"},
		{"ravi", "Ravi Kalloe", "webontwikkelaar"},
		{"anneke", "Anneke Hoekstra", "boekhouder"},
		{"dwight", "Dwight Pinas", "fotograaf en filmer"},
		{"lotte", "Lotte van Dalen", "tekstschrijver"},
		{"karim", "Karim Benali", "energieadviseur"},
		{"samira", "Samira el Idrissi", "procesbegeleider"},
		{"hodan", "Hodan Warsame", "vertaler Somalisch en Engels"},
		{"mees", "Mees", ""},
	} {
		w.members = append(w.members, store.Member{Actor: local(m[0], m[1], m[2], models.Person), Role: models.Member})
	}
	joost := &w.members[0].Actor
	joost.Summary = "<p>Ik maak ontwerp dat buiten blijft werken: gevelborden die je vanaf de fiets leest, folders die iemand bewaart. Ik begin met kijken, meestal een ochtend op de plek zelf.</p>"
	joost.Fields = []models.Field{{Name: "Site", Value: `<a href="https://joostverhagen.example" rel="me nofollow noopener">joostverhagen.example</a>`}, {Name: "Werkt", Value: "dinsdag tot en met vrijdag"}}
	noorderwerf := remote("noorderwerf", "noorderwerf.example", "Noorderwerf", models.Group)
	noorderwerf.Summary = "<p>Makers met een werkplaats, of de wens er één te delen.</p>"
	kade := remote("kade", "kadewest.example", "Kade West", models.Group)
	kade.Summary = "<p>Wie schrijft, tekent, filmt of vertelt in West.</p>"
	oost := remote("oost", "werkplaatsoost.example", "Werkplaats Oost", models.Organization)
	noor := remote("noor", "mastodon.example", "Noor Leest Mee", models.Person)
	krant := remote("krant", "mastodon.example", "Bijlmerkrant", models.Person)

	event := func(by models.Actor, id, title, start, end string, place models.Place, change func(*store.EventItem)) {
		s, _ := time.ParseInLocation("2006-01-02 15:04", start, zone)
		item := store.EventItem{Actor: by, Object: models.Object{
			ID: id, URI: base.Event(id), NoteURI: base.Note(id), Type: models.EventObj, Local: by.Local, ActorID: by.ID, Name: title,
			Language: "nl", Visibility: models.Public, Published: sampleNow.Add(-72 * time.Hour),
		}, Event: models.Event{ObjectID: id, StartsAt: s.UTC(), Timezone: "Europe/Amsterdam", Place: place, Status: models.EventConfirmed}}
		if end != "" {
			e, _ := time.ParseInLocation("2006-01-02 15:04", end, zone)
			e = e.UTC()
			item.Event.EndsAt = &e
		}
		if !by.Local {
			item.Object.URI = by.URI + "/events/" + id
		}
		if change != nil {
			change(&item)
		}
		w.events = append(w.events, item)
	}
	spoel := models.Place{Name: "Buurtkamer De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Country: "NL"}
	event(w.us, "e1", "Ontbijt in De Spoel", "2026-03-05 08:30", "2026-03-05 10:00", spoel, func(i *store.EventItem) {
		i.Object.Summary = "Brood, koffie en een rondje: waar werk je aan, wie heb je nodig? Om tien uur zit iedereen weer achter het eigen bureau."
		i.Object.Content = "<p>We beginnen stipt. Neem iets mee waar je trots op bent, of iets waar je niet uitkomt.</p><ul><li>08.30 koffie</li><li>08.45 rondje</li><li>09.30 wie zoekt wat</li></ul>"
		i.Object.Hashtags = []string{"ontbijt", "zuidoost"}
		i.Event.Capacity = 24
		i.Object.Attachments = []models.Attachment{
			{Kind: "image", URL: sampleOrigin + "/media/0a1b.webp", Alt: "De lange tafel in de buurtkamer, gedekt", Width: 1200, Height: 600},
			{Kind: "link", URL: "https://elders.example"},
		}
	})
	event(noorderwerf, "e2", "Inloop KvK-vragen", "2026-03-10 17:00", "2026-03-10 19:00", models.Place{Name: "Loods 6", Locality: "Amsterdam"}, func(i *store.EventItem) { i.Event.Status = models.EventCancelled })
	event(w.us, "e3", "Kwartaalzaterdag: het Gravenplein opknappen", "2026-03-14 10:00", "2026-03-14 16:00", models.Place{Name: "Gravenplein", Locality: "Amsterdam"}, nil)
	event(w.us, "e4", "Kennisgroep Tarieven: wat vraag je voor een halve dag?", "2026-03-24 19:30", "2026-03-24 21:30", models.Place{}, func(i *store.EventItem) {
		i.Event.OnlineURL = "https://overleg.example/tarieven"
		i.Event.Status = models.EventTentative
	})
	event(kade, "e5", "Vrijdagborrel", "2026-03-27 16:30", "", models.Place{Name: "Café De Lus", Locality: "Amsterdam"}, nil)
	event(w.us, "e6", "Open Coffee Bijlmer", "2026-04-07 09:30", "2026-04-07 11:00", models.Place{Name: "Koffiehuis Het Klosje", Locality: "Amsterdam"}, nil)
	event(w.us, "e7", "Werkweekend op de boerderij", "2027-01-08 20:00", "2027-01-10 14:00", models.Place{Locality: "Abcoude"}, nil)

	note := func(by models.Actor, id, content string, ago time.Duration) {
		w.notes = append(w.notes, store.NoteItem{Actor: by, Object: models.Object{
			ID: id, URI: base.Note(id), Type: models.Note, Local: by.Local, ActorID: by.ID, Content: content, Language: "nl",
			Visibility: models.Public, Published: sampleNow.Add(-ago), Updated: sampleNow.Add(-ago),
		}})
	}
	note(w.us, "n1", `<p>De sleutel van de buurtkamer ligt vanaf nu bij Gladys. Wie donderdag vroeg wil opbouwen: app haar even.</p><p>Het ontbijt van 5 maart is bijna vol. <a href="/events?tag=ontbijt" rel="tag">#ontbijt</a></p>`, 50*time.Minute)
	note(*joost, "n2", "<p>Het nieuwe gevelbord van de buurtkeuken hangt. Leesbaar vanaf de overkant, zelfs met regen op je bril.</p>", 30*time.Hour)
	note(krant, "n3", "<p>Mooi werk, wij schrijven er volgende week over.</p>", 6*24*time.Hour)
	follow := func(a models.Actor, state models.FollowState) store.FollowItem {
		return store.FollowItem{Actor: a, Follow: models.Follow{ID: a.ID, State: state, CreatedAt: sampleNow, UpdatedAt: sampleNow}}
	}
	w.following = []store.FollowItem{follow(noorderwerf, models.FollowAccepted), follow(kade, models.FollowAsked), follow(krant, models.FollowAccepted)}
	w.followers = []store.FollowItem{follow(noorderwerf, models.FollowAccepted), follow(oost, models.FollowAccepted), follow(noor, models.FollowAccepted)}
	done := sampleNow.Add(-20 * time.Minute)
	w.reach = []store.HostReach{
		{Host: "mastodon.example", State: models.LetterDelivered, Status: 202, DoneAt: &done},
		{Host: "noorderwerf.example", State: models.LetterDelivered, Status: 202},
		{Host: "kadewest.example", State: models.LetterWaiting, Tries: 3},
		{Host: "oud.example", State: models.LetterRefused, Status: 403},
		{Host: "stil.example", State: models.LetterDead},
	}
	w.visitor = render.Visitor{Actor: &w.members[7].Actor, Role: models.Orchestrator, SessionID: "s"}
	return w
}

// emptyWorld is a node on its first day, seen by a stranger.
func emptyWorld() *world {
	w := sampleWorld()
	w.name = "empty"
	w.card, w.members, w.events, w.notes, w.following, w.followers, w.reach = models.Card{}, nil, nil, nil, nil, nil, nil
	w.site.Area, w.site.Contact, w.site.Logo, w.site.Accent = "", "", "", ""
	w.us.Summary, w.visitor = "", render.Visitor{}
	return w
}

// evil is what every plain text of the hostile world says.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{.Name}}` + "\u202e\x00"

// hostileWorld has names, titles and addresses that try to be markup.
func hostileWorld() *world {
	w := sampleWorld()
	w.name = "hostile"
	bad := func(a *models.Actor) {
		a.Name, a.Headline, a.URL, a.Handle = evil, evil, "javascript:alert(1)", evil
		if !a.Local {
			a.URI, a.Host, a.Domain = "javascript:alert(2)", evil, evil
		}
		for i := range a.Fields {
			a.Fields[i].Name = evil
		}
	}
	w.site.Name, w.site.Area, w.site.Contact, w.site.Accent = evil, evil, "javascript:alert(3)", evil
	w.card = models.Card{Claim: evil, Lead: evil, ForWhom: evil, Contact: evil}
	bad(&w.us)
	for i := range w.members {
		bad(&w.members[i].Actor)
	}
	for i := range w.events {
		e := &w.events[i]
		bad(&e.Actor)
		e.Object.Name, e.Object.Summary, e.Object.URL, e.Object.Hashtags = evil, evil, "data:text/html,x", []string{evil}
		e.Event.Place = models.Place{Name: evil, Street: evil, Locality: evil}
		e.Event.OnlineURL, e.Event.Timezone = "javascript:alert(4)", evil
	}
	for i := range w.notes {
		bad(&w.notes[i].Actor)
		w.notes[i].Object.Name, w.notes[i].Object.Language = evil, evil
	}
	for i := range w.following {
		bad(&w.following[i].Actor)
	}
	for i := range w.reach {
		w.reach[i].Host = evil
	}
	return w
}
