package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type joinAskPage struct {
	render.Page
	Form     *form
	Key      string // of this form: sent twice, it is one request
	Closed   bool
	Member   bool // she is one already
	Deciders []personRow
	Card     []cardRow
	Days     int // how long we keep a request after the decision
}

// AskToJoin is the page on which a stranger asks to join: /join. It says who
// decides and asks what the collective wants to know.
func (p *Pages) AskToJoin(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store") // each form has a key of its own
	page, door, err := p.joinAsk(r)
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		page.Key = rand.Text()
		return p.o.Render.HTML(w, r, http.StatusOK, "join_ask.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	f := page.Form
	f.read(r)
	if page.Key = r.PostForm.Get("key"); len(page.Key) < 16 || len(page.Key) > 64 {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	in, ok := page.request(door, r.PostForm["question"])
	if r.PostForm.Get("website") != "" { // nobody sees that field
		f.wrong("", models.Fail(models.Invalid, "error.trap"))
		ok = false
	}
	if ok {
		_, token, err := p.o.Store.AskToJoin(ctx, in)
		if err == nil {
			p.o.Render.Say(w, "apply.notice_sent")
			return redirect(w, r, "/apply/"+token)
		}
		if !f.wrong("", err) {
			return err
		}
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "join_ask.html", page)
}

func (p *Pages) joinAsk(r *http.Request) (*joinAskPage, models.JoinDoor, error) {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return nil, models.JoinDoor{}, err
	}
	door, err := p.o.Store.JoinDoor(ctx)
	if err != nil {
		return nil, door, err
	}
	deciders, err := p.o.Store.Orchestrators(ctx)
	if err != nil {
		return nil, door, err
	}
	account, err := p.o.Store.Account(ctx, n.Collective)
	if err != nil {
		return nil, door, fmt.Errorf("read collective: %w", err)
	}
	page := &joinAskPage{Page: p.o.Render.Page(r, "")}
	page.fill(door, deciders, account.Card, p.o.Mail)
	return page, door, nil
}

func (page *joinAskPage) fill(door models.JoinDoor, deciders []models.Actor, card models.Card, mail bool) {
	page.Title = page.T("apply.title", "Name", page.Site.Name)
	page.Description = page.T("apply.about", "Name", page.Site.Name)
	page.Closed, page.Member = door.Closed, page.Visitor.Can(models.SeeMemberFields)
	page.Card, page.Days = cardRows(&page.Page, card), int(models.JoinRequestKept.Hours()/24)
	page.Deciders = deciderRows(&page.Page, deciders)
	f := &form{page: &page.Page, labels: "apply.field_", hints: "apply.hint_"}
	page.Form = f
	f.add("name", "text", func(in *formField) { in.Required, in.Max, in.Complete = true, models.MaxName, "name" })
	for i, q := range door.Questions {
		f.Fields = append(f.Fields, &formField{Name: answerName(i), Kind: "area", Label: q.Text, Required: q.Required, Max: models.MaxAnswer})
	}
	if mail {
		f.add("address", "mail", func(in *formField) { in.Max, in.Complete = 254, "email" })
	}
	f.add("handle", "handle", func(in *formField) {
		in.Max = 30
		_, domain, _ := strings.Cut(page.Site.Acct, "@")
		in.Hint = page.T("apply.hint_handle", "Domain", domain)
	})
	f.choose(f.add("language", "radio", nil), "apply.language_", page.Lang(), render.Languages()...)
}

func answerName(i int) string { return "answer" + strconv.Itoa(i+1) }

func deciderRows(page *render.Page, deciders []models.Actor) []personRow {
	var out []personRow
	for _, a := range deciders {
		out = append(out, personRowOf(page, a))
	}
	return out
}

// request reads the form; ok when nothing in it is wrong. asked are the questions
// as they stood on the page: the collective may have changed them since.
func (page *joinAskPage) request(door models.JoinDoor, asked []string) (in store.NewJoinRequest, ok bool) {
	f := page.Form
	in = store.NewJoinRequest{Key: page.Key, Name: f.value("name"), Language: f.value("language")}
	in.Handle = strings.ToLower(strings.TrimPrefix(f.value("handle"), "@"))
	f.wrong("name", checkName(in.Name))
	if in.Handle != "" {
		f.wrong("handle", models.CheckHandle(in.Handle))
	}
	if f.Get("address") != nil && f.value("address") != "" {
		address, err := models.ParseMailAddress(f.value("address"))
		f.wrong("address", err)
		in.Address = address
	}
	for i, q := range door.Questions {
		answer := models.JoinAnswer{Question: q.Text, Answer: f.value(answerName(i))}
		in.Answers = append(in.Answers, answer)
		one := models.JoinDoor{Questions: door.Questions[i : i+1]}
		f.wrong(answerName(i), one.Admits([]models.JoinAnswer{answer}))
		f.wrong(answerName(i), models.JoinRequest{Name: "-", Answers: []models.JoinAnswer{answer}}.Check())
	}
	same := len(asked) == len(door.Questions)
	for i := range asked {
		same = same && asked[i] == door.Questions[i].Text
	}
	if !same {
		f.wrong("", models.Fail(models.Conflict, "error.questions_changed"))
	}
	return in, f.wrongCount() == 0
}
