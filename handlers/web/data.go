package web

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

type dataPage struct {
	render.Page
	Rooms roomNav
}

// Data leads to what a person may do with all that is hers: /settings/data.
func (p *Pages) Data(w http.ResponseWriter, r *http.Request) error {
	page := &dataPage{Page: p.o.Render.Page(r, "")}
	page.fill()
	return p.o.Render.HTML(w, r, http.StatusOK, "data.html", page)
}

func (page *dataPage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("leaving.data_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
}

// downloadPause is how long a download may stand still.
const downloadPause = time.Minute

// DataDownload sends all that is the visitor's as one ZIP, made while it is sent:
// POST /settings/data/download. What goes wrong in the middle breaks it off, so
// that the browser says that it is not whole.
func (p *Pages) DataDownload(w http.ResponseWriter, r *http.Request) error {
	who, lang := auth.Who(r).Actor, p.o.Render.Page(r, "").Lang()
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.zip"`, who.Handle, p.o.Clock().In(n.Location()).Format(time.DateOnly)))
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	out := &patient{w: w, control: http.NewResponseController(w)}
	if err := p.o.Takeout.Write(r.Context(), out, *who, lang); err != nil {
		if !out.begun {
			for _, name := range []string{"Content-Type", "Content-Disposition"} {
				h.Del(name)
			}
			return err
		}
		if r.Context().Err() == nil {
			p.o.Logger.ErrorContext(r.Context(), "download broken off", "request_id", render.RequestID(r.Context()), "err", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patient lets a download take as long as it keeps moving.
type patient struct {
	w       io.Writer
	control *http.ResponseController
	begun   bool
}

func (p *patient) Write(b []byte) (int, error) {
	p.begun = true
	_ = p.control.SetWriteDeadline(time.Now().Add(downloadPause)) // a test's recorder has none
	return p.w.Write(b)
}
