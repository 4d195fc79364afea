package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// maxFollows bounds how many follows the page looks through.
const maxFollows = 500

type collectivesPage struct {
	render.Page
	Collectives []tieRow // collectives, with the tie between them and us
	Others      []tieRow // whom else we follow
	Followers   int      // all that follow us, also those not named
}

// tieRow is an actor elsewhere and how we are tied.
type tieRow struct {
	personRow
	Tie  string // class and symbol: vast, los
	Text string
}

// Collectives shows whom the collective follows and who follows it:
// /collectives.
func (p *Pages) Collectives(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	us, err := p.o.Store.Actor(ctx, n.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	page := &collectivesPage{Page: p.o.Render.Page(r, "")}
	following, err := allFollows(ctx, func(ctx context.Context, at store.Page) ([]store.FollowItem, int64, error) {
		return p.o.Store.Following(ctx, us.ID, true, at)
	})
	if err != nil {
		return fmt.Errorf("read following: %w", err)
	}
	total := int64(0)
	followers, err := allFollows(ctx, func(ctx context.Context, at store.Page) (items []store.FollowItem, n int64, err error) {
		items, total, err = p.o.Store.Followers(ctx, us.ID, at)
		return items, total, err
	})
	if err != nil {
		return fmt.Errorf("read followers: %w", err)
	}
	page.Followers = int(total)
	if us.HideFollows {
		following, followers = nil, nil
	}
	page.fill(following, followers)
	return p.o.Render.HTML(w, r, http.StatusOK, "collectives.html", page)
}

// allFollows reads page after page, up to maxFollows.
func allFollows(ctx context.Context, read func(context.Context, store.Page) ([]store.FollowItem, int64, error)) ([]store.FollowItem, error) {
	var all []store.FollowItem
	at := store.Page{Limit: 100}
	for len(all) < maxFollows {
		items, _, err := read(ctx, at)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if len(items) < at.Limit {
			break
		}
		at.Before = items[len(items)-1].Follow.ID
	}
	return all, nil
}

func (page *collectivesPage) fill(following, followers []store.FollowItem) {
	page.Title, page.Here = page.T("collectives.title"), "collectives"
	page.Description = page.T("collectives.lead", "Name", page.Site.Name)
	back := make(map[string]bool, len(followers))
	for _, f := range followers {
		back[f.Actor.ID] = true
	}
	known := make(map[string]bool, len(following))
	for _, f := range following {
		known[f.Actor.ID] = true
		row := page.tie(f, back[f.Actor.ID])
		if isCollective(f.Actor) {
			page.Collectives = append(page.Collectives, row)
		} else {
			page.Others = append(page.Others, row)
		}
	}
	for _, f := range followers {
		if isCollective(f.Actor) && !known[f.Actor.ID] {
			row := tieRow{personRow: page.person(f.Actor), Tie: "los", Text: page.T("collectives.follows_us")}
			page.Collectives = append(page.Collectives, row)
		}
	}
}

// tie says how we are tied to someone we follow or asked to: solid when both
// ends hold.
func (page *collectivesPage) tie(f store.FollowItem, back bool) tieRow {
	row := tieRow{personRow: page.person(f.Actor), Tie: "los"}
	switch {
	case f.Follow.State == models.FollowAsked:
		asked := page.Date(f.Follow.UpdatedAt.In(page.Site.Location))
		row.Text = page.T("collectives.asked_on", "Date", asked)
	case back:
		row.Tie, row.Text = "vast", page.T("collectives.both")
	case isCollective(f.Actor):
		row.Text = page.T("collectives.we_follow")
	default:
		row.Tie, row.Text = "vast", page.T("collectives.following")
	}
	return row
}

func (page *collectivesPage) person(a models.Actor) personRow {
	row := personRowOf(&page.Page, a)
	if row.Headline == "" {
		first, _, _ := strings.Cut(text.Plain(a.Summary), "\n\n")
		row.Headline = text.Truncate(text.Line(first), 140)
	}
	return row
}

func isCollective(a models.Actor) bool {
	return a.Kind == models.Group || a.Kind == models.Organization
}
