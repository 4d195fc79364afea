package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/calendar"
)

type importPage struct {
	render.Page
	Rooms   roomNav
	Import  models.CalendarImport
	Tie     string
	State   string
	Running bool
	Counts  []fact
	Start   bool // its dates may become events
	Fresh   bool // it was not begun
	Look    *calendarLook
	Older   string
	Fault   string
}

// NewImport takes a calendar file and keeps it to be looked at:
// POST /manage/calendars/file.
func (p *Pages) NewImport(w http.ResponseWriter, r *http.Request) error {
	page := &calendarsPage{Page: p.o.Render.Page(r, "")}
	page.begin()
	one, err := p.keepImport(w, r)
	if err == nil {
		return redirect(w, r, calendarsHome+"/"+one.ID)
	}
	if !page.File.wrong("file", err) {
		return err
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.showCalendars(w, r, page, http.StatusUnprocessableEntity)
}

func (p *Pages) keepImport(w http.ResponseWriter, r *http.Request) (models.CalendarImport, error) {
	none := models.CalendarImport{}
	tooLarge := models.Fail(models.Invalid, "error.calendar_large", "Max", models.MaxCalendarBytes>>20)
	if r.ContentLength > models.MaxCalendarBytes+waveRoom {
		letGo(w, r)
		return none, tooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, models.MaxCalendarBytes+waveRoom)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return none, tooLarge
		}
		return none, models.Fail(models.Invalid, "error.request_invalid")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, err := upload(r, "file")
	if err != nil {
		return none, err
	}
	if file == nil {
		return none, models.Fail(models.Invalid, "error.wave_missing")
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, models.MaxCalendarBytes+1))
	if err != nil {
		return none, fmt.Errorf("read an upload: %w", err)
	}
	n, err := p.node(r.Context())
	if err != nil {
		return none, err
	}
	read, err := calendar.Read(raw, calendar.Reading{Zone: n.Location(), Now: p.o.Clock()})
	if err != nil {
		return none, err
	}
	return p.o.Store.KeepImport(r.Context(), nameOfFile(r.MultipartForm.File["file"][0].Filename), auth.Who(r).Actor.ID, read)
}

// Import shows a file: before it starts what is in it, then how far it is:
// /manage/calendars/ID.
func (p *Pages) Import(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	one, err := p.o.Store.Import(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := &importPage{Page: p.o.Render.Page(r, "")}
	var file *models.CalendarFile
	var verdicts []models.CalendarVerdict
	if one.State == models.WavePreview {
		f, err := p.o.Store.ImportFile(ctx, one.ID)
		if err != nil {
			return err
		}
		if verdicts, err = p.o.Store.JudgeDates(ctx, f.Dates); err != nil {
			return err
		}
		file = &f
	}
	page.fill(one, file, verdicts, max(0, number(r.URL.Query().Get("from"))))
	if page.Running {
		w.Header().Set("Refresh", "2")
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "calendar_import.html", page)
}

func (page *importPage) fill(one models.CalendarImport, f *models.CalendarFile, verdicts []models.CalendarVerdict, from int) {
	page.Import, page.Title, page.Here, page.NoIndex = one, one.Name, "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Running, page.Start, page.Fresh = one.State == models.WaveRunning, one.CanStart(), one.State == models.WavePreview
	page.Tie, page.State = importTie(&page.Page, one)
	if one.Fault != "" {
		page.Fault = page.T(one.Fault, "Max", models.MaxDrafts)
	}
	if f != nil {
		page.Look = lookAt(&page.Page, *f, verdicts, from)
		page.Counts = page.Look.Counts
		if next := from + datesShown; next < len(f.Dates) {
			page.Older = "?from=" + strconv.Itoa(next) + "#dates"
		}
		todo := 0
		for _, v := range verdicts {
			if v == models.CalendarNew || v == models.CalendarChanged {
				todo++
			}
		}
		page.Start = page.Start && todo > 0
		return
	}
	for _, c := range []struct {
		key, tie string
		n        int
	}{{"made", "vast", one.Made}, {"changed", "vast", one.Changed}, {"passed", "onbekend", one.Passed}, {"failed", "af", one.Failed}} {
		if c.n > 0 || c.key == "made" {
			page.Counts = append(page.Counts, fact{Label: page.Number(c.n), Tie: c.tie, Text: page.N("calendar.count_"+c.key, c.n)})
		}
	}
}

func importTie(page *render.Page, one models.CalendarImport) (tie, state string) {
	switch one.State {
	case models.WaveRunning:
		return "los", page.T("calendar.import_running", "Done", page.Number(one.Done), "Total", page.Number(one.Total))
	case models.WaveStopped:
		return "af", page.T("calendar.import_stopped", "Done", page.Number(one.Done), "Total", page.Number(one.Total))
	case models.WaveDone:
		return "vast", page.T("calendar.import_done")
	}
	return "onbekend", page.T("calendar.import_preview")
}

// StartImport lets an import begin or go on: POST …/ID/start.
func (p *Pages) StartImport(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	if err := parsed(w, r); err != nil {
		return err
	}
	if err := p.o.Store.StartImport(r.Context(), id, r.PostForm.Get("how") == "publish"); err != nil {
		return err
	}
	return redirect(w, r, calendarsHome+"/"+id)
}

// StopImport halts an import: POST …/ID/stop.
func (p *Pages) StopImport(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	if err := p.o.Store.StopImport(r.Context(), id); err != nil {
		return err
	}
	return redirect(w, r, calendarsHome+"/"+id)
}

// DropImport throws a file away; what it made stays: POST …/ID/drop.
func (p *Pages) DropImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.o.Store.DropImport(r.Context(), mux.Vars(r)["id"]); err != nil {
		return err
	}
	p.o.Render.Say(w, "calendar.notice_file_dropped")
	return redirect(w, r, calendarsHome)
}
