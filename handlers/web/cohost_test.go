package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestEventTogether_asksWhomWasNamedAndTakesItBack(t *testing.T) {
	d := newDesk(t)
	d.remote.able = true
	o := d.gathering(t, 0, nil)
	zo := d.far(t, "kade.example", "zo", models.Group)
	d.far(t, "kade.example", "noor", models.Person)
	path := "/events/" + o.ID + "/together"
	if res := d.get(t, path); res.StatusCode == http.StatusOK {
		t.Error("a stranger may ask others")
	}
	lid := storetest.Member(t, d.store, "lid")
	d.signIn(t, lid)
	if res := d.get(t, path); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member may ask others: %d", res.StatusCode)
	}
	d.cookie = nil
	d.signIn(t, d.joost)
	d.page(t, "/events/"+o.ID, http.StatusOK, path)
	d.page(t, path+"?with=zo%40kade.example", http.StatusOK, `value="zo@kade.example"`, "Nog niemand gevraagd")
	for acct, want := range map[string]string{"": "Vul een adres in", "noor@kade.example": "Dat is geen collectief.", "niemand@kade.example": "niemand@kade.example"} {
		res := d.do(t, http.MethodPost, path, url.Values{"do": {"offer"}, "acct": {acct}})
		if got := body(res); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, want) || !strings.Contains(got, `value="`+acct+`"`) {
			t.Errorf("%q: %d %s", acct, res.StatusCode, got)
		}
	}
	d.remote.able = false
	if res := d.do(t, http.MethodPost, path, url.Values{"do": {"offer"}, "acct": {"zo@kade.example"}}); !strings.Contains(body(res), "kan dit nog niet") {
		t.Error("a server that cannot is asked")
	}
	d.remote.able = true
	if res := d.do(t, http.MethodPost, path, url.Values{"do": {"offer"}, "acct": {"zo@kade.example"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("asked: %d %s", res.StatusCode, body(res))
	}
	list, err := d.store.Cohosts(t.Context(), store.CohostFilter{EventID: o.ID})
	if err != nil || len(list) != 1 || list[0].Cohost.State != models.CohostOffered || list[0].Collective.ID != zo.ID {
		t.Fatalf("%+v, %v", list, err)
	}
	d.page(t, path, http.StatusOK, "De vraag is onderweg.", "gevraagd op", "Zo")
	d.page(t, "/events/"+o.ID, http.StatusOK, "!kade.example") // before it agreed it stands nowhere
	d.page(t, "/manage/events", http.StatusOK, path, "gevraagd op")
	other := d.gathering(t, 0, nil)
	if res := d.do(t, http.MethodPost, "/events/"+other.ID+"/together", url.Values{"do": {"withdraw"}, "part": {list[0].Cohost.ID}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("taken back on the page of another event: %d", res.StatusCode)
	}
	if res := d.do(t, http.MethodPost, path, url.Values{"do": {"withdraw"}, "part": {list[0].Cohost.ID}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("taken back: %d", res.StatusCode)
	}
	d.page(t, path, http.StatusOK, "ingetrokken op")
	if res := d.do(t, http.MethodPost, path, url.Values{"do": {"withdraw"}, "part": {list[0].Cohost.ID}}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body(res), "staat niet meer open") {
		t.Errorf("taken back twice: %d", res.StatusCode)
	}
}

func TestEventOffers_areAnsweredByTheOrchestrators(t *testing.T) {
	d := newDesk(t)
	zo := d.far(t, "kade.example", "zo", models.Group)
	us := storetest.Collective(t, d.store)
	in := store.IncomingObject{
		Object: models.Object{URI: "https://kade.example/events/5", URL: "https://kade.example/events/5", Type: models.EventObj, ActorID: zo.ID, Name: "Avond <b>samen</b>", Visibility: models.Public, Published: now, Updated: now},
		Event:  &models.Event{StartsAt: now.Add(20 * 24 * time.Hour), Timezone: "Europe/Amsterdam"},
	}
	if meant, err := d.store.ReceiveOffer(t.Context(), zo, us, models.Said{URI: "https://kade.example/o1", Published: now}, models.Opening{URI: "https://kade.example/o1"}, in); err != nil || !meant {
		t.Fatal(meant, err)
	}
	lid := storetest.Member(t, d.store, "lid")
	d.signIn(t, lid)
	if res := d.get(t, "/manage/events"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a member decides: %d", res.StatusCode)
	}
	d.page(t, "/week", http.StatusOK, "!/manage/events")
	d.cookie = nil
	d.signIn(t, d.joost)
	d.page(t, "/week", http.StatusOK, "wil iets samen met ons organiseren", "/manage/events")
	list, err := d.store.Cohosts(t.Context(), store.CohostFilter{CollectiveID: us.ID})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	id, copied := list[0].Cohost.ID, "/events/"+list[0].Object.ID
	d.page(t, "/manage/events", http.StatusOK, "Avond &lt;b&gt;samen&lt;/b&gt;", "Zo", copied, "Antwoord voor")
	d.page(t, copied, http.StatusOK, "Avond &lt;b&gt;samen&lt;/b&gt;", "https://kade.example/events/5", "noindex", "!Georganiseerd door")
	if res := d.do(t, http.MethodPost, "/manage/events", url.Values{"do": {"accept"}, "offer": {id}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("accepted: %d %s", res.StatusCode, body(res))
	}
	c := func() models.Cohost {
		item, err := d.store.Cohost(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return item.Cohost
	}
	if got := c(); got.State != models.CohostAccepted {
		t.Errorf("%+v", got)
	}
	if res := d.do(t, http.MethodPost, "/manage/events", url.Values{"do": {"decline"}, "offer": {id}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("answered twice: %d", res.StatusCode)
	}
	in.Event.StartsAt = in.Event.StartsAt.Add(24 * time.Hour)
	in.Event.Organizers = []models.Organizer{{URI: us.URI, Name: "Wij", Stamp: c().StampURI}}
	in.Object.Updated = now.Add(time.Minute)
	if changed, err := d.store.ReviseObject(t.Context(), in); err != nil || !changed {
		t.Fatal(changed, err)
	}
	d.page(t, "/manage/events", http.StatusOK, "Er is iets veranderd", "Het was op", "bevestigd door beide")
	d.page(t, "/week", http.StatusOK, "waaraan we meedoen is veranderd")
	d.page(t, copied, http.StatusOK, "Het was op", "samen met")
	if res := d.do(t, http.MethodPost, "/manage/events", url.Values{"do": {"seen"}, "offer": {id}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("seen: %d", res.StatusCode)
	}
	d.page(t, "/manage/events", http.StatusOK, "!Er is iets veranderd")
	if res := d.do(t, http.MethodPost, "/manage/events", url.Values{"do": {"leave"}, "offer": {id}}); res.StatusCode != http.StatusSeeOther || c().State != models.CohostEnded {
		t.Errorf("left: %d %+v", res.StatusCode, c())
	}
	if res := d.do(t, http.MethodPost, "/manage/events", url.Values{"do": {"accept"}, "offer": {"x"}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("no such question: %d", res.StatusCode)
	}
}
