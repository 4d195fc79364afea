package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/text"
)

// workSide is the longest side in which a picture of work is kept.
const workSide = 1280

// profileRead is what a form said.
type profileRead struct {
	profile models.Profile
	errors  map[models.ProfileField]string
	refused map[models.ProfileField]*models.Error // of uploads
	back    string                                // where on the page she was
}

func (f *profileRead) wrong(field models.ProfileField, text string) {
	if f.errors == nil {
		f.errors = map[models.ProfileField]string{}
	}
	if f.errors[field] == "" {
		f.errors[field] = text
	}
}

// check says per field what is wrong.
func (f *profileRead) check(say *render.Printer) {
	for field, e := range f.refused {
		f.wrong(field, say.T(e.Key, e.Args...))
	}
	for _, field := range models.ProfileFields() {
		var e *models.Error
		if errors.As(f.profile.CheckField(field), &e) {
			f.wrong(field, say.T(e.Key, e.Args...))
		}
	}
}

// readProfile reads the form over the profile that was. Pictures that came with
// it are kept whatever else is wrong, so that nobody has to choose one twice.
func (p *Pages) readProfile(w http.ResponseWriter, r *http.Request, was models.Profile) (*profileRead, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxWrite)
	err := r.ParseMultipartForm(maxInMemory)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, models.Fail(models.Invalid, "error.image_too_large", "Max", media.MaxBytes>>20)
	}
	if err != nil {
		return nil, models.Fail(models.Invalid, "error.request_invalid")
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files; nothing to mend
	}
	f := &profileRead{profile: was, refused: map[models.ProfileField]*models.Error{}}
	p.readTexts(r, &f.profile)
	if err := p.readPhoto(r, f); err != nil {
		return nil, err
	}
	if err := p.readWork(r, f); err != nil {
		return nil, err
	}
	f.readRemoval(r.PostForm.Get("do"))
	return f, nil
}

// line makes one plain line of a field, lines one of each, without empty ones.
func line(r *http.Request, name string) string { return text.Line(r.PostForm.Get(name)) }

func lines(values []string) []string {
	out := []string{}
	for _, s := range values {
		if s = text.Line(s); s != "" && len(out) <= 100 { // more than any list may hold
			out = append(out, s)
		}
	}
	return out
}

// block keeps the line breaks of a longer text.
func block(r *http.Request, name string) string {
	s := strings.ToValidUTF8(strings.ReplaceAll(r.PostForm.Get(name), "\x00", ""), "")
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

func (p *Pages) readTexts(r *http.Request, to *models.Profile) {
	to.Name, to.Headline, to.About = line(r, "name"), line(r, "headline"), block(r, "about")
	to.Services = lines(strings.Split(block(r, "services"), "\n"))
	to.Skills, to.Branches = lines(r.PostForm["skills"]), lines(r.PostForm["branches"])
	to.Neighbourhood, to.Postcode = line(r, "neighbourhood"), line(r, "postcode")
	to.Availability = models.Availability{State: models.AvailabilityState(line(r, "availability")), From: line(r, "available_from"), Text: line(r, "available_text")}
	to.Purpose = text.Line(block(r, "purpose"))
	say := p.o.Render.Page(r, "")
	to.Languages = []string{}
	for _, name := range lines(r.PostForm["languages"]) {
		to.Languages = append(to.Languages, say.LanguageTag(name))
	}
	to.Links = []models.ProfileLink{}
	for n := 1; n <= models.MaxLinks+1; n++ {
		l := models.ProfileLink{URL: line(r, "link_url_"+strconv.Itoa(n)), Name: line(r, "link_name_"+strconv.Itoa(n))}
		if l.URL != "" && !strings.Contains(l.URL, "://") {
			l.URL = "https://" + l.URL
		}
		if l != (models.ProfileLink{}) {
			to.Links = append(to.Links, l)
		}
	}
	to.Discoverable, to.Indexable = r.PostForm.Get("discoverable") != "", r.PostForm.Get("indexable") != ""
	for _, field := range models.ProfileFields() {
		if a := models.Audience(line(r, "see_"+string(field))); a != "" {
			*to = to.Show(a, field)
		}
	}
}

// readRemoval takes away what a button named.
func (f *profileRead) readRemoval(do string) {
	what, number, _ := strings.Cut(strings.TrimPrefix(do, "remove_"), "_")
	n, _ := strconv.Atoi(number)
	switch {
	case do == "remove_photo":
		f.profile.Photo = models.Photo{}
		delete(f.refused, models.FieldPhoto)
		f.back = "#p-photo"
	case what == "link" && n >= 1 && n <= len(f.profile.Links):
		f.profile.Links = append(f.profile.Links[:n-1:n-1], f.profile.Links[n:]...)
		f.back = "#p-links"
	case what == "work" && n >= 1 && n <= len(f.profile.Work):
		f.profile.Work = append(f.profile.Work[:n-1:n-1], f.profile.Work[n:]...)
		f.back = "#p-work"
	case do == "add_link":
		f.back = "#p-links"
	case do == "add_work":
		f.back = "#p-work"
	}
}

// photoFiles writes a photo's files into the form, readPhotoFiles reads them back.
func photoFiles(photo models.Photo) string {
	var parts []string
	for _, s := range photo.Sizes {
		parts = append(parts, strconv.Itoa(s.Side)+":"+s.Name)
	}
	return strings.Join(parts, " ")
}

func (p *Pages) readPhotoFiles(s string) (photo models.Photo) {
	for part := range strings.FieldsSeq(s) {
		side, name, _ := strings.Cut(part, ":")
		n, err := strconv.Atoi(side)
		if _, gone := p.o.Media.Look(name); err != nil || gone != nil || len(photo.Sizes) == len(media.PhotoSides) {
			return models.Photo{}
		}
		photo.Sizes = append(photo.Sizes, models.PhotoSize{Side: n, Name: name})
	}
	return photo
}

func (p *Pages) readPhoto(r *http.Request, f *profileRead) error {
	f.profile.Photo = p.readPhotoFiles(r.PostForm.Get("photo_files"))
	if file, err := upload(r, "photo"); err != nil || file == nil {
		f.profile.Photo.Alt = altOf(line(r, "photo_alt"), !f.profile.Photo.IsZero())
		return err
	} else {
		defer file.Close()
		kept, err := p.o.Media.AddPhoto(r.Context(), file)
		if f.refused[models.FieldPhoto] = photoError(err); f.refused[models.FieldPhoto] == nil {
			delete(f.refused, models.FieldPhoto)
			if err != nil {
				return fmt.Errorf("keep photo: %w", err)
			}
			f.profile.Photo = models.Photo{}
			for _, size := range kept {
				f.profile.Photo.Sizes = append(f.profile.Photo.Sizes, models.PhotoSize{Side: size.Width, Name: size.Name()})
			}
		}
	}
	f.profile.Photo.Alt = altOf(line(r, "photo_alt"), !f.profile.Photo.IsZero() || f.refused[models.FieldPhoto] != nil)
	return nil
}

// altOf drops the words for a picture that is not there. Those for one that was
// refused stay in the form: she will choose another.
func altOf(alt string, there bool) string {
	if !there {
		return ""
	}
	return alt
}

func (p *Pages) readWork(r *http.Request, f *profileRead) error {
	f.profile.Work = []models.WorkItem{}
	for n := 1; n <= models.MaxWork; n++ {
		at := func(name string) string { return "work_" + name + "_" + strconv.Itoa(n) }
		item := models.WorkItem{Title: line(r, at("title")), Text: line(r, at("text")), URL: line(r, at("url")), Alt: line(r, at("alt"))}
		if year := line(r, at("year")); year != "" {
			var err error
			if item.Year, err = strconv.Atoi(year); err != nil || item.Year == 0 {
				item.Year = -1 // no year, and said so by Check
			}
		}
		if name := r.PostForm.Get(at("image")); media.ValidName(name) {
			kept, err := p.o.Media.Look(name)
			if err == nil {
				item.Image, item.Width, item.Height = kept.Name(), kept.Width, kept.Height
			} else if !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("look for picture: %w", err)
			}
		}
		file, err := upload(r, at("file"))
		if err != nil {
			return err
		}
		again := false
		if file != nil {
			kept, err := p.o.Media.AddSmall(r.Context(), file, workSide)
			_ = file.Close()
			if refused := photoError(err); refused != nil {
				f.refused[models.FieldWork], again = refused, true
			} else if err != nil {
				return fmt.Errorf("keep picture: %w", err)
			} else {
				item.Image, item.Width, item.Height = kept.Name(), kept.Width, kept.Height
			}
		}
		if r.PostForm.Get(at("drop")) != "" {
			item.Image, item.Width, item.Height = "", 0, 0
		}
		item.Alt = altOf(item.Alt, item.Image != "" || again)
		if item != (models.WorkItem{}) {
			f.profile.Work = append(f.profile.Work, item)
		}
	}
	return nil
}
