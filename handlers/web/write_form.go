package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"knoop/federation/remote"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// maxWrite bounds a form with a picture in it, maxInMemory what of it is not
// put into a file.
const (
	maxWrite    = media.MaxBytes + 256<<10
	maxInMemory = 1 << 20
)

// writeForm is what was written, and what is wrong with it.
type writeForm struct {
	Draft    string // id of what was taken back and is written on
	Hat      string // the hat it was opened with
	PostAs   string // her answer when she was asked
	Do       string // post, preview, or wear:HAT
	Text     string
	To       models.Visibility
	Language string
	Warning  string
	Alt      string
	Picture  *models.Attachment // kept already, named by its address
	Drop     bool               // take the picture away

	Errors                             map[string]string // by field
	Failed                             []fieldError      // the same in the order of the form
	Audiences, Languages               []option
	TextHint, WarningHint, PictureHint string
	More                               bool // the seldom fields are open
}

type fieldError struct{ Name, Text string }

// Wrong says whether something must be mended.
func (f *writeForm) Wrong() bool { return len(f.Failed) > 0 }

// WithPicture says whether the fields of the picture are open.
func (f writeForm) WithPicture() bool {
	return f.Picture != nil || f.Alt != "" || f.Errors["image"] != "" || f.Errors["alt"] != ""
}

// PictureName gives how the form carries a picture that is kept: HASH.ext.
func (f writeForm) PictureName() string {
	if f.Picture == nil {
		return ""
	}
	_, name, _ := strings.Cut(f.Picture.URL, "/media/")
	return name
}

// readForm reads the form, and keeps a picture that came with it, whatever else
// is wrong: she should not have to choose it twice.
func (p *Pages) readForm(w http.ResponseWriter, r *http.Request) (writeForm, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxWrite)
	err := r.ParseMultipartForm(maxInMemory)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return writeForm{}, models.Fail(models.Invalid, "error.image_too_large", "Max", media.MaxBytes>>20)
	}
	if err != nil {
		return writeForm{}, models.Fail(models.Invalid, "error.request_invalid")
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files; nothing to mend
	}
	v := func(name string) string {
		return strings.ToValidUTF8(strings.ReplaceAll(r.PostForm.Get(name), "\x00", ""), "")
	}
	f := writeForm{
		Draft: v("draft"), Hat: v("hat"), PostAs: v("post_as"), Do: v("do"), Text: strings.ReplaceAll(v("text"), "\r\n", "\n"),
		To: models.Visibility(v("to")), Language: v("language"), Warning: oneLine(v("warning")), Alt: oneLine(v("alt")), Drop: v("drop_picture") != "",
		Errors: map[string]string{},
	}
	if f.PostAs != "" {
		f.Do = "post"
	}
	return f, p.readPicture(r, &f)
}

// readPicture takes the picture that came, or the one kept before.
func (p *Pages) readPicture(r *http.Request, f *writeForm) error {
	if name := r.PostForm.Get("picture"); media.ValidName(name) && !f.Drop && p.o.Media != nil {
		kept, err := p.o.Media.Look(name)
		switch {
		case err == nil:
			f.Picture = p.attachment(kept)
		case errors.Is(err, fs.ErrNotExist): // swept: she was long away
			f.wrong("image", p.o.Render.Page(r, "").T("write.picture_gone"))
		default:
			return fmt.Errorf("look for picture: %w", err)
		}
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["image"]) == 0 || p.o.Media == nil {
		return nil
	}
	header := r.MultipartForm.File["image"][0]
	if header.Size == 0 {
		return nil
	}
	file, err := header.Open()
	if err != nil {
		return fmt.Errorf("open upload: %w", err)
	}
	defer file.Close()
	kept, err := p.o.Media.Add(r.Context(), file, media.Options{})
	if refused := pictureError(err); refused != nil {
		printer := p.o.Render.Page(r, "")
		f.wrong("image", printer.T(refused.Key, refused.Args...))
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep picture: %w", err)
	}
	f.Picture, f.Drop = p.attachment(kept), false
	return nil
}

func (p *Pages) attachment(kept media.Picture) *models.Attachment {
	return &models.Attachment{Kind: "image", URL: p.o.Base.Media(kept.Name()), MediaType: kept.MediaType, Width: kept.Width, Height: kept.Height}
}

// pictureError says what is wrong with a file, nil when nothing is or when it is
// not the file.
func pictureError(err error) *models.Error {
	switch {
	case errors.Is(err, media.ErrNotPicture):
		return models.Fail(models.Invalid, "error.image_invalid")
	case errors.Is(err, media.ErrTooLarge):
		return models.Fail(models.Invalid, "error.image_too_large", "Max", media.MaxBytes>>20)
	case errors.Is(err, media.ErrTooManyPixels):
		return models.Fail(models.Invalid, "error.image_pixels", "Max", media.MaxPixels/1_000_000)
	}
	return nil
}

// oneLine makes one line of what was typed in a field of one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// check says per field what is wrong.
func (f *writeForm) check(say *render.Printer) {
	fail := func(name string, err error) {
		var e *models.Error
		if errors.As(err, &e) {
			f.wrong(name, say.T(e.Key, e.Args...))
		}
	}
	fail("text", models.CheckText(f.Text))
	fail("warning", models.CheckWarning(f.Warning))
	if f.Picture != nil {
		fail("alt", models.CheckAlt(f.Alt))
	}
	if f.To != models.FollowersOnly {
		f.To = models.Public
	}
	if !slices.Contains(render.Languages(), f.Language) {
		f.Language = say.Lang()
	}
	for _, name := range []string{"text", "image", "alt", "warning"} {
		if text := f.Errors[name]; text != "" {
			f.Failed = append(f.Failed, fieldError{name, text})
		}
	}
}

func (f *writeForm) wrong(name, text string) {
	if f.Errors == nil {
		f.Errors = map[string]string{}
	}
	if f.Errors[name] == "" {
		f.Errors[name] = text
	}
}

// label puts the words and choices into place.
func (f *writeForm) label(say *render.Printer) {
	if f.To != models.FollowersOnly {
		f.To = models.Public
	}
	if !slices.Contains(render.Languages(), f.Language) {
		f.Language = say.Lang()
	}
	f.Audiences = []option{
		{Value: string(models.Public), Label: say.T("write.to_public"), Checked: f.To == models.Public},
		{Value: string(models.FollowersOnly), Label: say.T("write.to_followers"), Checked: f.To == models.FollowersOnly},
	}
	for _, l := range render.Languages() {
		f.Languages = append(f.Languages, option{Value: l, Label: say.T("write.language_" + l), Checked: l == f.Language})
	}
	f.More = f.Warning != "" || f.Errors["warning"] != "" || f.Language != say.Lang()
}

// note makes of the form what is stored.
func (f *writeForm) note(written remote.Written) store.NewNote {
	return store.NewNote{
		Visibility: f.To, Source: f.Text, Content: written.HTML, Warning: f.Warning, Language: f.Language,
		Mentions: written.Mentions, Hashtags: written.Hashtags, Attachments: f.attachments(),
	}
}

func (f *writeForm) attachments() []models.Attachment {
	if f.Picture == nil {
		return []models.Attachment{}
	}
	picture := *f.Picture
	picture.Alt = f.Alt
	return []models.Attachment{picture}
}

// formOf gives the form of what was taken back, as it was.
func formOf(post store.Post) writeForm {
	f := formOfNote(post.Note.Source, post.Note.Warning, post.Note.Language, post.Note.Visibility, post.Note.Attachments)
	f.Draft, f.Hat = post.ID, post.Hat
	return f
}

func formOfNote(source, warning, language string, to models.Visibility, attachments []models.Attachment) writeForm {
	f := writeForm{Text: source, Warning: warning, Language: language, To: to}
	for _, a := range attachments {
		if a.Kind == "image" {
			f.Picture, f.Alt = &a, a.Alt
			break
		}
	}
	return f
}
