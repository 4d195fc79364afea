package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// Remote is what pages need of other servers.
type Remote interface {
	// Subscribe gives the address by which the server of acct (user@domain) lets
	// its people follow someone, with {uri} where that someone's id goes.
	Subscribe(ctx context.Context, acct string) (template string, err error)
	// Resolve finds the actor that a person means by user@domain or an address.
	Resolve(ctx context.Context, acct string) (models.Actor, error)
	// Can says whether an actor's server says that it can do something ("hats").
	Can(ctx context.Context, a models.Actor, feature string) (bool, error)
	// Write turns Markdown into HTML, and looks up who is named in it.
	Write(ctx context.Context, markdown string) (remote.Written, error)
	// Home finds a person of another node, and where that node signs her in.
	Home(ctx context.Context, acct string) (remote.Home, error)
	// Vouched gives the person for whom her home node vouches.
	Vouched(ctx context.Context, v remote.Voucher) (models.Actor, error)
	// Client reads who wants to know who a person of ours is.
	Client(ctx context.Context, id string) (remote.Client, error)
}

// Takeout writes all that is a person's own into an archive.
type Takeout interface {
	Write(ctx context.Context, w io.Writer, person models.Actor, language string) error
}

// Options is what Pages needs.
type Options struct {
	Store   *store.Store
	Render  *render.Renderer
	Auth    *auth.Auth
	Base    iri.Base
	Remote  Remote
	Media   *media.Store
	Logger  *slog.Logger     // nil: slog.Default
	Clock   func() time.Time // nil: time.Now
	Version string
	Mail    bool // whether this node can send mail
	Takeout Takeout
	// Calendars reads calendars elsewhere; nil: none are read.
	Calendars Calendars
	// EventText gives an event as note software shows it, in HTML; nil: not known.
	EventText func(models.Object, models.Event) string
}

// Pages answers requests for pages. Each method is a render.HandlerFunc.
type Pages struct {
	o Options
}

// New makes Pages.
func New(o Options) *Pages {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Pages{o: o}
}

// node gives the node, or NotFound before set-up: until then only the front page
// and the set-up link lead somewhere.
func (p *Pages) node(ctx context.Context) (models.Node, error) {
	n, err := p.o.Store.Node(ctx)
	if err != nil {
		return n, err
	}
	if !n.Ready() {
		return n, models.Fail(models.NotFound, "error.not_found")
	}
	return n, nil
}

// redirect sends the browser on with a GET.
func redirect(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
