package web_test

import (
	"net/http"
	"strings"
	"testing"

	"knoop/models"
)

func TestEventEditor_asksWhetherThereIsAPollUntilItIsOut(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	d.page(t, "/events/new", http.StatusOK, `id="poll" name="poll" value="yes" checked aria-describedby="poll-hint"`, "Dit staat vast zodra de bijeenkomst geplaatst is.")
	has := func(form ...string) (string, models.Event) {
		t.Helper()
		id := d.sends(t, "/events/new", plannedForm(append([]string{"as", d.node.Collective}, form...)...))
		e, err := d.store.Event(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return id, e
	}
	id, e := has("rsvp", "yes", "poll", "yes")
	if !e.Poll || e.PollLanguage != d.node.Language {
		t.Errorf("with both: %v in %q", e.Poll, e.PollLanguage)
	}
	d.page(t, "/events/"+id, http.StatusOK, "Op Mastodon en GoToSocial is de aankondiging een peiling.")
	d.page(t, "/events/"+id+"/edit", http.StatusOK, "Bij deze aankondiging hoort een peiling", `!name="poll"`)
	d.sends(t, "/events/"+id+"/edit", plannedForm("title", "Open Koffie", "rsvp", "yes")) // no field, and it stays
	if e, err := d.store.Event(t.Context(), id); err != nil || !e.Poll {
		t.Errorf("after an edit: %v, %v", e.Poll, err)
	}
	if _, err := d.store.CancelEvent(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	d.page(t, "/events/"+id, http.StatusOK, "!is de aankondiging een peiling")
	id, e = has("rsvp", "yes")
	if e.Poll {
		t.Error("a poll that was not asked for")
	}
	d.page(t, "/events/"+id, http.StatusOK, "Kom je ook?", "!is de aankondiging een peiling")
	d.page(t, "/events/"+id+"/edit", http.StatusOK, "Bij deze aankondiging is geen peiling", `!name="poll"`)
	if _, e = has("poll", "yes"); e.Poll {
		t.Error("a poll where nobody signs up")
	}
	d.page(t, "/events/"+d.sends(t, "/events/new", plannedForm("do", "draft", "rsvp", "yes", "poll", "yes"))+"/edit", http.StatusOK, `name="poll" value="yes" checked`)
}

func TestEventEditor_showsThePollBeforeItIsOut(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	said := body(d.do(t, http.MethodPost, "/events/new", plannedForm("do", "preview", "rsvp", "yes", "poll", "yes")))
	if !strings.Contains(said, "<li>ik kom</li><li>misschien</li><li>kan niet</li>") {
		t.Error("the preview lacks the poll")
	}
	said = body(d.do(t, http.MethodPost, "/events/new", plannedForm("do", "preview", "rsvp", "yes")))
	if strings.Contains(said, "<li>misschien</li>") {
		t.Error("the preview shows a poll that is off")
	}
}
