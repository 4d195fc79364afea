package takeout

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// Documents writes things as other servers get them.
type Documents interface {
	ActorDocument(ctx context.Context, a models.Actor) ([]byte, error)
	ObjectDocument(ctx context.Context, o models.Object, author models.Actor) ([]byte, error)
	CreateDocument(ctx context.Context, o models.Object, author models.Actor) ([]byte, error)
}

// Options is what a Taker needs.
type Options struct {
	Store     *store.Store
	Documents Documents
	Media     *media.Store
	MediaURL  func(name string) string // the address of a picture of ours
	Clock     func() time.Time         // nil: time.Now
}

// Taker writes archives.
type Taker struct{ o Options }

// New makes a Taker.
func New(o Options) *Taker {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Taker{o}
}

// page is how many posts are read at once.
const page = 50

// archive is one ZIP in the making.
type archive struct {
	*Taker
	ctx    context.Context
	zip    *zip.Writer
	person models.Actor
	now    time.Time
	known  map[string]string // pictures by their address

	written map[string]bool // names of files that are there
}

// Write writes the archive of a person of ours, in her language. An error in the
// middle leaves it unfinished.
func (t *Taker) Write(ctx context.Context, w io.Writer, person models.Actor, language string) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	a := &archive{Taker: t, ctx: ctx, zip: z, person: person, now: models.Second(t.o.Clock()), known: map[string]string{}, written: map[string]bool{}}
	for _, step := range []func() error{a.actor, a.posts, a.outbox, a.own, a.pictures, func() error { return a.index(language) }} {
		if err := step(); err != nil {
			return fmt.Errorf("write what is %s's: %w", person.Handle, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("finish the archive: %w", err)
	}
	return nil
}

// create begins a file of the archive. compressed is for what is not already.
func (a *archive) create(name string, compressed bool) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Modified: a.now, Method: zip.Store}
	if compressed {
		h.Method = zip.Deflate
	}
	w, err := a.zip.CreateHeader(h)
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", name, err)
	}
	a.written[name] = true
	return w, nil
}

func (a *archive) file(name string, body []byte) error {
	w, err := a.create(name, true)
	if err == nil {
		_, err = w.Write(body)
	}
	return err
}

// list writes a value as JSON for people and programs.
func (a *archive) list(name string, value any) error {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return a.file(name, append(body, '\n'))
}

func (a *archive) actor() error {
	doc, err := a.o.Documents.ActorDocument(a.ctx, a.person)
	if err != nil {
		return err
	}
	return a.file("actor.json", doc)
}

// each calls fn for every post of hers that is not deleted, oldest first.
func (a *archive) each(fn func(o models.Object) error) error {
	for after := ""; ; {
		objects, err := a.o.Store.OwnObjects(a.ctx, a.person.ID, after, page)
		if err != nil {
			return err
		}
		for _, o := range objects {
			if err := fn(o); err != nil {
				return err
			}
			after = o.ID
		}
		if len(objects) < page {
			return nil
		}
	}
}

// fileOf gives the name of a post's document in the archive.
func fileOf(o models.Object) string {
	if o.Type == models.EventObj {
		return "events/" + o.ID + ".json"
	}
	return "notes/" + o.ID + ".json"
}

func (a *archive) posts() error {
	return a.each(func(o models.Object) error {
		doc, err := a.o.Documents.ObjectDocument(a.ctx, o, a.person)
		if err != nil {
			return err
		}
		for _, picture := range o.Attachments {
			a.note(picture.URL)
		}
		return a.file(fileOf(o), doc)
	})
}

// outbox writes all her posts as one collection, as an outbox has them.
func (a *archive) outbox() error {
	w, err := a.create("outbox.json", true)
	if err != nil {
		return err
	}
	id, err := json.Marshal(a.person.Outbox)
	if err != nil {
		return fmt.Errorf("write the outbox: %w", err)
	}
	if _, err := fmt.Fprintf(w, `{"@context":"https://www.w3.org/ns/activitystreams","id":%s,"type":"OrderedCollection","orderedItems":[`, id); err != nil {
		return err
	}
	first, total := true, 0
	err = a.each(func(o models.Object) error {
		doc, err := a.o.Documents.CreateDocument(a.ctx, o, a.person)
		if err != nil {
			return err
		}
		if !first {
			doc = append([]byte(",\n"), doc...)
		}
		first = false
		total++
		_, err = w.Write(doc)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "],\"totalItems\":%d}\n", total)
	return err
}

// note remembers a picture by its address, if it is one of ours.
func (a *archive) note(address string) {
	if name := pictureName(address); a.o.MediaURL(name) == address {
		a.known[address] = name
	}
}

// pictures copies the pictures that were named.
func (a *archive) pictures() error {
	for _, name := range a.known {
		err := a.picture(name)
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) picture(name string) error {
	f, err := a.o.Media.File(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // named, but the file is lost: the rest is worth having
	}
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := a.create("media/"+name, false)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("copy a picture: %w", err)
	}
	return nil
}
