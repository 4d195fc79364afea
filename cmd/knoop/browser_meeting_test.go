package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestMeeting walks around an event in a real browser: an organiser makes its
// tasks and prints the code for the door, a member takes one on, and one without
// an account says at the door that she is there.
func TestMeeting(t *testing.T) {
	b := newBrowser(t)
	town := newTown(t)
	z := town.origin("zuidoost")
	organiser, member, stranger := b.tab(t), b.tab(t), b.tab(t)
	judge := func(p *tab, name string) {
		t.Helper()
		p.judge(b, view{name: "meeting " + name}, "nl")
		p.width(1280)
		p.media("")
	}
	want := func(p *tab, what string, sentences ...string) {
		t.Helper()
		for _, s := range sentences {
			if !strings.Contains(p.text("main"), s) {
				t.Errorf("%s does not say %q: %s", what, s, p.text("main"))
			}
		}
	}
	for p, handle := range map[*tab]string{organiser: "samira", member: "tirza"} {
		p.speak("nl")
		p.width(1280)
		p.open(town.command(t, "zuidoost", "member", "link", handle))
		p.follow("main form button")
	}
	event := town.command(t, "zuidoost", "event", "add", "--as", "zuidoost", "--title", "Soep aan de lange tafel",
		"--start", time.Now().Add(time.Hour).UTC().Format("2006-01-02T15:04:05Z"), "--place", "De Spoel", "--locality", "Amsterdam", "--country", "NL")

	organiser.open(event)
	organiser.follow(`main a[href$="/tasks"]`)
	judge(organiser, "no tasks")
	organiser.fill("label", "Soep roeren", "needed", "1", "note", "De pan staat in de keuken.")
	organiser.follow("button[value=save]")
	organiser.fill("label", "Tafels slepen", "needed", "3")
	organiser.follow("button[value=save]")
	want(organiser, "the list of tasks", "Soep roeren", "0 van 1", "De pan staat in de keuken.", "0 van 3")
	judge(organiser, "tasks")

	member.open(event)
	want(member, "the event", "Wie doet wat?", "Nog niemand")
	if status := member.follow("button[value=claim]"); status != http.StatusOK {
		t.Errorf("taking a task on: status %d", status)
	}
	want(member, "the event", "1 van 1: jij", "Toch niet")
	judge(member, "a task taken on")
	organiser.open(event)
	want(organiser, "the event to another", "1 van 1: Tirza", "Rond")
	judge(organiser, "a task of another")

	organiser.follow(`main a[href$="/door"]`)
	judge(organiser, "poster")
	want(organiser, "the poster", "Ben je er? Zeg het hier")
	link := strings.Join(strings.Fields(organiser.text(".typed")), "")

	stranger.speak("nl")
	stranger.width(1280)
	stranger.open(z + link[strings.Index(link, "/events/"):])
	judge(stranger, "at the door")
	stranger.fill("name", "Ans")
	stranger.follow("button[value=say]")
	want(stranger, "the door", "De gastvrouw of gastheer ziet dat je er bent.")
	member.open(z + link[strings.Index(link, "/events/"):])
	judge(member, "walks in")
	member.follow("button[value=here]")
	want(member, "the door", "Je bent binnen sinds")
	judge(member, "is in")

	organiser.open(event + "/answers")
	want(organiser, "the list", "1 van 1 binnen", "Zeggen er te zijn", "Ans")
	judge(organiser, "the list")
	organiser.follow("button[value=in]")
	want(organiser, "the list", "2 van 2 binnen")
}
