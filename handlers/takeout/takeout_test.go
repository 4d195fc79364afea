package takeout_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"path"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"knoop/handlers/takeout"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static/locales"
)

// documents says of each thing only what it is.
type documents struct{ fail error }

func (documents) ActorDocument(_ context.Context, a models.Actor) ([]byte, error) {
	return json.Marshal(map[string]string{"id": a.URI})
}

func (documents) ObjectDocument(_ context.Context, o models.Object, _ models.Actor) ([]byte, error) {
	return json.Marshal(map[string]string{"id": o.URI})
}

func (d documents) CreateDocument(_ context.Context, o models.Object, _ models.Actor) ([]byte, error) {
	if d.fail != nil {
		return nil, d.fail
	}
	return json.Marshal(map[string]any{"type": "Create", "object": map[string]string{"id": o.URI}})
}

func mediaURL(name string) string { return storetest.Origin + "/media/" + name }

type desk struct {
	store *store.Store
	media *media.Store
	docs  documents
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	pictures, err := media.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{store: storetest.New(t), media: pictures}
	storetest.Node(t, d.store)
	return d
}

func (d *desk) write(t *testing.T, w io.Writer, who models.Actor) error {
	t.Helper()
	taker := takeout.New(takeout.Options{Store: d.store, Documents: d.docs, Media: d.media, MediaURL: mediaURL})
	return taker.Write(t.Context(), w, who, "nl")
}

// opened gives the files of an archive.
func (d *desk) opened(t *testing.T, who models.Actor) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := d.write(t, &b, who); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		if path.IsAbs(f.Name) || path.Clean(f.Name) != f.Name || strings.HasPrefix(f.Name, "..") || strings.ContainsAny(f.Name, "\\:") {
			t.Errorf("an unsafe name: %q", f.Name)
		}
		if _, twice := files[f.Name]; twice {
			t.Errorf("twice: %s", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r) // checks the sum
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(raw)
	}
	return files
}

func (d *desk) picture(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 20, 10))
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	kept, err := d.media.Add(t.Context(), &b, media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return kept.Name()
}

func TestWrite_holdsAllThatIsHersAndNothingElse(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	anna, bram := storetest.Member(t, d.store, "anna"), storetest.Member(t, d.store, "bram")
	name := d.picture(t)
	profile, err := d.store.Profile(ctx, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	profile.Skills, profile.Purpose = []string{"letteren"}, `<script>alert(1)</script>`
	profile.Audiences = models.Audiences{models.FieldSkills: models.ForEveryone}
	profile.Photo = models.Photo{Alt: "Anna", Sizes: []models.PhotoSize{{Side: 10, Name: name}}}
	if err := d.store.EditProfile(ctx, anna.ID, profile); err != nil {
		t.Fatal(err)
	}
	if err := d.store.SetAddress(ctx, anna.ID, "anna@elders.example", func(token string) string { return storetest.Origin + "/" + token }); err != nil {
		t.Fatal(err)
	}
	link, err := d.store.MakeLink(ctx, models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := d.store.RedeemLink(ctx, link, anna.ID, "Firefox, Linux")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.PublishCode(ctx, store.NewConduct{Source: "Wees eerlijk."}); err != nil {
		t.Fatal(err)
	}
	if err := d.store.SignCode(ctx, anna.ID, 1); err != nil {
		t.Fatal(err)
	}
	for range 60 { // more than are read at once
		storetest.Note(t, d.store, anna, "voor iedereen")
	}
	quiet, err := d.store.PublishNote(ctx, store.NewNote{ActorID: anna.ID, Visibility: models.FollowersOnly, Source: "voor volgers", Content: "<p>voor volgers</p>"})
	if err != nil {
		t.Fatal(err)
	}
	event, err := d.store.PublishEvent(ctx, store.NewEvent{
		ActorID: anna.ID, Title: "Ontbijt", Event: models.Event{StartsAt: d.store.Now(), Place: models.Place{Name: "De Spoel"}},
		Attachments: []models.Attachment{{Kind: "image", URL: mediaURL(name), Alt: "tafel"}, {Kind: "image", URL: "https://elders.example/media/" + name}},
	})
	if err != nil {
		t.Fatal(err)
	}
	coffee, err := d.store.PublishEvent(ctx, store.NewEvent{
		ActorID: bram.ID, Title: "Koffie", Event: models.Event{
			StartsAt: d.store.Now().Add(time.Hour), Place: models.Place{Name: "De Spoel"}, TakesRSVP: true,
			EventDetails: models.EventDetails{Questions: []models.EventQuestion{{Label: "Wat eet je niet?"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []models.Actor{anna, bram} {
		if _, err := d.store.Respond(ctx, store.Answer{EventID: coffee.ID, Actor: who, Word: models.Word{
			Door: models.DoorPage, Says: models.RSVPYes, Asked: []models.AskedAnswer{{Label: "Wat eet je niet?", Text: "noten, zegt " + who.Handle}},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	task, err := d.store.AddTask(ctx, coffee.ID, models.TaskPlan{Label: "Koffie zetten", Needed: 1})
	if err == nil {
		err = d.store.ClaimTask(ctx, task.ID, anna)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []models.Actor{anna, bram} {
		if _, err := d.store.SaveDraft(ctx, "", store.NewEvent{ActorID: who.ID, Title: "Plan van " + who.Handle}, models.TypedWhen{}); err != nil {
			t.Fatal(err)
		}
	}
	gone := storetest.Note(t, d.store, anna, "weg ermee")
	if _, err := d.store.DeleteObject(ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	storetest.Note(t, d.store, bram, "van bram")
	storetest.Follower(t, d.store, anna, "elders.example", "noor")

	files := d.opened(t, anna)
	if got := files["answers.json"]; strings.Count(got, `"state"`) != 1 || !strings.Contains(got, coffee.URI) || !strings.Contains(got, `"coming"`) || !strings.Contains(got, "noten, zegt anna") || strings.Contains(got, "bram") {
		t.Errorf("answers: %s", got)
	}
	if got := files["tasks.json"]; !strings.Contains(got, coffee.URI) || !strings.Contains(got, "Koffie zetten") {
		t.Errorf("tasks: %s", got)
	}
	if got := files["plans.json"]; !strings.Contains(got, "Plan van anna") || strings.Contains(got, "bram") {
		t.Errorf("plans: %s", got)
	}
	for _, want := range []string{"actor.json", "outbox.json", "profile.json", "followers.json", "following.json", "memberships.json", "devices.json", "passkeys.json", "mail.json", "signatures.json", "index.html", "notes/" + quiet.ID + ".json", "events/" + event.ID + ".json", "media/" + name} {
		if files[want] == "" {
			t.Errorf("it lacks %s", want)
		}
	}
	posts := 0
	for name, body := range files {
		if strings.HasSuffix(name, ".json") && !json.Valid([]byte(body)) {
			t.Errorf("%s is no JSON: %s", name, body)
		}
		if strings.HasPrefix(name, "notes/") {
			posts++
		}
		for _, secret := range []string{"van bram", "weg ermee", session, link, "PRIVATE KEY", "tokenHash"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
	if posts != 61 {
		t.Errorf("%d notes", posts)
	}
	var outbox struct {
		OrderedItems []json.RawMessage
		TotalItems   int
	}
	if err := json.Unmarshal([]byte(files["outbox.json"]), &outbox); err != nil || outbox.TotalItems != 62 || len(outbox.OrderedItems) != 62 {
		t.Errorf("the outbox holds %d of %d, %v", len(outbox.OrderedItems), outbox.TotalItems, err)
	}
	if !strings.Contains(files["profile.json"], `"audience": "public"`) || !strings.Contains(files["followers.json"], "https://elders.example/users/noor") ||
		!strings.Contains(files["devices.json"], "Firefox, Linux") || !strings.Contains(files["mail.json"], "anna@elders.example") ||
		!strings.Contains(files["signatures.json"], "Wees eerlijk.") {
		t.Error("a list lacks what it is for")
	}
	checkPage(t, files)
}

// checkPage wants a page that works from the archive alone.
func checkPage(t *testing.T, files map[string]string) {
	t.Helper()
	page := files["index.html"]
	for _, want := range []string{"letteren", "voor iedereen", "voor volgers", "Ontbijt", "De Spoel", "&lt;script&gt;", `alt="tafel"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "takeout.") {
		t.Error("the page holds a script, or a key without words")
	}
	z := html.NewTokenizer(strings.NewReader(page))
	links := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if links < 60 {
				t.Errorf("%d links into the archive", links)
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if a.Key != "src" && a.Key != "href" {
					continue
				}
				if _, ok := files[a.Val]; !ok {
					t.Errorf("%s=%q leads nowhere in the archive", a.Key, a.Val)
				}
				links++
			}
		}
	}
}

func TestWrite_ofANewcomerIsWhole(t *testing.T) {
	d := newDesk(t)
	files := d.opened(t, storetest.Member(t, d.store, "anna"))
	if !strings.Contains(files["index.html"], "Je schreef nog niets") || files["outbox.json"] == "" {
		t.Errorf("got %v", files)
	}
	if _, ok := files["mail.json"]; ok || strings.Contains(files["index.html"], "mail.json") {
		t.Error("an address that is not there is listed")
	}
}

func TestWrite_breaksOffRatherThanLeaveSomethingOut(t *testing.T) {
	d := newDesk(t)
	anna := storetest.Member(t, d.store, "anna")
	storetest.Note(t, d.store, anna, "dag")
	d.docs.fail = errors.New("no")
	var b bytes.Buffer
	if err := d.write(t, &b, anna); err == nil {
		t.Error("half an archive is called whole")
	}
	if _, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err == nil {
		t.Error("half an archive can be opened")
	}
}

func TestCatalogue_namesEveryFieldAndFile(t *testing.T) {
	for _, lang := range locales.Languages() {
		p := locales.For(lang)
		for _, a := range models.AllAudiences() {
			if !p.Has("takeout.for_" + string(a)) {
				t.Errorf("%s: no words for %s", lang, a)
			}
		}
		for _, f := range models.ProfileFields() {
			switch f {
			case models.FieldName, models.FieldHeadline, models.FieldAbout, models.FieldPhoto: // stand by themselves
			default:
				if !p.Has("takeout.field_" + string(f)) {
					t.Errorf("%s: no words for %s", lang, f)
				}
			}
		}
	}
}
