package models_test

import (
	"strings"
	"testing"

	"knoop/models"
)

var (
	mokum = models.Actor{ID: "c-mokum", URI: "https://mokum.example/users/mokum", Name: "Mokum", Host: "mokum.example", Kind: models.Group, Local: true}
	kade  = models.Actor{ID: "c-kade", URI: "https://kade.example/users/kade", Name: "Kade West", Host: "kade.example", Kind: models.Group}
	werf  = models.Actor{ID: "c-werf", URI: "https://werf.example/users/werf", Name: "Noorderwerf", Host: "werf.example", Kind: models.Group}
)

func keys(hats []models.Hat) string {
	var out []string
	for _, h := range hats {
		key := h.Key
		if h.Named() && !h.Confirmed {
			key += "?"
		}
		out = append(out, key)
	}
	return strings.Join(out, " ")
}

func TestHatsOf_isWhatSheMayWear(t *testing.T) {
	ours := models.HatTie{Collective: mokum, Role: models.Member, Held: true, Confirmed: true}
	there := models.HatTie{Collective: kade, Held: true, Confirmed: true}
	claimed := models.HatTie{Collective: werf, Held: true}
	ended := models.HatTie{Collective: kade, Confirmed: true}
	for _, c := range []struct {
		name   string
		person models.Actor
		role   models.Role
		ties   []models.HatTie
		want   string
	}{
		{"a member here", models.Actor{ID: "joost", Local: true}, models.Member, []models.HatTie{ours}, "self c-mokum"},
		{"a member of two", models.Actor{ID: "joost", Local: true}, models.Member, []models.HatTie{ours, there, claimed}, "self c-mokum c-kade c-werf?"},
		{"one that ended", models.Actor{ID: "joost", Local: true}, models.Member, []models.HatTie{ours, ended}, "self c-mokum"},
		{"a host", models.Actor{ID: "joost", Local: true}, models.HostRole, []models.HatTie{ours}, "self c-mokum"},
		{"an orchestrator", models.Actor{ID: "joost", Local: true}, models.Orchestrator, []models.HatTie{ours, there}, "self c-mokum collective c-kade"},
		{"a guest", models.Actor{ID: "joost", Local: true}, models.Guest, []models.HatTie{there}, ""},
		{"nobody's role", models.Actor{ID: "joost", Local: true}, "", nil, ""},
		{"a member from elsewhere writes at home", models.Actor{ID: "noor"}, models.Member, []models.HatTie{ours}, ""},
		{"an orchestrator from elsewhere only as the collective", models.Actor{ID: "noor"}, models.Orchestrator, []models.HatTie{ours, there}, "collective"},
	} {
		if got := keys(models.HatsOf(c.person, c.role, mokum, c.ties)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWorn_fallsBackWhenTheHatIsGone(t *testing.T) {
	hats := models.HatsOf(models.Actor{Local: true}, models.Orchestrator, mokum, []models.HatTie{{Collective: kade, Held: true}})
	for chosen, want := range map[string]string{"": "self", "self": "self", "collective": "collective", "c-kade": "c-kade", "c-werf": "self", "nonsense": "self"} {
		if got := models.Worn(hats, chosen).Key; got != want {
			t.Errorf("%q is worn as %q", chosen, got)
		}
	}
	if h := models.Worn(nil, "self"); h.Key != "" {
		t.Errorf("who may not write wears %q", h.Key)
	}
	if _, ok := models.FindHat(hats, "c-werf"); ok {
		t.Error("a hat was found that is not hers")
	}
}

func TestMayChange_isForTheAuthorAndForWhoSpeaksAsTheCollective(t *testing.T) {
	hers := models.Object{Local: true, ActorID: "joost"}
	ours := models.Object{Local: true, ActorID: "c-mokum"}
	for _, c := range []struct {
		name    string
		o       models.Object
		visitor string
		role    models.Role
		ok      bool
	}{
		{"her own", hers, "joost", models.Member, true},
		{"another's", hers, "noor", models.Member, false},
		{"another's, as an orchestrator", hers, "noor", models.Orchestrator, false},
		{"a stranger", hers, "", "", false},
		{"the collective's, as an orchestrator", ours, "noor", models.Orchestrator, true},
		{"the collective's, as a member", ours, "joost", models.Member, false},
		{"one from elsewhere", models.Object{ActorID: "joost"}, "joost", models.Member, false},
	} {
		if err := models.MayChange(c.o, c.visitor, c.role, "c-mokum"); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPostingHat_isTheOneTheFormWasOpenedWithOrNone(t *testing.T) {
	hats := models.HatsOf(models.Actor{Local: true}, models.Orchestrator, mokum, []models.HatTie{{Collective: kade, Held: true}})
	for _, c := range []struct{ opened, worn, chosen, want, err string }{
		{"self", "self", "", "self", ""},
		{"c-kade", "c-kade", "", "c-kade", ""},
		{"c-kade", "self", "", "", "error.hat_changed"},
		{"self", "collective", "", "", "error.hat_changed"},
		{"self", "collective", "self", "self", ""},
		{"self", "collective", "collective", "collective", ""},
		{"c-werf", "self", "", "", "error.hat_gone"},
		{"self", "self", "c-werf", "", "error.hat_gone"},
		{"", "c-kade", "", "", "error.hat_changed"}, // a form that says nothing
		{"nonsense", "nonsense", "", "", "error.hat_gone"},
	} {
		h, err := models.PostingHat(hats, c.opened, c.worn, c.chosen)
		var key string
		if e, ok := err.(*models.Error); ok && err != nil {
			key = e.Key
		}
		if h.Key != c.want || key != c.err {
			t.Errorf("%+v: %q %s", c, h.Key, key)
		}
	}
}
