package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// taskPanel is what is to be done around an event, on its page: for members, those
// who answered and those who organise.
type taskPanel struct {
	*render.Printer
	Path    string // of a task's form begins so
	Rows    []taskRow
	Manage  string // where organisers change them
	Failure string
}

type taskRow struct {
	ID, Label, Note string
	Count           string // "1 van 2"
	Who             string // by first name; "" for nobody
	Mine, Open      bool
	Claims          []claimRow // as organisers change them
}

type claimRow struct{ ID, Name string }

// tasks reads the panel; nil when there is nothing to see, or it is not for her.
func (p *Pages) tasks(r *http.Request, page *render.Page, o models.Object, e models.Event, failure *models.Error) (*taskPanel, error) {
	v := page.Visitor
	if !v.SignedIn() {
		return nil, nil
	}
	items, err := p.o.Store.Tasks(r.Context(), o.ID)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	seen, manages, err := p.helps(r, o)
	if err != nil || !seen {
		return nil, err
	}
	panel := taskPanelOf(page, o, e, items)
	if manages {
		panel.Manage = panel.Path
	}
	if failure != nil {
		panel.Failure = page.T(failure.Key, failure.Args...)
	}
	return panel, nil
}

// helps says whether the visitor, who is signed in, sees the tasks of an event,
// and whether she may change them.
func (p *Pages) helps(r *http.Request, o models.Object) (sees, manages bool, err error) {
	n, err := p.node(r.Context())
	if err != nil {
		return false, false, err
	}
	v := auth.Who(r)
	if models.MayChange(o, v.Actor.ID, v.Role, n.Collective) == nil {
		return true, true, nil
	}
	if v.Can(models.SeeMemberFields) {
		return true, false, nil
	}
	a, _, err := p.o.Store.AnswerOf(r.Context(), o.ID, v.Actor.ID)
	if models.KindOf(err) == models.NotFound {
		return false, false, nil
	}
	return a.State != models.AttendanceDeclined, false, err
}

func taskPanelOf(page *render.Page, o models.Object, e models.Event, items []store.TaskItem) *taskPanel {
	panel := &taskPanel{Printer: page.Printer, Path: "/events/" + o.ID + "/tasks"}
	open := e.Helps(page.Now) == nil
	for _, item := range items {
		row := taskRowOf(page, item)
		row.Open = open && (row.Mine || row.Open)
		panel.Rows = append(panel.Rows, row)
	}
	return panel
}

func taskRowOf(page *render.Page, item store.TaskItem) taskRow {
	plan := item.Task.TaskPlan
	row := taskRow{
		ID: item.Task.ID, Label: plan.Label, Note: plan.Note, Open: item.Left() > 0,
		Count: page.T("tasks.count", "N", page.Number(len(item.Claims)), "Of", page.Number(plan.Needed)),
	}
	var names []string
	for _, c := range item.Claims {
		name := c.Name()
		if name == "" {
			name = page.T("rsvp.unnamed")
		}
		row.Claims = append(row.Claims, claimRow{c.Claim.ID, name})
		if page.Visitor.SignedIn() && c.Claim.Guest == page.Visitor.Actor.ID {
			row.Mine, name = true, page.T("tasks.you")
		}
		names = append(names, name)
	}
	row.Who = strings.Join(names, ", ")
	return row
}

// ClaimTask lets who is signed in take a task on, or give it back: POST
// /events/ID/tasks/TASK.
func (p *Pages) ClaimTask(w http.ResponseWriter, r *http.Request) error {
	if err := parsed(w, r); err != nil {
		return err
	}
	ctx, vars := r.Context(), mux.Vars(r)
	o, _, err := p.visible(r, vars["id"])
	if err != nil {
		return err
	}
	t, err := p.o.Store.Task(ctx, vars["task"])
	if err == nil && t.EventID != o.ID {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	if err != nil {
		return err
	}
	switch sees, _, err := p.helps(r, o); {
	case err != nil:
		return err
	case !sees:
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	who, notice := *auth.Who(r).Actor, "tasks.notice_claimed"
	switch r.PostForm.Get("do") {
	case "claim":
		err = p.o.Store.ClaimTask(ctx, t.ID, who)
	case "unclaim":
		notice, err = "tasks.notice_unclaimed", p.o.Store.UnclaimTask(ctx, t.ID, who)
	default:
		err = models.Fail(models.Invalid, "error.request_invalid")
	}
	if failure := asConflict(err); failure != nil {
		return p.showEvent(w, r, failure)
	}
	if err != nil {
		return err
	}
	p.o.Render.Say(w, notice)
	return redirect(w, r, "/events/"+o.ID+"#tasks")
}

type tasksPage struct {
	render.Page
	Event string
	Name  string
	Rows  []taskRow
	Form  *form
	Task  string // the one that is changed; "" adds one
}

// ManageTasks makes and changes the tasks of an event, for who organises it:
// /events/ID/tasks, with ?task=ID for one.
func (p *Pages) ManageTasks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	o, _, err := p.ourEvent(r, n, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	page := &tasksPage{Page: p.o.Render.Page(r, ""), Task: r.Form.Get("task")}
	plan := models.TaskPlan{Needed: 1}
	if page.Task != "" {
		t, err := p.taskOf(r, o, page.Task)
		if err != nil {
			return err
		}
		plan = t.TaskPlan
	}
	page.fill(o, plan)
	status := http.StatusOK
	if r.Method == http.MethodPost {
		notice, field, err := p.changeTasks(r, page, o)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, page.Event+"/tasks")
		}
		if kind := models.KindOf(err); kind != models.Invalid && kind != models.Conflict || !page.Form.wrong(field, err) {
			return err
		}
		status, page.Title = http.StatusUnprocessableEntity, page.T("layout.error_prefix", "Title", page.Title)
	}
	items, err := p.o.Store.Tasks(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("list tasks: %w", err)
	}
	for _, item := range items {
		page.Rows = append(page.Rows, taskRowOf(&page.Page, item))
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.o.Render.HTML(w, r, status, "event_tasks.html", page)
}

func (p *Pages) taskOf(r *http.Request, o models.Object, id string) (models.EventTask, error) {
	t, err := p.o.Store.Task(r.Context(), id)
	if err == nil && t.EventID != o.ID {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	return t, err
}

func (page *tasksPage) fill(o models.Object, plan models.TaskPlan) {
	page.Title, page.Here, page.NoIndex = page.T("tasks.manage_title", "Title", o.Name), "events", true
	page.Event, page.Name = "/events/"+o.ID, o.Name
	f := &form{page: &page.Page, labels: "tasks.field_", hints: "tasks.hint_"}
	page.Form = f
	f.add("label", "text", func(in *formField) { in.Max, in.Required, in.Value = models.MaxLine, true, plan.Label })
	f.add("needed", "number", func(in *formField) { in.Max, in.Value = 2, fmt.Sprint(plan.Needed) })
	f.add("note", "text", func(in *formField) { in.Max, in.Value = models.MaxTaskNote, plan.Note })
}

// taskFields say beside which field a mistake is shown.
var taskFields = map[string]string{"error.task_empty": "label", "error.line_too_long": "label", "error.task_needed": "needed", "error.task_note_too_long": "note"}

// changeTasks does what a button says; field is where what is wrong stands.
func (p *Pages) changeTasks(r *http.Request, page *tasksPage, o models.Object) (notice, field string, err error) {
	ctx, form, st := r.Context(), r.PostForm, p.o.Store
	do := form.Get("do")
	if do == "unassign" {
		return "tasks.notice_unassigned", "", st.DropClaim(ctx, o.ID, form.Get("claim"))
	}
	if do == "drop" || do == "assign" {
		t, err := p.taskOf(r, o, form.Get("of"))
		switch {
		case err != nil:
			return "", "", err
		case do == "drop":
			return "tasks.notice_dropped", "", st.DropTask(ctx, t.ID)
		}
		return "tasks.notice_assigned", "", st.AssignTask(ctx, t.ID, form.Get("name"))
	}
	f := page.Form
	f.read(r)
	needed, err := atoi(f.value("needed"))
	if err != nil {
		needed = -1
	}
	plan := models.TaskPlan{Label: oneLine(f.value("label")), Note: oneLine(f.value("note")), Needed: needed}
	if f.value("needed") == "" {
		plan.Needed = 1
	}
	if page.Task != "" {
		err = st.EditTask(ctx, page.Task, plan)
	} else {
		_, err = st.AddTask(ctx, o.ID, plan)
	}
	if e := asError(err); e != nil {
		field = taskFields[e.Key]
	}
	return "tasks.notice_saved", field, err
}
