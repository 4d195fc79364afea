package web

import (
	"net/http"
	"strconv"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

type questionsPage struct {
	render.Page
	Rooms     roomNav
	Open      bool
	Questions []questionRow
	Form      *form // for what is wrong
}

// questionRow is one question in the form.
type questionRow struct {
	*formField
	N    string
	Must bool
}

// ManageQuestions edits whether and with which questions strangers may ask to
// join: /manage/questions.
func (p *Pages) ManageQuestions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	door, err := p.o.Store.JoinDoor(ctx)
	if err != nil {
		return err
	}
	page := &questionsPage{Page: p.o.Render.Page(r, "")}
	if r.Method != http.MethodPost {
		page.fill(door)
		return p.o.Render.HTML(w, r, http.StatusOK, "join_questions.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	door = models.JoinDoor{Closed: r.PostForm.Get("open") == ""}
	page.fill(models.JoinDoor{Closed: door.Closed})
	for i := range page.Questions {
		row := &page.Questions[i]
		row.Value, row.Must = clip(r.PostForm.Get(row.Name), 10*models.MaxQuestion), r.PostForm.Get("must"+row.N) != ""
		if row.Value == "" {
			continue
		}
		q := models.JoinQuestion{Text: row.Value, Required: row.Must}
		page.Form.wrong(row.Name, models.JoinDoor{Questions: []models.JoinQuestion{q}}.Check())
		door.Questions = append(door.Questions, q)
	}
	if page.Form.wrongCount() == 0 {
		if err = p.o.Store.SetJoinDoor(ctx, door); err == nil {
			p.o.Render.Say(w, "apply.notice_questions")
			return redirect(w, r, "/manage/questions")
		}
		if !page.Form.wrong("", err) {
			return err
		}
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "join_questions.html", page)
}

func (page *questionsPage) fill(door models.JoinDoor) {
	page.Title, page.Here, page.NoIndex = page.T("apply.questions_title"), "manage", true
	page.Rooms, page.Open = roomsOf(&page.Page, "manage", manageRooms), !door.Closed
	page.Form = &form{page: &page.Page}
	for i := range models.MaxQuestions {
		n := strconv.Itoa(i + 1)
		in := &formField{Name: "question" + n, Kind: "text", Label: page.T("apply.question", "N", i+1), Max: models.MaxQuestion}
		row := questionRow{formField: in, N: n}
		if i < len(door.Questions) {
			in.Value, row.Must = door.Questions[i].Text, door.Questions[i].Required
		}
		page.Form.Fields = append(page.Form.Fields, in)
		page.Questions = append(page.Questions, row)
	}
}

// clip gives a typed line in UTF-8, without the spaces around it, and no longer
// than so many bytes.
func clip(s string, most int) string {
	return strings.TrimSpace(strings.ToValidUTF8(s[:min(len(s), most)], ""))
}
