package web_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// post sends a form with files, as a browser does.
func (h *house) post(t *testing.T, path string, fields map[string][]string, files map[string][]byte) *http.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		w, err := m.CreateFormFile(name, "foto.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(content)
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, storetest.Origin+path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	for _, c := range h.cookie {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	return w.Result()
}

func jpegPhoto(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 500, 600))
	for i := range img.Pix {
		img.Pix[i] = uint8(i % 251)
	}
	img.SetRGBA(0, 0, color.RGBA{255, 0, 0, 255})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form is a whole profile, each field for the audience.
func form(audience models.Audience) map[string][]string {
	fields := map[string][]string{
		"do": {"save"}, "name": {"Anna Bos"}, "headline": {"timmervrouw"}, "about": {"Ik maak **kasten**."}, "services": {"Kasten\r\n\r\nTrappen\r\n"},
		"skills": {"hout", "", "tekenen "}, "branches": {"Bouw"}, "neighbourhood": {"Holendrecht"}, "postcode": {"1106"}, "languages": {"Nederlands", "turks", ""},
		"availability": {"free"}, "available_from": {"2026-03-16"}, "available_text": {"twee dagen"}, "purpose": {"samen lunchen"},
		"link_url_1": {"annabos.example"}, "link_name_1": {"Site"}, "work_title_1": {"Keuken"}, "work_year_1": {"2025"}, "discoverable": {"yes"},
	}
	for _, f := range models.ProfileFields() {
		fields["see_"+string(f)] = []string{string(audience)}
	}
	return fields
}

// signs stand on the page of whoever may see the field of form.
var signs = map[models.ProfileField]string{
	models.FieldName: "Anna Bos", models.FieldHeadline: "timmervrouw", models.FieldAbout: "<strong>kasten</strong>", models.FieldServices: "Trappen",
	models.FieldSkills: "/members?skill=tekenen", models.FieldBranches: "/members?branch=Bouw", models.FieldNeighbourhood: "Holendrecht", models.FieldPostcode: "1106",
	models.FieldLanguages: "Turks", models.FieldAvailability: "Vrij vanaf 16 maart 2026, twee dagen", models.FieldPurpose: "samen lunchen",
	models.FieldLinks: `href="https://annabos.example" rel="me nofollow noopener"`, models.FieldWork: "Keuken", models.FieldPhoto: `alt="Anna lacht"`,
}

func TestSettingsProfile_savesEveryFieldForItsAudience(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna, bea := storetest.Member(t, h.store, "anna"), storetest.Member(t, h.store, "bea")
	joost, err := h.store.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	h.signIn(t, anna)
	h.page(t, "/settings/profile", http.StatusOK, `name="see_skills"`, `enctype="multipart/form-data"`, "/@anna?as=public")
	for i, audience := range models.AllAudiences() {
		h.cookie = nil
		h.signIn(t, anna)
		fields := form(audience)
		fields["photo_alt"] = []string{"Anna lacht"}
		res := h.post(t, "/settings/profile", fields, map[string][]byte{"photo": jpegPhoto(t)})
		if res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: status %d: %s", audience, res.StatusCode, body(res))
		}
		for j, who := range []*models.Actor{nil, &bea, &joost} {
			h.cookie = nil
			if who != nil {
				h.signIn(t, *who)
			}
			var want []string
			for _, sign := range signs {
				if j < i {
					sign = "!" + sign
				}
				want = append(want, sign)
			}
			h.page(t, "/@anna", http.StatusOK, want...)
		}
		// With others' eyes.
		h.cookie = nil
		h.signIn(t, anna)
		for as, sees := range map[string]bool{"public": i == 0, "members": i <= 1, "": true, "orchestrators": true} {
			sign := signs[models.FieldPurpose]
			if !sees {
				sign = "!" + sign
			}
			h.page(t, "/@anna?as="+as, http.StatusOK, sign)
		}
	}
	h.cookie = nil
	h.page(t, "/@anna?as=", http.StatusOK, "!Anna Bos", `"p-name">anna<`)
	h.signIn(t, bea)
	h.page(t, "/@anna?as=orchestrators", http.StatusOK, "!Anna Bos") // nobody but she chooses
}

func TestSettingsProfile_suggestsTheSkillsOfOthers(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna, bea := storetest.Member(t, h.store, "anna"), storetest.Member(t, h.store, "bea")
	for audience, suggestion := range map[models.Audience]string{
		models.ForMembers: `<option value="tekenen">`, models.ForOrchestrators: `!<option value="tekenen">`,
	} {
		h.cookie = nil
		h.signIn(t, anna)
		if res := h.post(t, "/settings/profile", form(audience), nil); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: status %d", audience, res.StatusCode)
		}
		h.cookie = nil
		h.signIn(t, bea)
		h.page(t, "/settings/profile", http.StatusOK, suggestion)
	}
}

// Whether search engines may show her is hers to say: on her page, and to other
// servers, which hear of each change.
func TestSettingsProfile_saysToSearchEnginesWhatSheChose(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	edits := func() (n int) {
		facts, err := h.store.OpenFacts(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			if f.Kind == models.ActorEditedFact && f.ActorID == anna.ID {
				n++
			}
		}
		return n
	}
	fields := form(models.ForEveryone)
	save := func(ticked bool) (told int) {
		t.Helper()
		delete(fields, "indexable")
		if ticked {
			fields["indexable"] = []string{"yes"}
		}
		before := edits()
		if res := h.post(t, "/settings/profile", fields, nil); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("status %d: %s", res.StatusCode, body(res))
		}
		if a, err := h.store.ActorByHandle(t.Context(), "anna"); err != nil || a.Indexable != ticked {
			t.Errorf("the world is told indexable %v, %v", a.Indexable, err)
		}
		return edits() - before
	}
	for i, c := range []struct {
		ticked bool
		told   int // Updates
	}{{true, 1}, {true, 0}, {false, 1}, {false, 0}, {true, 1}} {
		if told := save(c.ticked); told != c.told {
			t.Errorf("%d: ticked %v, the world hears it %d times, want %d", i, c.ticked, told, c.told)
		}
		mark := `<meta name="robots" content="noindex">`
		if c.ticked {
			mark = "!" + mark
		}
		in := h.cookie
		h.cookie = nil
		h.page(t, "/@anna", http.StatusOK, mark)
		h.cookie = in
	}
}

func TestSettingsProfile_refusesAndLosesNothing(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	for name, c := range map[string]struct {
		change func(map[string][]string)
		file   []byte
		want   string
	}{
		"no name":               {func(f map[string][]string) { f["name"] = []string{" "} }, nil, "Vul een naam in"},
		"a whole postcode":      {func(f map[string][]string) { f["postcode"] = []string{"1106 AB"} }, nil, "1106 AB is te precies"},
		"an address":            {func(f map[string][]string) { f["neighbourhood"] = []string{"Gravenpad 8"} }, nil, "Je adres bewaren we niet"},
		"a script as link":      {func(f map[string][]string) { f["link_url_1"] = []string{"javascript://alert(1)"} }, nil, "is geen webadres"},
		"an unknown language":   {func(f map[string][]string) { f["languages"] = []string{"Klingonees"} }, nil, "We kennen de taal"},
		"a long headline":       {func(f map[string][]string) { f["headline"] = []string{strings.Repeat("é", 201)} }, nil, "te lang"},
		"an unknown audience":   {func(f map[string][]string) { f["see_name"] = []string{"friends"} }, nil, "Kies uit de lijst wie dit mag zien"},
		"no year":               {func(f map[string][]string) { f["work_year_1"] = []string{"vorig jaar"} }, nil, "Schrijf het jaar met vier cijfers"},
		"a photo of a script":   {func(map[string][]string) {}, []byte("<script>alert(1)</script>"), "geen foto die we kunnen lezen"},
		"a photo without alt":   {func(map[string][]string) {}, jpegPhoto(t), "Beschrijf de foto"},
		"too much of all":       {func(f map[string][]string) { f["skills"] = strings.Split(strings.Repeat("x,", 30), ",") }, nil, "Houd het op 24"},
		"a file, and no upload": {func(f map[string][]string) { f["photo_files"] = []string{"96:../../secret"}; f["name"] = []string{""} }, nil, "Vul een naam in"},
	} {
		fields := form(models.ForEveryone)
		c.change(fields)
		files := map[string][]byte{}
		if c.file != nil {
			files["photo"] = c.file
		}
		res := h.post(t, "/settings/profile", fields, files)
		page := body(res)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
		contains(t, name, page, c.want, `role="alert"`, "samen lunchen", "Keuken") // what was typed stays
		if name == "a photo without alt" {
			contains(t, name, page, `name="photo_files" value="96:`)
		}
	}
	if p, err := h.store.Profile(t.Context(), anna.ID); err != nil || p.Name != "anna" || p.Purpose != "" {
		t.Errorf("half saved: %+v, %v", p, err)
	}
	facts, err := h.store.OpenFacts(t.Context(), 10)
	if err != nil || len(facts) != 0 {
		t.Errorf("facts %v, %v", facts, err)
	}
}

func TestSettingsProfile_takesAwayWhatAButtonNames(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	fields := form(models.ForEveryone)
	fields["link_url_2"], fields["work_title_2"], fields["photo_alt"] = []string{"https://b.example"}, []string{"Trap"}, []string{"Anna lacht"}
	if res := h.post(t, "/settings/profile", fields, map[string][]byte{"photo": jpegPhoto(t), "work_file_2": nil}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	for do, holds := range map[string]func(models.Profile) bool{
		"remove_link_1": func(p models.Profile) bool { return len(p.Links) == 1 && p.Links[0].URL == "https://b.example" },
		"remove_work_2": func(p models.Profile) bool { return len(p.Work) == 1 && p.Work[0].Title == "Keuken" },
		"remove_photo":  func(p models.Profile) bool { return p.Photo.IsZero() && len(p.Links) == 2 },
		"remove_link_9": func(p models.Profile) bool { return len(p.Links) == 2 },
	} {
		fields["do"] = []string{do}
		if res := h.post(t, "/settings/profile", fields, nil); res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: status %d", do, res.StatusCode)
		}
		if p, err := h.store.Profile(t.Context(), anna.ID); err != nil || !holds(p) {
			t.Errorf("%s: %+v, %v", do, p, err)
		}
	}
}

func TestProfile_aWithdrawnFieldIsGoneFromPageAndDirectoryAtOnce(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	p := models.Profile{Name: "Anna Bos", Skills: []string{"hout"}, Discoverable: true}.Show(models.ForEveryone)
	anna, err := h.store.AddMember(t.Context(), store.NewMember{Handle: "anna", Role: models.Member, Profile: &p})
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/members?skill=hout", http.StatusOK, "Anna Bos", "1 persoon gevonden")
	h.page(t, "/@anna", http.StatusOK, "hout")
	if err := h.store.EditProfile(t.Context(), anna.ID, p.Show(models.ForMembers, models.FieldSkills, models.FieldName)); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/members?skill=hout", http.StatusOK, "!Anna Bos", "0 mensen gevonden")
	h.page(t, "/members", http.StatusOK, "!Anna Bos", ">anna<", "!hout", "En 1 lid dat hier niet staat")
	h.page(t, "/@anna", http.StatusOK, "!hout", "!Anna Bos")
	h.signIn(t, storetest.Member(t, h.store, "bea"))
	h.page(t, "/members?skill=hout", http.StatusOK, "Anna Bos", "1 persoon gevonden")
}

func TestMembers_pagesByName(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	for i := range 35 {
		p := models.Profile{Name: "Persoon " + string(rune('A'+i)), Discoverable: true, Skills: []string{"hout"}}.Show(models.ForEveryone)
		if _, err := h.store.AddMember(t.Context(), store.NewMember{Handle: "p" + string(rune('a'+i%26)) + string(rune('a'+i/26)), Role: models.Member, Profile: &p}); err != nil {
			t.Fatal(err)
		}
	}
	first := body(h.get(t, "/members?skill=hout&q=persoon"))
	contains(t, "first page", first, "35 mensen gevonden", "Persoon A<", "!Naar het begin")
	_, rest, ok := strings.Cut(first, `href="/members?after=`)
	if !ok {
		t.Fatal("no next page")
	}
	next, _, _ := strings.Cut(rest, `"`)
	h.page(t, "/members?after="+strings.ReplaceAll(next, "&amp;", "&"), http.StatusOK, "35 mensen gevonden", "!Persoon A<", "Naar het begin", "!Verder in de lijst")
	h.page(t, "/members?after=%FF%00onzin&skill=%00&branch="+strings.Repeat("x", 500), http.StatusOK, "Niemand gevonden")
}
