package store

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/models"
)

// readsAll finds a plan's step that reads a table that grows from end to end.
var readsAll = regexp.MustCompile(`SCAN (objects|receipts|letters|actors|follows|reactions|activities|facts|events|profiles|profile_terms|directory_entries|link_proofs|[a-z])( |$)`)

// partial are the indexes that hold only a small part of their table.
var partial = regexp.MustCompile(`USING (COVERING )?INDEX (object_local|object_remembered|actor_handle|letter_due|event_start|fact_open|pending_due)`)

// countsAll are allowed to: knoop stats and knoop queue count everything.
var countsAll = regexp.MustCompile("(?i)^SELECT (count\\(\\*\\) FROM `|" + `host, state,|state, count|type, count)`)

// TestPlans_noQueryReadsAWholeTable runs the verbs and then asks SQLite how it
// went about each statement that they prepared.
func TestPlans_noQueryReadsAWholeTable(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, Options{Dir: t.TempDir(), Secret: models.Secret{1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	check := func(err error) {
		t.Helper()
		if err != nil && models.KindOf(err) == "" {
			t.Error(err)
		}
	}
	check(s.Migrate(ctx))
	n, err := s.SetUp(ctx, Setup{Origin: "https://a.example", HandleDomain: "a.example", Language: "nl", Timezone: "UTC", Name: "A", Handle: "a", OrchestratorName: "B", OrchestratorHandle: "b"})
	check(err)
	us := n.Collective
	ann, err := s.SaveRemoteActor(ctx, models.Actor{URI: "https://b.example/ann", Inbox: "https://b.example/ann/inbox"})
	check(err)
	collective, err := s.Actor(ctx, us)
	check(err)
	now := time.Now()

	_, err = s.ReceiveFollow(ctx, ann, collective, "https://b.example/f", nil)
	check(err)
	f, err := s.AskFollow(ctx, us, ann.ID)
	check(err)
	_, err = s.FollowAnswered(ctx, ann.ID, f.ActivityURI, us, true)
	check(err)
	_, err = s.KeepReceipts(ctx, []models.Receipt{{ActivityURI: "x"}})
	check(err)
	due, err := s.DueReceipts(ctx, now.Add(time.Hour), 5)
	check(err)
	for _, r := range due {
		check(s.RetryReceipt(ctx, r.ID, now, ""))
		check(s.FinishReceipt(ctx, r.ID, models.ReceiptApplied, ""))
	}
	_, err = s.SweepReceipts(ctx, now.Add(time.Hour))
	check(err)
	_, err = s.SweepRemembered(ctx, now.Add(time.Hour))
	check(err)
	_, err = s.Wanted(ctx, ann.ID, []string{"https://a.example/users/a"}, "https://a.example/notes/1")
	check(err)
	o, _, err := s.KeepObject(ctx, IncomingObject{Object: models.Object{URI: "https://b.example/1", Type: models.Note, ActorID: ann.ID, Visibility: models.Public}})
	check(err)
	_, err = s.ReviseObject(ctx, IncomingObject{Object: models.Object{URI: o.URI, Type: models.Note, ActorID: ann.ID, Updated: now.Add(time.Hour)}})
	check(err)
	_, err = s.React(ctx, models.Reaction{ActivityURI: "y", Kind: models.Like, ActorID: ann.ID, ObjectURI: o.URI})
	check(err)
	check(s.Unreact(ctx, ann.ID, "", models.Like, o.URI))
	_, _, err = s.ReactionCounts(ctx, o)
	check(err)
	note, err := s.PublishNote(ctx, NewNote{ActorID: us, Visibility: models.Public, Source: "x"})
	check(err)
	event, err := s.PublishEvent(ctx, NewEvent{ActorID: us, Title: "x", Event: models.Event{StartsAt: now}})
	check(err)
	_, _, err = s.Published(ctx, us, Page{Before: "z", Limit: 20})
	check(err)
	for _, followed := range []bool{false, true} {
		_, err = s.News(ctx, followed, Page{Before: "z"})
		check(err)
		_, err = s.News(ctx, followed, Page{})
		check(err)
	}
	for _, p := range []Page{{}, {Before: "z"}} {
		_, err = s.Tagged(ctx, "x", p)
		check(err)
	}
	for _, p := range []Page{{}, {Before: "z"}} {
		_, err = s.NewsOf(ctx, NewsFilter{Authors: []string{us}, Followed: []string{ann.ID}, Ours: true}, p)
		check(err)
	}
	for _, ours := range []bool{false, true} {
		_, err = s.Events(ctx, EventFilter{From: now, To: now.Add(time.Hour), Authors: []string{us}, OrOurs: ours})
		check(err)
	}
	for _, f := range []AgendaFilter{{From: now}, {From: now.AddDate(-1, 0, 0), To: now}, {From: now, To: now, Backward: true}} {
		_, err = s.Agenda(ctx, f)
		check(err)
	}
	_, err = s.Events(ctx, EventFilter{From: now, Agenda: true})
	check(err)
	_, err = s.InAgenda(ctx, event.ID)
	check(err)
	_, err = s.Answered(ctx, us)
	check(err)
	check(s.HeardFrom(ctx, []string{"b.example"}, now))
	_, err = s.LastHeard(ctx, []string{us, ann.ID})
	check(err)
	person, err := s.ActorByHandle(ctx, "b")
	check(err)
	for range 2 {
		held, err := s.HoldPost(ctx, NewPost{PersonID: person.ID, Note: NewNote{Visibility: models.Public, Source: "x"}})
		check(err)
		_, err = s.PendingPosts(ctx, person.ID)
		check(err)
		_, _, err = s.DuePosts(ctx, 10)
		check(err)
		check(s.TakeBackPost(ctx, held.ID, person.ID))
		_, err = s.HoldPost(ctx, NewPost{PersonID: person.ID, Note: NewNote{Visibility: models.Public, Source: "x"}, DraftID: held.ID})
		check(err)
	}
	soon, err := s.PublishEvent(ctx, NewEvent{ActorID: us, Title: "x", Event: models.Event{StartsAt: now.Add(20 * time.Hour), TakesRSVP: true}})
	check(err)
	task, err := s.AddTask(ctx, soon.ID, models.TaskPlan{Label: "x", Needed: 1})
	check(err)
	check(s.ClaimTask(ctx, task.ID, person))
	_, err = s.TasksBy(ctx, person.ID)
	check(err)
	_, err = s.StepReminders(ctx)
	check(err)
	for _, step := range []func(context.Context, string) (int64, error){s.remindGuests, s.tellHosts} { // also by night
		_, err = step(ctx, soon.ID)
		check(err)
	}
	_, err = s.HostedSoon(ctx, person.ID)
	check(err)
	_, err = s.AtDoor(ctx, soon.ID)
	check(err)
	_, err = s.Replies(ctx, note.URI, 10)
	check(err)
	for _, filter := range []EventFilter{{}, {From: now}, {ActorID: us, From: now, Backward: true}, {LocalOnly: true, To: now, Tag: "x"}} {
		_, err = s.Events(ctx, filter)
		check(err)
	}
	for _, p := range []Page{{}, {Before: "z"}} {
		_, _, err = s.Followers(ctx, us, p)
		check(err)
		_, _, err = s.Following(ctx, us, true, p)
		check(err)
	}
	b, err := s.ActorByHandle(ctx, "b")
	check(err)
	profile, err := s.Profile(ctx, b.ID)
	check(err)
	profile.Links, profile.Skills, profile.Discoverable = []models.ProfileLink{{URL: "https://b.example/"}}, []string{"x"}, true
	check(s.EditProfile(ctx, b.ID, profile))
	for _, filter := range []DirectoryFilter{
		{}, {Viewer: models.ForMembers, After: "a\x1fb"}, {Terms: map[models.TermKind][]string{models.TermSkill: {"x"}, models.TermBranch: {"y"}}, Text: "b z"},
	} {
		_, err = s.Directory(ctx, filter)
		check(err)
	}
	_, err = s.DirectoryChoices(ctx, models.ForMembers)
	check(err)
	links, err := s.DueLinks(ctx, now.Add(time.Hour), 5)
	check(err)
	for _, l := range links {
		check(s.LinkLooked(ctx, l.Looked(models.ProofFound, now)))
	}
	_, err = s.LinkProofs(ctx, b.ID)
	check(err)
	_, err = s.Profiles(ctx, []string{b.ID})
	check(err)
	_, err = s.EnterAllInDirectory(ctx)
	check(err)
	facts, err := s.OpenFacts(ctx, 10)
	check(err)
	for _, fact := range facts {
		id := models.NewID()
		check(s.FinishFact(ctx, Dispatch{
			FactID: fact.ID, Activities: []models.Activity{{ID: id, URI: id}},
			Letters: []models.Letter{{ID: id, ActivityID: id, State: models.LetterWaiting, Host: "b.example", Inbox: "x", OrderKey: "k", DueAt: now}},
		}))
	}
	for _, failing := range []bool{false, true} {
		claimed, err := s.ClaimLetters(ctx, LetterClaim{Now: now.Add(time.Hour), Until: now.Add(2 * time.Hour), Limit: 5, Failing: failing})
		check(err)
		for _, l := range claimed {
			check(s.SettleLetters(ctx, []Settlement{{Letter: l, State: models.LetterWaiting, Host: models.Host{Name: l.Host}.Failed(now, 0)}}))
			check(s.SettleLetters(ctx, []Settlement{{Letter: l, State: models.LetterDelivered, Host: models.Host{Name: l.Host}, InboxGone: true}}))
		}
	}
	_, _, err = s.NextLetterAt(ctx)
	check(err)
	check(s.HostAlive(ctx, "b.example"))
	check(s.ReleaseLetters(ctx, []string{"x"}))
	_, err = s.FollowerInboxes(ctx, us, "", 10)
	check(err)
	_, err = s.ToldInboxes(ctx, note.URI)
	check(err)
	_, err = s.Reach(ctx, note.URI)
	check(err)
	_, err = s.MoveFollows(ctx, ann, collective)
	check(err)
	_, err = s.Census(ctx)
	check(err)
	_, err = s.DeleteObject(ctx, event.ID)
	check(err)
	check(s.EraseObject(ctx, o.URI, ann.ID))
	check(s.EraseActor(ctx, ann.URI))

	e := s.engine.(*sqliteEngine)
	for name, p := range map[string]*statements{"write": e.write, "read": s.root.Load().ConnPool.(*statements)} {
		if len(p.kept) < 15 {
			t.Errorf("%s: only %d statements were looked at", name, len(p.kept))
		}
		for query := range p.kept {
			if strings.HasPrefix(query, "INSERT") || strings.HasPrefix(query, "SAVE") || strings.HasPrefix(query, "REL") || strings.HasPrefix(query, "BEGIN") || query == "COMMIT" || query == "ROLLBACK" || countsAll.MatchString(query) {
				continue
			}
			rows, err := e.reads.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
			if err != nil {
				t.Errorf("%v: %s", err, query)
				continue
			}
			var plan []string
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				plan = append(plan, step)
			}
			_ = rows.Close()
			for _, step := range plan {
				if readsAll.MatchString(step) && !partial.MatchString(step) {
					t.Errorf("%s\n\t%s", query, strings.Join(plan, "\n\t"))
				}
			}
			if testing.Verbose() {
				t.Logf("%s\n\t%s", query, strings.Join(plan, "\n\t"))
			}
		}
	}
}
