package web

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/contacts"
	"knoop/models/store"
)

// waveRows is how many rows of a file, or slips of paper, stand on a page.
const (
	waveRows  = 100
	waveSlips = 24
)

// waveRoom is what a form around a file may take besides it, in bytes.
const waveRoom = 64 << 10

func (page *inviteFormPage) waveForm() {
	page.fillForm("list")
	page.File, page.Sample = true, page.T("invite.list_sample")
	page.Help = []string{page.T("invite.list_columns"), page.T("invite.list_limits", "Max", models.MaxWaveBytes>>20, "Rows", page.Number(models.MaxWaveRows))}
	page.Form.add("file", "file", nil)
	page.Form.add("list", "text", func(f *formField) { f.Max = models.MaxWaveName })
	page.grounds(false)
	page.Form.add("text", "area", func(f *formField) { f.Max = models.MaxInvitationText })
	page.Form.choose(page.Form.add("language", "radio", nil), "invite.language_", page.Lang(), render.Languages()...)
	page.days()
}

// NewWave takes a file of people and keeps it to be looked at: nothing goes out
// yet. /manage/invitations/list.
func (p *Pages) NewWave(w http.ResponseWriter, r *http.Request) error {
	page := &inviteFormPage{Page: p.o.Render.Page(r, ""), Off: !p.o.Mail}
	page.waveForm()
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "invite_form.html", page)
	}
	wave, err := p.keepWave(w, r, page)
	if err == nil {
		return redirect(w, r, waveURL(wave.ID))
	}
	if !page.Form.wrong(inviteField(err), err) {
		return err
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, render.Status(err), "invite_form.html", page)
}

func (p *Pages) keepWave(w http.ResponseWriter, r *http.Request, page *inviteFormPage) (models.Wave, error) {
	tooLarge := models.Fail(models.Invalid, "error.wave_size", "Max", models.MaxWaveBytes>>20)
	if r.ContentLength > models.MaxWaveBytes+waveRoom { // refused by what it says of itself
		letGo(w, r)
		return models.Wave{}, tooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, models.MaxWaveBytes+waveRoom)
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return models.Wave{}, tooLarge
		}
		return models.Wave{}, models.Fail(models.Invalid, "error.request_invalid")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	f := page.Form
	f.read(r)
	name, raw, err := uploaded(r, "file")
	if err != nil {
		return models.Wave{}, err
	}
	if f.value("list") == "" {
		f.Get("list").Value = nameOfFile(name)
	}
	basis := models.Basis(f.value("basis"))
	if basis != "" {
		if basis, err = models.ParseBasis(string(basis)); err != nil {
			return models.Wave{}, err
		}
	}
	if utf8.RuneCountInString(f.value("source")) > models.MaxSource {
		return models.Wave{}, models.Fail(models.Invalid, "error.source_too_long", "Max", models.MaxSource)
	}
	read, err := contacts.Read(name, raw, contacts.Defaults{Source: f.value("source"), Basis: basis})
	if err != nil {
		return models.Wave{}, err
	}
	language := f.value("language")
	if !slices.Contains(render.Languages(), language) {
		language = ""
	}
	return p.o.Store.KeepWave(r.Context(), store.NewWave{
		Name: f.value("list"), MadeBy: auth.Who(r).Actor.ID, Text: f.value("text"), Language: language,
		Days: int(daysOf(f).Hours() / 24), File: read,
	})
}

// What a refused upload may send before we hang up, and for how long: less than
// the server gives an answer.
const (
	mostLetGo    = 100 << 20
	longestLetGo = 45 * time.Second
)

// letGo lets a browser send what is refused already, keeping nothing. Over
// HTTP/1.1 some, Firefox among them, read no answer before they are done, and
// show a page of their own when we hang up. Who speaks HTTP/2, asks first
// (Expect: 100-continue) or has very much is answered at once.
func letGo(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor > 1 || r.ContentLength > mostLetGo || r.Header.Get("Expect") != "" {
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(longestLetGo)) // a test's writer has none
	_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength)
	_ = control.SetReadDeadline(time.Time{})
}

// uploaded reads a file that came with a form.
func uploaded(r *http.Request, name string) (fileName string, raw []byte, err error) {
	file, err := upload(r, name)
	if err != nil {
		return "", nil, err
	}
	if file == nil {
		return "", nil, models.Fail(models.Invalid, "error.wave_missing")
	}
	defer func(f multipart.File) { _ = f.Close() }(file)
	if raw, err = io.ReadAll(io.LimitReader(file, models.MaxWaveBytes+1)); err != nil {
		return "", nil, fmt.Errorf("read an upload: %w", err)
	}
	return r.MultipartForm.File[name][0].Filename, raw, nil
}

// nameOfFile makes a name for a list of its file's name.
func nameOfFile(s string) string {
	s = strings.ToValidUTF8(s, "")
	if dot := strings.LastIndexByte(s, '.'); dot > 0 {
		s = s[:dot]
	}
	return string([]rune(s)[:min(utf8.RuneCountInString(s), models.MaxWaveName)])
}

type wavePage struct {
	render.Page
	Rooms   roomNav
	ID      string
	Wave    models.Wave
	Lead    string
	Tie     string
	State   string
	Running bool
	Counts  []fact
	Start   string // words of the button; "" when nobody can be invited
	HowSent string
	Faults  []faultRow
	Remarks []faultRow
	Rows    []rowRow
	Older   string // address of the next rows
	File    string // what was read
	Funnel  []funnelStep
	Hand    bool // there are links to hand over
}

type faultRow struct{ Label, Text string }

// rowRow is a row of a file, or an invitation of it.
type rowRow struct {
	Label, Name, About string
	Tie, State, URL    string
}

// row says who stands on a line; what is not known of her is left out.
func (page *wavePage) row(line int, name string, about ...string) rowRow {
	about = slices.DeleteFunc(about, func(s string) bool { return s == "" })
	if name == "" && len(about) > 0 {
		name, about = about[0], about[1:]
	}
	return rowRow{Label: page.T("invite.line", "N", page.Number(line)), Name: name, About: strings.Join(about, " · ")}
}

// Wave shows a wave: before it starts what is in the file, while it runs how far
// it is, afterwards what became of it. /manage/invitations/waves/ID.
func (p *Pages) Wave(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	wave, err := p.o.Store.Wave(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	after := max(0, number(r.URL.Query().Get("after")))
	page := &wavePage{Page: p.o.Render.Page(r, "")}
	page.fill(wave, p.o.Mail)
	if wave.State == models.WavePreview {
		err = p.preview(r, page, after)
	} else {
		err = p.progress(r, page, after)
	}
	if err != nil {
		return err
	}
	if page.Running {
		w.Header().Set("Refresh", "2")
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "wave.html", page)
}

func (page *wavePage) fill(w models.Wave, mail bool) {
	page.Wave, page.ID, page.Running = w, w.ID, w.State == models.WaveRunning
	page.Title, page.Here, page.NoIndex = page.T("invite.wave_title", "Name", w.Name), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Tie, page.State = waveTie(&page.Page, w)
	page.Lead = page.T("invite.wave_lead_" + string(w.State))
	sends := w.ByMail || mail && w.StartedAt == nil
	page.HowSent = page.T("invite.how_handed")
	if sends {
		page.HowSent = page.T("invite.how_mailed")
	}
	if w.State == models.WaveStopped {
		page.Start = page.T("invite.go_on")
	}
}

// preview fills what is in a file, and what would become of its rows now.
func (p *Pages) preview(r *http.Request, page *wavePage, after int) error {
	f, err := p.o.Store.WaveFile(r.Context(), page.ID)
	if err != nil {
		return err
	}
	verdicts, err := p.o.Store.JudgeWave(r.Context(), f.Rows)
	if err != nil {
		return err
	}
	page.preview(f, verdicts, after)
	return nil
}

// faultsShown bounds the list of faults on a page.
const faultsShown = 500

func (page *wavePage) preview(f models.WaveFile, verdicts map[int]models.WaveVerdict, after int) {
	n := map[models.WaveVerdict]int{}
	for _, v := range verdicts {
		n[v]++
	}
	fresh := len(f.Rows) - len(verdicts)
	page.count("new", "vast", fresh, true)
	page.count("faults", "af", len(f.Faults), false)
	page.count("repeated", "onbekend", f.Repeated, false)
	page.count("invited", "los", n[models.WaveInvited], false)
	page.count("member", "vast", n[models.WaveMember], false)
	page.count("enough", "af", n[models.WaveEnough], false)
	page.count("opted_out", "af", n[models.WaveOptedOut], false)
	if fresh > 0 {
		page.Start = page.N("invite.start", fresh)
	}
	page.File = page.T("invite.file_read", "File", f.Name, "Charset", f.Charset, "Format", page.T("invite.format_"+f.Format))
	page.Faults, page.Remarks = page.faults(f.Faults), page.faults(f.Remarks)
	last := after
	for _, row := range f.Rows {
		if row.Line <= after {
			continue
		}
		if len(page.Rows) == waveRows {
			page.Older = "?after=" + strconv.Itoa(last) + "#rows"
			break
		}
		last = row.Line
		one := page.row(row.Line, row.Name, row.Mail, row.Branch, row.Neighbourhood, row.Source)
		one.Tie, one.State = "los", page.T("invite.verdict_new")
		switch verdict := verdicts[row.Line]; verdict {
		case models.WaveInvited, models.WaveMember:
			one.Tie, one.State = "onbekend", page.T("invite.verdict_"+string(verdict))
		case models.WaveEnough, models.WaveOptedOut:
			one.Tie, one.State = "af", page.T("invite.verdict_"+string(verdict))
		}
		page.Rows = append(page.Rows, one)
	}
}

func (page *wavePage) count(name, tie string, n int, always bool) {
	if n > 0 || always {
		page.Counts = append(page.Counts, fact{Label: page.Number(n), Tie: tie, Text: page.N("invite.count_"+name, n)})
	}
}

func (page *wavePage) faults(list []models.WaveFault) []faultRow {
	var rows []faultRow
	for _, f := range list[:min(len(list), faultsShown)] {
		args := make([]any, len(f.Args))
		for i, a := range f.Args {
			args[i] = a
		}
		rows = append(rows, faultRow{page.T("invite.line", "N", page.Number(f.Line)), page.T(f.Key, args...)})
	}
	return rows
}

// progress fills how far a wave is and what became of it.
func (p *Pages) progress(r *http.Request, page *wavePage, after int) error {
	ctx := r.Context()
	_, each, err := p.o.Store.Funnels(ctx)
	if err != nil {
		return err
	}
	page.Funnel = funnelOf(&page.Page, each[page.ID])
	rows, err := p.o.Store.WaveInvitations(ctx, page.ID, after, waveRows+1)
	if err != nil {
		return err
	}
	addresses := make([]string, len(rows))
	for i, row := range rows {
		if addresses[i], err = p.o.Store.InvitationAddress(row); err != nil {
			return fmt.Errorf("open an invitation's address: %w", err)
		}
	}
	page.progress(rows, addresses)
	return nil
}

func (page *wavePage) progress(rows []models.Invitation, addresses []string) {
	page.Hand = page.Wave.Made > 0
	if passed := page.Wave.Passed; passed > 0 {
		page.count("passed", "onbekend", passed, false)
	}
	for i, one := range rows {
		if i == waveRows {
			page.Older = "?after=" + strconv.Itoa(rows[i-1].Line) + "#rows"
			break
		}
		row := page.row(one.Line, invitationName(&page.Page, one, addresses[i]), addresses[i], one.Branch, one.Neighbourhood, one.Source)
		row.URL = invitationURL(one.ID)
		row.Tie, row.State = invitationTie(&page.Page, one)
		page.Rows = append(page.Rows, row)
	}
}

// StartWave lets a wave begin or go on: POST …/waves/ID/start.
func (p *Pages) StartWave(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	if err := p.o.Store.StartWave(r.Context(), id, p.o.Mail); err != nil {
		return err
	}
	return redirect(w, r, waveURL(id))
}

// StopWave halts a wave: POST …/waves/ID/stop.
func (p *Pages) StopWave(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	if err := p.o.Store.StopWave(r.Context(), id); err != nil {
		return err
	}
	p.o.Render.Say(w, "invite.notice_stopped")
	return redirect(w, r, waveURL(id))
}

// DropWave throws a file away: POST …/waves/ID/drop.
func (p *Pages) DropWave(w http.ResponseWriter, r *http.Request) error {
	if err := p.o.Store.DropWave(r.Context(), mux.Vars(r)["id"]); err != nil {
		return err
	}
	p.o.Render.Say(w, "invite.notice_dropped")
	return redirect(w, r, "/manage/invitations")
}

// WaveLinks is a table of a wave's links to hand over: …/waves/ID/links.csv. No
// cell in it is a formula.
func (p *Pages) WaveLinks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	wave, err := p.o.Store.Wave(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	rows, err := p.o.Store.WaveInvitations(ctx, wave.ID, 0, models.MaxWaveRows)
	if err != nil {
		return err
	}
	page := p.o.Render.Page(r, "")
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="links.csv"`)
	h.Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, "\ufeff") // or old spreadsheets take it for Windows-1252
	out := csv.NewWriter(w)
	out.Comma = ';'
	_ = out.Write([]string{page.T("invite.column_name"), page.T("invite.column_mail"), page.T("invite.column_branch"), page.T("invite.column_place"), page.T("invite.column_link")})
	for _, i := range rows {
		if i.Usable(p.o.Clock()) != nil {
			continue
		}
		address, err := p.o.Store.InvitationAddress(i)
		if err != nil {
			return fmt.Errorf("open an invitation's address: %w", err)
		}
		_ = out.Write([]string{contacts.Cell(i.Name), contacts.Cell(address), contacts.Cell(i.Branch), contacts.Cell(i.Neighbourhood), p.o.Store.InvitationLink(n, i)})
	}
	out.Flush()
	return nil
}

// PrintWave is sheets of slips with a wave's links, to cut and hand over:
// …/waves/ID/print.
func (p *Pages) PrintWave(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	wave, err := p.o.Store.Wave(ctx, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := &printPage{Page: p.o.Render.Page(r, ""), Back: waveURL(wave.ID), Several: true}
	if err := p.sheet(r, page); err != nil {
		return err
	}
	after := max(0, number(r.URL.Query().Get("after")))
	rows, err := p.o.Store.WaveInvitations(ctx, wave.ID, after, waveSlips+1)
	if err != nil {
		return err
	}
	for i, one := range rows {
		if i == waveSlips {
			page.Next = "?after=" + strconv.Itoa(rows[i-1].Line)
			break
		}
		if one.Usable(p.o.Clock()) != nil {
			continue
		}
		if err := page.slip(one, p.o.Store.InvitationLink(n, one)); err != nil {
			return err
		}
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "invite_print.html", page)
}
