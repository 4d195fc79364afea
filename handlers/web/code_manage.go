package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// maxCode bounds the form: the longest text, in the longest spelling.
const maxCode = 12*models.MaxText + maxForm

type manageCodePage struct {
	render.Page
	Rooms    roomNav
	Form     *form
	Version  int // in force; 0 is none
	Next     int
	Proposal bool   // the text is ours to begin with, nothing of it is published
	Content  string // preview: sanitised HTML
}

// ManageCode edits, shows and publishes the next version of the code of conduct:
// /manage/code. Nothing is kept until it is published.
func (p *Pages) ManageCode(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	last, err := p.o.Store.CurrentCode(ctx)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	page := &manageCodePage{Page: p.o.Render.Page(r, "")}
	page.fill(last)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "code_manage.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCode)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	f := page.Form
	f.read(r)
	page.Proposal = false
	source, changes := f.value("source"), ""
	if f.Get("changes") != nil {
		changes = f.value("changes")
	}
	shown := text.Render(source, nil)
	err = models.Code{Source: source, Changes: changes}.Check(last)
	if err == nil && r.PostForm.Get("do") == "publish" {
		_, err = p.o.Store.PublishCode(ctx, store.NewConduct{Source: source, HTML: shown.HTML, Changes: changes, By: auth.Who(r).Actor.ID})
		if err == nil {
			p.o.Render.Say(w, "code.notice_published")
			return redirect(w, r, "/code/sign")
		}
	}
	page.Content = shown.HTML
	status := http.StatusOK
	if err != nil {
		field := "source"
		if _, key := faultOf(&page.Page, err); key == "error.code_changes" {
			field = "changes"
		}
		if !f.wrong(field, err) {
			return err
		}
		status, page.Title = http.StatusUnprocessableEntity, page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "code_manage.html", page)
}

func (page *manageCodePage) fill(last models.Code) {
	page.Title, page.Here, page.NoIndex = page.T("code.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Version, page.Next, page.Proposal = last.Version, last.Version+1, last.Version == 0
	f := &form{page: &page.Page, labels: "code.field_", hints: "code.hint_"}
	page.Form = f
	f.add("source", "area", func(in *formField) {
		in.Max, in.Required, in.Value = models.MaxText, true, last.Source
		if page.Proposal {
			in.Value = page.T("code.proposal", "Name", page.Site.Name)
		}
	})
	if last.Version > 0 {
		f.add("changes", "area", func(in *formField) { in.Max, in.Required = models.MaxCodeChanges, true })
	}
}
