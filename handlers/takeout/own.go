package takeout

import (
	"errors"
	"path"
	"time"

	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// pictureName gives the file name that an address of a picture ends in, "" for
// any other address.
func pictureName(address string) string {
	if name := path.Base(address); media.ValidName(name) {
		return name
	}
	return ""
}

// The lists of the archive, in the words of the program. Times are in UTC.
type (
	profileField struct {
		Field    models.ProfileField `json:"field"`
		Audience models.Audience     `json:"audience"`
		Value    any                 `json:"value"`
	}
	profileList struct {
		Fields       []profileField `json:"fields"`
		Discoverable bool           `json:"discoverable"`
		Indexable    bool           `json:"indexable"`
	}
	followRow struct {
		Actor string             `json:"actor"`
		State models.FollowState `json:"state"`
		Since time.Time          `json:"since"`
	}
	membershipRow struct {
		Collective string                 `json:"collective"`
		Name       string                 `json:"name"`
		State      models.MembershipState `json:"state"`
		Role       models.Role            `json:"role"`
		Shown      bool                   `json:"shown"`
		Since      time.Time              `json:"since"`
	}
	sessionRow struct {
		Device  string    `json:"device"`
		Started time.Time `json:"started"`
		Used    time.Time `json:"lastUsed"`
	}
	passkeyRow struct {
		Name  string     `json:"name"`
		Added time.Time  `json:"added"`
		Used  *time.Time `json:"lastUsed"`
	}
	siteRow struct {
		Site  string    `json:"site"`
		Since time.Time `json:"since"`
		Used  time.Time `json:"lastUsed"`
	}
	mailList struct {
		Address  string            `json:"address"`
		Pending  string            `json:"pending,omitempty"`
		Since    *time.Time        `json:"confirmed,omitempty"`
		Language string            `json:"language,omitempty"`
		Off      []models.MailKind `json:"switchedOff,omitempty"`
	}
	signatureRow struct {
		Version int       `json:"version"`
		SHA256  string    `json:"sha256"`
		Signed  time.Time `json:"signed"`
		Text    string    `json:"text"`
	}
	answerRow struct {
		Event  string                 `json:"event"`
		Title  string                 `json:"title"`
		State  models.AttendanceState `json:"state"`
		Shown  bool                   `json:"shown"`
		Asked  []models.AskedAnswer   `json:"asked,omitempty"`
		Remark string                 `json:"remark,omitempty"`
		First  time.Time              `json:"first"`
		Latest time.Time              `json:"latest"`
		Remind bool                   `json:"remind"`
	}
	taskRow struct {
		Event string `json:"event"`
		Title string `json:"title"`
		Task  string `json:"task"`
	}
	planRow struct {
		Written time.Time  `json:"written"`
		Title   string     `json:"title"`
		Summary string     `json:"summary,omitempty"`
		Text    string     `json:"text,omitempty"`
		Starts  *time.Time `json:"starts,omitempty"`
		Place   string     `json:"place,omitempty"`
	}
	draftRow struct {
		Written time.Time `json:"written"`
		Text    string    `json:"text"`
	}
)

// own writes what only this node knows of her.
func (a *archive) own() error {
	for _, step := range []func() error{a.profile, a.follows, a.memberships, a.signatures, a.devices, a.mail, a.drafts, a.plans, a.answers, a.tasks} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) profile() error {
	p, err := a.o.Store.Profile(a.ctx, a.person.ID)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	out := profileList{Discoverable: p.Discoverable, Indexable: p.Indexable}
	for _, f := range models.ProfileFields() {
		out.Fields = append(out.Fields, profileField{f, p.Audiences.Of(f), valueOf(p, f)})
	}
	for _, size := range p.Photo.Sizes {
		a.note(a.o.MediaURL(size.Name))
	}
	for _, work := range p.Work {
		if work.Image != "" {
			a.note(a.o.MediaURL(work.Image))
		}
	}
	return a.list("profile.json", out)
}

func valueOf(p models.Profile, f models.ProfileField) any {
	return map[models.ProfileField]any{
		models.FieldName: p.Name, models.FieldHeadline: p.Headline, models.FieldAbout: p.About, models.FieldServices: p.Services,
		models.FieldSkills: p.Skills, models.FieldBranches: p.Branches, models.FieldNeighbourhood: p.Neighbourhood,
		models.FieldPostcode: p.Postcode, models.FieldAvailability: p.Availability, models.FieldLanguages: p.Languages,
		models.FieldLinks: p.Links, models.FieldWork: p.Work, models.FieldPurpose: p.Purpose, models.FieldPhoto: p.Photo,
	}[f]
}

func (a *archive) follows() error {
	for name, read := range map[string]func(before string) ([]store.FollowItem, error){
		"following.json": func(before string) ([]store.FollowItem, error) {
			items, _, err := a.o.Store.Following(a.ctx, a.person.ID, true, store.Page{Before: before, Limit: page})
			return items, err
		},
		"followers.json": func(before string) ([]store.FollowItem, error) {
			items, _, err := a.o.Store.Followers(a.ctx, a.person.ID, store.Page{Before: before, Limit: page})
			return items, err
		},
	} {
		rows := []followRow{}
		for before := ""; ; {
			items, err := read(before)
			if err != nil {
				return err
			}
			for _, i := range items {
				rows = append(rows, followRow{i.Actor.URI, i.Follow.State, i.Follow.CreatedAt})
				before = i.Follow.ID
			}
			if len(items) < page {
				break
			}
		}
		if err := a.list(name, rows); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) memberships() error {
	list, err := a.o.Store.MembershipsOf(a.ctx, a.person.ID)
	if err != nil {
		return err
	}
	rows := []membershipRow{}
	for _, b := range list {
		m := b.Membership
		rows = append(rows, membershipRow{b.Collective.URI, b.Collective.DisplayName(), m.State, m.Role, m.Shown, m.OpenedAt})
	}
	return a.list("memberships.json", rows)
}

// signatures lists the codes of conduct that she signed, each as it was then.
func (a *archive) signatures() error {
	list, err := a.o.Store.Signatures(a.ctx, a.person.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	rows := make([]signatureRow, len(list))
	for i, s := range list {
		code, err := a.o.Store.Code(a.ctx, s.Version)
		if err != nil {
			return err
		}
		rows[i] = signatureRow{s.Version, s.Hash, s.SignedAt, code.Source}
	}
	return a.list("signatures.json", rows)
}

// devices lists where she is signed in, her passkeys, and the sites to which she
// let us vouch for her.
func (a *archive) devices() error {
	sessions, err := a.o.Store.Sessions(a.ctx, a.person.ID)
	if err != nil {
		return err
	}
	rows := []sessionRow{}
	for _, s := range sessions {
		rows = append(rows, sessionRow{s.Device, s.CreatedAt, s.UsedAt})
	}
	keys, err := a.o.Store.Credentials(a.ctx, a.person.ID)
	if err != nil {
		return err
	}
	passkeys := []passkeyRow{}
	for _, k := range keys {
		passkeys = append(passkeys, passkeyRow{k.Name, k.CreatedAt, k.UsedAt})
	}
	consents, err := a.o.Store.Consents(a.ctx, a.person.ID)
	if err != nil {
		return err
	}
	sites := []siteRow{}
	for _, c := range consents {
		sites = append(sites, siteRow{c.Origin, c.CreatedAt, c.UsedAt})
	}
	return errors.Join(a.list("devices.json", rows), a.list("passkeys.json", passkeys), a.list("sites.json", sites))
}

func (a *archive) mail() error {
	kept, err := a.o.Store.AddressOf(a.ctx, a.person.ID)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	address, pending, err := a.o.Store.OpenAddress(kept)
	if err != nil {
		return err
	}
	return a.list("mail.json", mailList{address, pending, kept.VerifiedAt, kept.Language, kept.Off})
}

func (a *archive) drafts() error {
	posts, err := a.o.Store.PendingPosts(a.ctx, a.person.ID)
	if err != nil || len(posts) == 0 {
		return err
	}
	rows := make([]draftRow, len(posts))
	for i, p := range posts {
		rows[i] = draftRow{p.CreatedAt, p.Note.Source}
	}
	return a.list("drafts.json", rows)
}

// plans lists the events that she has not published.
func (a *archive) plans() error {
	drafts, err := a.o.Store.Drafts(a.ctx, []string{a.person.ID})
	if err != nil || len(drafts) == 0 {
		return err
	}
	rows := make([]planRow, len(drafts))
	for i, d := range drafts {
		in := d.New
		rows[i] = planRow{Written: d.UpdatedAt, Title: in.Title, Summary: in.Summary, Text: in.Source, Place: in.Event.Place.Line()}
		if !in.Event.StartsAt.IsZero() {
			rows[i].Starts = &in.Event.StartsAt
		}
		for _, picture := range in.Attachments {
			a.note(picture.URL)
		}
	}
	return a.list("plans.json", rows)
}

// answers lists what she answered to events here.
func (a *archive) answers() error {
	given, err := a.o.Store.AnswersBy(a.ctx, a.person.ID)
	if err != nil || len(given) == 0 {
		return err
	}
	rows := make([]answerRow, len(given))
	for i, g := range given {
		rows[i] = answerRow{g.Event.URI, g.Event.Name, g.Attendance.State, g.Attendance.Shown, g.Attendance.Asked, g.Attendance.Remark, g.Attendance.CreatedAt, g.Attendance.UpdatedAt, !g.Attendance.Unreminded}
	}
	return a.list("answers.json", rows)
}

// tasks lists what she took on at events here.
func (a *archive) tasks() error {
	taken, err := a.o.Store.TasksBy(a.ctx, a.person.ID)
	if err != nil || len(taken) == 0 {
		return err
	}
	rows := make([]taskRow, len(taken))
	for i, t := range taken {
		rows[i] = taskRow{t.Event.URI, t.Event.Name, t.Task.TaskPlan.Label}
	}
	return a.list("tasks.json", rows)
}
