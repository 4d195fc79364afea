package demodata_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/text"
)

// each runs a check on every text of the cast, with the place where it stands.
func each(check func(where, text string)) {
	for _, c := range demodata.Collectives() {
		for _, s := range []string{c.Name, c.Headline, c.About, c.Card.Claim, c.Card.Lead, c.Card.ForWhom, c.Card.WhatFor, c.Card.NotFor, c.Card.Brings, c.Card.Gives, c.Card.Area} {
			check(c.Handle, s)
		}
		for _, m := range c.Members {
			check("@"+m.Handle, m.Name+"\n"+m.Headline+"\n"+m.Bio+"\n"+m.Does+"\n"+m.Skills+"\n"+m.Wants)
		}
		for _, a := range c.Applicants {
			check(a.Name+", who asked", a.Name+"\n"+strings.Join(a.Answers, "\n"))
		}
		check(c.Handle+", questions", strings.Join(c.Questions, "\n"))
		for _, n := range notes(c) {
			check(c.Handle+", note by "+n.By, n.Text)
		}
		for _, e := range events(c) {
			check(c.Handle+", event", e.Title+"\n"+e.Summary+"\n"+e.Text+"\n"+e.Because+"\n"+e.Picture+"\n"+e.Step)
		}
	}
}

func notes(c demodata.Collective) []demodata.Note {
	return append(c.Notes[:len(c.Notes):len(c.Notes)], c.FreshNotes...)
}

func events(c demodata.Collective) []demodata.Event {
	return slices.Concat(c.Events, c.FreshEvents, c.Drafts)
}

var (
	clockWithColon = regexp.MustCompile(`\d:\d\d`)
	emoji          = regexp.MustCompile(`[\x{2190}-\x{2bff}\x{fe0f}\x{1f000}-\x{1ffff}]`)
	season         = regexp.MustCompile(`(?i)\b(januari|februari|april|juni|juli|augustus|september|oktober|november|december|kerst|pasen|zomer|winter|lente|herfst|january|summer)\b`)
	jargon         = regexp.MustCompile(`(?i)\b(instance|content|community|platform|user|engagement|fediverse)\b`)
)

func TestTexts_areInTheVoiceOfTheHouse(t *testing.T) {
	each(func(where, s string) {
		if strings.TrimSpace(s) == "" {
			t.Errorf("%s: a text is empty", where)
		}
		if strings.Contains(s, "!") {
			t.Errorf("%s: an exclamation mark in %q", where, s)
		}
		for what, pattern := range map[string]*regexp.Regexp{"emoji": emoji, "time with a colon": clockWithColon, "date that will be wrong": season, "jargon": jargon} {
			if found := pattern.FindString(s); found != "" {
				t.Errorf("%s: %s %q in %q", where, what, found, s)
			}
		}
		for _, r := range s {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%s: %U in %q", where, r, s)
			}
		}
	})
}

func TestCast_handlesAreValidAndEachTakenOnce(t *testing.T) {
	people, hosts, ports := map[string]bool{}, map[string]bool{}, map[int]bool{}
	for _, c := range demodata.Collectives() {
		if err := models.CheckHandle(c.Handle); err != nil {
			t.Errorf("@%s: %v", c.Handle, err)
		}
		if hosts[c.Host] || ports[c.Port] || strings.ToLower(c.Host) != c.Host {
			t.Errorf("%s: host %s or port %d is another's", c.Handle, c.Host, c.Port)
		}
		hosts[c.Host], ports[c.Port] = true, true
		if n := len(c.Members); n < 18 || n > 24 {
			t.Errorf("%s has %d members, not about 20", c.Handle, n)
		}
		for i, m := range c.Members {
			if err := models.CheckHandle(m.Handle); err != nil {
				t.Errorf("@%s: %v", m.Handle, err)
			}
			if people[m.Handle] || m.Handle == c.Handle {
				t.Errorf("@%s is there twice", m.Handle)
			}
			people[m.Handle] = true
			if err := m.Profile().Check(); err != nil {
				t.Errorf("@%s: %v", m.Handle, err)
			}
			if m.Orchestrator != (i == 0) {
				t.Errorf("@%s: only the first member runs the collective", m.Handle)
			}
			if m.Handle == c.PresentMember && m.Orchestrator {
				t.Errorf("@%s is shown as a plain member and runs the collective", m.Handle)
			}
		}
		if !people[c.PresentMember] {
			t.Errorf("%s lets you be @%s, who is not there", c.Handle, c.PresentMember)
		}
	}
}

func TestCast_whoWritesAndIsMentionedIsAMember(t *testing.T) {
	for _, c := range demodata.Collectives() {
		members := map[string]bool{"": true}
		for _, m := range c.Members {
			members[m.Handle] = true
		}
		check := func(by, language, body string) {
			if !members[by] {
				t.Errorf("%s: @%s writes %q and is no member", c.Handle, by, body)
			}
			if language != "nl" && language != "en" {
				t.Errorf("%s: %q is in no language", c.Handle, body)
			}
			for _, handle := range text.FindMentions(body) {
				if !members[handle] {
					t.Errorf("%s: %q mentions @%s, who is no member", c.Handle, body, handle)
				}
			}
		}
		for _, n := range notes(c) {
			check(n.By, n.Language, n.Text)
		}
		for _, e := range events(c) {
			check(e.By, e.Language, e.Text)
		}
		for _, e := range c.FreshEvents {
			if e.By != "" {
				t.Errorf("%s: %q is by a member, whom the others do not follow", c.Handle, e.Title)
			}
		}
	}
}

// moments are times at which someone may start the demo: every weekday, both
// changes of clocks, the turn of a year, a leap day, just after midnight.
func moments() []time.Time {
	amsterdam, _ := time.LoadLocation(demodata.Timezone)
	out := []time.Time{
		time.Date(2026, 3, 29, 1, 59, 0, 0, amsterdam), time.Date(2026, 10, 25, 3, 0, 0, 0, amsterdam),
		time.Date(2026, 12, 31, 23, 59, 0, 0, amsterdam), time.Date(2027, 1, 1, 0, 1, 0, 0, amsterdam),
		time.Date(2028, 2, 29, 12, 0, 0, 0, amsterdam), time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC),
	}
	for day := range 100 {
		out = append(out, time.Date(2026, 2, 20+day, 14, 30, 0, 0, amsterdam))
	}
	return out
}

func TestAgenda_isFullWheneverSomeoneLooks(t *testing.T) {
	const month = 30 * 24 * time.Hour
	for _, now := range moments() {
		for _, c := range demodata.Collectives() {
			var past, next, after int
			for _, e := range events(c) {
				switch ahead := e.Starts(now).Sub(now); {
				case ahead > -month-5*24*time.Hour && ahead <= 0:
					past++
				case ahead > 0 && ahead <= month:
					next++
				case ahead > month && ahead <= 2*month+5*24*time.Hour:
					after++
				default:
					t.Errorf("on %s %q of %s is %s ahead", now, e.Title, c.Handle, ahead)
				}
			}
			for _, s := range c.Series {
				rule, err := recurrence.Parse(s.Rule)
				if err != nil {
					t.Fatal(err)
				}
				plan := recurrence.Schedule{Rule: rule, Start: s.Start(now), Zone: now.Location()}
				past += len(plan.Between(now.Add(-month), now, 9))
				next += len(plan.Between(now, now.Add(month), 9))
				after += len(plan.Between(now.Add(month), now.Add(2*month), 9))
			}
			if past < 3 || next < 5 || after < 2 {
				t.Errorf("on %s the agenda of %s holds %d, %d and %d events a month", now, c.Handle, past, next, after)
			}
		}
	}
}

func TestAgenda_timesAreThoseOnTheClock(t *testing.T) {
	amsterdam, _ := time.LoadLocation(demodata.Timezone)
	for _, now := range moments() {
		for _, c := range demodata.Collectives() {
			for _, e := range events(c) {
				start, end := e.Starts(now).In(amsterdam), e.Ends(now).In(amsterdam)
				if start.Format("15:04") != e.From {
					t.Fatalf("on %s %q starts at %s, not %s", now, e.Title, start, e.From)
				}
				if h := start.Hour(); h < 7 || h > 21 {
					t.Errorf("%q starts at %s", e.Title, e.From)
				}
				if e.To == "" {
					continue
				}
				if length := end.Sub(start); end.Format("15:04") != e.To || length < 30*time.Minute || length > 9*time.Hour {
					t.Errorf("on %s %q ends at %s", now, e.Title, end)
				}
			}
		}
	}
}

func TestAgenda_whatHappenedHappenedInOrder(t *testing.T) {
	for _, now := range moments() {
		for _, c := range demodata.Collectives() {
			for _, n := range c.Notes {
				if at := n.Published(now); !at.Before(now) || at.Before(now.AddDate(0, 0, -95)) {
					t.Errorf("on %s %s writes %q at %s", now, c.Handle, n.Text, at)
				}
			}
			for _, e := range c.Events {
				announced := e.Announced(now)
				if !announced.Before(now) || announced.After(e.Starts(now)) {
					t.Errorf("on %s %q is announced at %s", now, e.Title, announced)
				}
				if off := e.CalledOff(now); e.Off && (off.Before(announced) || off.After(now) || e.Starts(now).Before(now)) {
					t.Errorf("on %s %q for %s, announced at %s, is called off at %s", now, e.Title, e.Starts(now), announced, off)
				}
			}
			for _, e := range c.FreshEvents {
				if e.Starts(now).Before(now.Add(12 * time.Hour)) {
					t.Errorf("on %s the fresh event %q has begun", now, e.Title)
				}
			}
		}
	}
}

func TestAgenda_showsEveryKindOfEvent(t *testing.T) {
	kinds := map[string]int{}
	for _, c := range demodata.Collectives() {
		off, online, places := 0, 0, 0
		for _, e := range events(c) {
			event := models.Event{StartsAt: e.Starts(time.Now()), Timezone: demodata.Timezone, OnlineURL: e.Online, Capacity: e.Capacity}
			if end := e.Ends(time.Now()); !end.IsZero() {
				event.EndsAt = &end
			} else {
				kinds["open end"]++
			}
			if err := event.Check(e.Title); err != nil {
				t.Errorf("%q: %v", e.Title, err)
			}
			if e.Online == "" && e.Place.IsZero() {
				t.Errorf("%q is nowhere", e.Title)
			}
			if e.Off {
				off++
			}
			if e.Online != "" {
				online++
			}
			if e.Capacity > 0 {
				places++
			}
			kinds[e.Language]++
		}
		if off != 1 || online == 0 || places == 0 {
			t.Errorf("%s has %d events off, %d online, %d with places", c.Handle, off, online, places)
		}
		if len(c.Notes) < 15 {
			t.Errorf("%s has %d notes", c.Handle, len(c.Notes))
		}
	}
	if kinds["open end"] == 0 || kinds["en"] < 2 {
		t.Errorf("missing: %v", kinds)
	}
}

// Several people belong to two collectives, some to all three, one waits for an
// answer, and every hat is of a collective that is there.
func TestCast_wearsHats(t *testing.T) {
	collectives := map[string]bool{}
	for _, c := range demodata.Collectives() {
		collectives[c.Handle] = true
	}
	two, three, asked, unsaid, people := 0, 0, 0, 0, 0
	for _, c := range demodata.Collectives() {
		handles := map[string]bool{}
		for _, m := range c.Members {
			handles[m.Handle] = true
		}
		for _, m := range c.Members {
			people++
			hats := strings.Fields(m.Hats)
			for _, h := range append(append(hats, strings.Fields(m.Asked)...), strings.Fields(m.Unsaid)...) {
				if !collectives[h] || h == c.Handle {
					t.Errorf("@%s has to do with %q", m.Handle, h)
				}
			}
			switch len(hats) {
			case 1:
				two++
			case 2:
				three++
			}
			if m.Asked != "" {
				asked++
			}
			if m.Unsaid != "" {
				unsaid++
				if m.Unlisted || demodata.Names(m.Hats, m.Unsaid) || m.Unsaid == m.Asked {
					t.Errorf("@%s shows nothing of %s, or more than one thing", m.Handle, m.Unsaid)
				}
			}
			if m.Deputy != "" && (!handles[m.Deputy] || m.Role() == models.Member) {
				t.Errorf("@%s has the deputy %q", m.Handle, m.Deputy)
			}
		}
	}
	if two < 10 || three < 2 || asked < 1 || unsaid != 1 || people < 55 || people > 66 {
		t.Errorf("%d people, %d with two hats, %d with three, %d unanswered, %d unconfirmed", people, two, three, asked, unsaid)
	}
}

// On every node somebody waits for an answer, with a handle that is free.
func TestCast_hasPeopleWhoWantToJoin(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range demodata.Collectives() {
		for _, m := range c.Members {
			taken[m.Handle], taken[m.Name] = true, true
		}
	}
	for _, c := range demodata.Collectives() {
		var door models.JoinDoor
		for _, q := range c.Questions {
			door.Questions = append(door.Questions, models.JoinQuestion{Text: q, Required: true})
		}
		if err := door.Check(); err != nil || len(c.Questions) != 2 || len(c.Applicants) == 0 {
			t.Errorf("%s asks %q of %d people: %v", c.Name, c.Questions, len(c.Applicants), err)
		}
		for _, a := range c.Applicants {
			request := models.JoinRequest{Name: a.Name, Handle: a.Handle}
			for i, answer := range a.Answers {
				request.Answers = append(request.Answers, models.JoinAnswer{Question: c.Questions[i], Answer: answer})
			}
			if err := errors.Join(request.Check(), door.Admits(request.Answers)); err != nil || taken[a.Handle] || taken[a.Name] || a.Days < 1 || a.Days > 30 {
				t.Errorf("%s asks %s: %v", a.Name, c.Name, err)
			}
			taken[a.Handle], taken[a.Name] = true, true
		}
	}
}

// One draft is in the way of what a neighbour publishes when the demo starts: the
// editor has something to tell.
func TestDrafts_oneClashesWithANeighbour(t *testing.T) {
	all := demodata.Collectives()
	event := func(e demodata.Event, now time.Time) models.Event {
		out := models.Event{StartsAt: e.Starts(now), Timezone: demodata.Timezone, Place: e.Place}
		if end := e.Ends(now); !end.IsZero() {
			out.EndsAt = &end
		}
		return out
	}
	for _, now := range moments() {
		clashes := 0
		for _, draft := range all[0].Drafts {
			for _, neighbour := range all[1:] {
				for _, fresh := range neighbour.FreshEvents {
					c, ok := event(draft, now).Clashes([]string{"tegenlezen"}, event(fresh, now), []string{"tegenlezen"})
					if ok && c.Evening && c.Overlap && c.Km != nil && strings.Contains(draft.Text, "#tegenlezen") && strings.Contains(fresh.Text, "#tegenlezen") {
						clashes++
					}
				}
			}
		}
		if clashes != 1 {
			t.Errorf("at %s there are %d clashes", now, clashes)
		}
	}
}
