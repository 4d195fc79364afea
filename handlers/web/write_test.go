package web_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// desk is a house in which somebody writes.
type desk struct {
	*house
	node  models.Node
	joost models.Actor // orchestrator
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{house: newHouse(t)}
	d.node = storetest.Node(t, d.store)
	var err error
	if d.joost, err = d.store.ActorByHandle(t.Context(), "joost"); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) wear(t *testing.T, hat string) {
	t.Helper()
	if res := d.do(t, http.MethodPost, "/settings/hat", url.Values{"hat": {hat}, "back": {"/write"}}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/write" {
		t.Fatalf("wear %s: status %d to %s", hat, res.StatusCode, res.Header.Get("Location"))
	}
}

// posts sends the form and gives the id of what waits.
func (d *desk) posts(t *testing.T, form url.Values) string {
	t.Helper()
	res := d.do(t, http.MethodPost, "/write", form)
	id, ok := strings.CutPrefix(res.Header.Get("Location"), "/write/")
	if res.StatusCode != http.StatusSeeOther || !ok {
		t.Fatalf("status %d to %s: %s", res.StatusCode, res.Header.Get("Location"), body(res))
	}
	id, _, _ = strings.Cut(id, "?")
	return id
}

func (d *desk) waiting(t *testing.T) int {
	t.Helper()
	all, err := d.store.PendingPosts(t.Context(), d.joost.ID)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestWrite_namesTheHatAboveAndOnTheButton(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	d.page(t, "/write", http.StatusOK, "Je plaatst dit als Joost, zonder pet.", ">Plaats als Joost</button>", `name="hat" value="self"`)
	d.wear(t, d.node.Collective)
	d.page(t, "/write", http.StatusOK, "Je hebt een andere pet op.", "Je plaatst dit als Joost, namens Mokum.", ">Plaats namens Mokum</button>", "<i><span class=\"vh\">, </span>namens Mokum</i>")
	d.wear(t, models.CollectiveHat)
	d.page(t, "/write", http.StatusOK, "Je plaatst dit als Mokum.", ">Plaats als Mokum</button>", "Jouw naam staat er niet bij")
}

func TestWrite_waitsAndIsThenPosted(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	d.wear(t, d.node.Collective)
	id := d.posts(t, url.Values{"hat": {d.node.Collective}, "do": {"post"}, "text": {"Kom **zaterdag**, @niemand"}, "to": {"public"}, "language": {"nl"}, "warning": {"verf"}})
	res := d.get(t, "/write/"+id+"?missing=niemand")
	if res.StatusCode != http.StatusOK || res.Header.Get("Refresh") != "31" {
		t.Errorf("status %d, refresh %q", res.StatusCode, res.Header.Get("Refresh"))
	}
	contains(t, "waiting", body(res), "Nog even niet weg", "Kom <strong>zaterdag</strong>", "Om 10.00.30 gaat dit bericht de deur uit", `dur="30s"`, "Haal terug", "Plaats nu", "namens Mokum", "Niet gevonden: @niemand", "!<script")
	d.page(t, "/notes/"+id, http.StatusNotFound)
	if res := d.do(t, http.MethodPost, "/write/"+id+"/now", url.Values{}); res.Header.Get("Location") != "/notes/"+id {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, "/notes/"+id, http.StatusOK, "Geplaatst.", "Kom <strong>zaterdag</strong>", `href="/@mokum">namens Mokum</a>`, "bevestigd door beide", "<summary>verf</summary>", "/notes/"+id+"/edit")
	d.page(t, "/write/"+id, http.StatusSeeOther)
	d.cookie = nil
	d.page(t, "/notes/"+id, http.StatusOK, "namens Mokum", "!/edit")
	d.page(t, "/", http.StatusOK, "namens Mokum")
}

func TestWrite_givesBackAllThatWasTaken(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	id := d.posts(t, url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Te snel"}, "to": {"followers"}, "language": {"en"}, "warning": {"haast"}})
	if res := d.do(t, http.MethodPost, "/write/"+id+"/back", url.Values{}); res.Header.Get("Location") != "/write?draft="+id {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, "/write?draft="+id, http.StatusOK, "Teruggehaald. Niemand heeft het gezien.", "\nTe snel</textarea>", `value="followers" checked`, `value="en" checked`, `value="haast"`, `name="draft" value="`+id+`"`)
	d.page(t, "/write", http.StatusOK, "Nog niet geplaatst", "/write?draft="+id)
	again := d.posts(t, url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Beter"}, "draft": {id}})
	if d.waiting(t) != 1 {
		t.Errorf("%d wait", d.waiting(t))
	}
	if _, err := d.store.ReleasePost(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if res := d.do(t, http.MethodPost, "/write/"+again+"/back", url.Values{}); res.Header.Get("Location") != "/notes/"+again {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, "/notes/"+again, http.StatusOK, "Te laat: dit bericht was al geplaatst.", "notice bad")
}

func TestWrite_isNeverPostedUnderTheWrongHat(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	form := url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Voor mezelf"}}
	d.wear(t, models.CollectiveHat) // in another tab
	res := d.do(t, http.MethodPost, "/write", form)
	if res.StatusCode != http.StatusConflict || d.waiting(t) != 0 {
		t.Fatalf("status %d, %d wait", res.StatusCode, d.waiting(t))
	}
	contains(t, "the question", body(res), "Namens wie plaats je dit?", "\nVoor mezelf</textarea>", `name="post_as" value="self"`, `name="post_as" value="collective"`, `!value="post"`, "<title>Fout: ")
	// a preview says nothing yet, but is not shown under a hat that may be wrong either
	form.Set("do", "preview")
	if res := d.do(t, http.MethodPost, "/write", form); res.StatusCode != http.StatusConflict {
		t.Errorf("preview: status %d", res.StatusCode)
	}
	form.Set("post_as", "self")
	id := d.posts(t, form)
	post, err := d.store.PendingPost(t.Context(), id, d.joost.ID)
	if err != nil || post.Hat != models.NoHat {
		t.Errorf("posted under %q, %v", post.Hat, err)
	}
}

func TestWrite_refusesAHatThatIsNotHers(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	d.signIn(t, anna)
	for _, form := range []url.Values{
		{"hat": {models.CollectiveHat}, "do": {"post"}, "text": {"Wij"}},
		{"hat": {"self"}, "post_as": {models.CollectiveHat}, "text": {"Wij"}},
		{"hat": {d.joost.ID}, "do": {"post"}, "text": {"Wij"}},
	} {
		res := d.do(t, http.MethodPost, "/write", form)
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%v: status %d", form, res.StatusCode)
		}
		contains(t, "the question", body(res), "Deze pet heb je niet meer", `name="post_as" value="self"`, `!name="post_as" value="collective"`, "\nWij</textarea>")
	}
	if res := d.do(t, http.MethodPost, "/settings/hat", url.Values{"hat": {models.CollectiveHat}}); res.StatusCode != http.StatusForbidden {
		t.Errorf("wear it: status %d", res.StatusCode)
	}
}

func TestWrite_changesHatsWithoutLosingAWord(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	res := d.do(t, http.MethodPost, "/write", url.Values{"hat": {"self"}, "do": {"wear:" + d.node.Collective}, "text": {"Nog niet af"}})
	contains(t, "the form", body(res), "\nNog niet af</textarea>", `name="hat" value="`+d.node.Collective+`"`, "Plaats namens Mokum")
	d.page(t, "/write", http.StatusOK, "Plaats namens Mokum")
}

func TestWrite_saysWhatIsWrongBesideTheField(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	for _, c := range []struct {
		field, value, want string
	}{
		{"text", " ", "Er staat nog niets"},
		{"text", strings.Repeat("x", models.MaxText+1), "Deze tekst is te lang"},
		{"warning", strings.Repeat("x", models.MaxWarning+1), "Deze tekst is te lang"},
	} {
		form := url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Goed"}}
		form.Set(c.field, c.value)
		res := d.do(t, http.MethodPost, "/write", form)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", c.field, res.StatusCode)
		}
		contains(t, c.field, body(res), c.want, `<a href="#`+c.field+`">`, `id="`+c.field+`-error"`, `aria-invalid="true"`)
	}
	if d.waiting(t) != 0 {
		t.Error("something wrong waits")
	}
}

// upload sends the form with a picture.
func (d *desk) upload(t *testing.T, fields map[string]string, picture []byte) *http.Response {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("image", "foto.png")
	if err == nil {
		_, err = file.Write(picture)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, storetest.Origin+"/write", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	for _, c := range d.cookie {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	d.serve.ServeHTTP(w, r)
	return w.Result()
}

func TestWrite_takesAPictureOnlyWithItsDescriptionAndChoosesItOnce(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{"hat": "self", "do": "post", "text": "Kijk"}
	res := d.upload(t, fields, []byte("geen foto"))
	contains(t, "no picture", body(res), "Dit bestand is geen foto die we kunnen lezen", "\nKijk</textarea>")
	res = d.upload(t, fields, picture.Bytes())
	if res.StatusCode != http.StatusUnprocessableEntity || d.waiting(t) != 0 {
		t.Fatalf("without a description: status %d, %d wait", res.StatusCode, d.waiting(t))
	}
	page := body(res)
	contains(t, "without a description", page, "Beschrijf de foto in een paar woorden", `<a href="#alt">`, `<img src="https://mokum.example/media/`)
	_, kept, _ := strings.Cut(page, `name="picture" value="`)
	kept, _, _ = strings.Cut(kept, `"`)
	id := d.posts(t, url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Kijk"}, "picture": {kept}, "alt": {" Een   vlak "}})
	post, err := d.store.PendingPost(t.Context(), id, d.joost.ID)
	if err != nil || len(post.Note.Attachments) != 1 {
		t.Fatal(post.Note.Attachments, err)
	}
	if a := post.Note.Attachments[0]; a.Alt != "Een vlak" || a.Width != 40 || a.Height != 20 || a.URL != storetest.Origin+"/media/"+kept || a.MediaType == "" {
		t.Errorf("the picture is %+v", a)
	}
	res = d.do(t, http.MethodPost, "/write", url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Kijk"}, "picture": {strings.Repeat("0", 64) + ".jpg"}})
	contains(t, "a picture that is gone", body(res), "De foto is er niet meer")
}

func TestWrite_isShownAsItWillBe(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	res := d.do(t, http.MethodPost, "/write", url.Values{"hat": {"self"}, "do": {"preview"}, "text": {"Hoi **jij** <script>alert(1)</script> @noor@elders.example"}})
	contains(t, "the preview", body(res), "Zo komt het eruit te zien", "Hoi <strong>jij</strong>", "!<script>", "Niet gevonden: @noor@elders.example", "&lt;script&gt;")
	if d.waiting(t) != 0 {
		t.Error("a preview waits to be posted")
	}
}

func TestEditNote_isForItsAuthor(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	hers := storetest.Note(t, d.store, anna, "Van Anna")
	ours := storetest.Note(t, d.store, storetest.Collective(t, d.store), "Van ons")
	d.signIn(t, anna)
	d.page(t, "/notes/"+hers.ID, http.StatusOK, "/notes/"+hers.ID+"/edit", "/notes/"+hers.ID+"/delete")
	d.page(t, "/notes/"+ours.ID, http.StatusOK, "!/edit")
	d.page(t, "/notes/"+ours.ID+"/edit", http.StatusForbidden)
	d.page(t, "/notes/"+ours.ID+"/delete", http.StatusForbidden)
	if res := d.do(t, http.MethodPost, "/notes/"+ours.ID+"/delete", url.Values{}); res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", res.StatusCode)
	}
	d.page(t, "/notes/"+hers.ID+"/edit", http.StatusOK, "\nVan Anna</textarea>", "Bewaar de wijziging", "!Voor wie is het?")
	if res := d.do(t, http.MethodPost, "/notes/"+hers.ID+"/edit", url.Values{"do": {"post"}, "text": {"Van **Anna**"}, "language": {"nl"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	d.page(t, "/notes/"+hers.ID, http.StatusOK, "De wijziging is geplaatst.", "Van <strong>Anna</strong>")
	d.page(t, "/notes/"+hers.ID+"/delete", http.StatusOK, "Dit bericht verwijderen?", "Van <strong>Anna</strong>")
	if res := d.do(t, http.MethodPost, "/notes/"+hers.ID+"/delete", url.Values{}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/@anna" {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	d.page(t, "/notes/"+hers.ID, http.StatusGone)
	d.cookie = nil
	d.signIn(t, d.joost)
	d.page(t, "/notes/"+ours.ID+"/edit", http.StatusOK, "\nVan ons</textarea>") // she may speak as the collective
}

func TestNote_showsAHatThatNobodyConfirmedAsSuch(t *testing.T) {
	d := newDesk(t)
	o, err := d.store.PublishNote(t.Context(), store.NewNote{
		ActorID: d.joost.ID, Visibility: models.Public, Source: "x", Content: "<p>x</p>",
		Hat: models.Hat{Key: "k", URI: "https://kade.example/users/kade", Name: "Kade <West>"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.page(t, "/notes/"+o.ID, http.StatusOK, `class="hatted los"`, `href="https://kade.example/users/kade">namens Kade &lt;West&gt;</a>`, "niet bevestigd", "!bevestigd door beide")
}

func TestWaitingPost_isHersAlone(t *testing.T) {
	d := newDesk(t)
	d.signIn(t, d.joost)
	id := d.posts(t, url.Values{"hat": {"self"}, "do": {"post"}, "text": {"Geheim"}})
	d.cookie = nil
	d.signIn(t, storetest.Member(t, d.store, "anna"))
	d.page(t, "/write/"+id, http.StatusNotFound, "!Geheim")
	d.page(t, "/write?draft="+id, http.StatusNotFound, "!Geheim")
	for _, act := range []string{"back", "now"} {
		if res := d.do(t, http.MethodPost, "/write/"+id+"/"+act, url.Values{}); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", act, res.StatusCode)
		}
	}
	if d.waiting(t) != 1 {
		t.Error("another took it away")
	}
}
