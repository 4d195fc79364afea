package auth

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/time/rate"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// Visitor is who asks: a person who signed in, here or through her own node, or
// nobody.
type Visitor = render.Visitor

// Options is what Auth needs.
type Options struct {
	Store  *store.Store
	Render *render.Renderer
	Origin string // decides the name of the cookie
	Logger *slog.Logger
	Clock  func() time.Time // nil: time.Now
}

// Auth recognises visitors by their session.
type Auth struct {
	o      Options
	cookie string
	cross  *http.CrossOriginProtection

	passkeys *webauthn.WebAuthn // nil: the origin can have none
	codes    attempts
}

// New makes an Auth.
func New(o Options) *Auth {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	a := &Auth{o: o, cookie: "knoop", cross: http.NewCrossOriginProtection(), codes: attempts{of: map[string]*rate.Limiter{}, now: o.Clock}}
	var err error
	if a.passkeys, err = relyingParty(o.Origin); err != nil {
		o.Logger.Warn("no passkeys on this address", "origin", o.Origin, "err", err)
	}
	if a.secure() {
		a.cookie = "__Host-knoop"
	}
	a.cross.AddInsecureBypassPattern("POST /oauth/token") // takes no cookie: other nodes redeem codes there
	return a
}

func (a *Auth) secure() bool { return strings.HasPrefix(a.o.Origin, "https://") }

// Who gives who asks, as Load found it.
func Who(r *http.Request) Visitor { return render.VisitorOf(r.Context()) }

// Load is middleware that finds out who asks.
func (a *Auth) Load(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie(a.cookie)
		if err != nil || c.Value == "" {
			next.ServeHTTP(w, r)
			return
		}
		ctx := r.Context()
		v, err := a.visitor(ctx, c.Value)
		switch {
		case err == nil:
			r = r.WithContext(render.WithVisitor(ctx, v))
		case models.KindOf(err) != "":
			a.clear(w) // no session, or one that is over
		default:
			// The store failed. The page may still be readable as nobody; a page
			// that needs a person will say so.
			a.o.Logger.ErrorContext(ctx, "session not read", "request_id", render.RequestID(ctx), "err", err)
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Auth) visitor(ctx context.Context, token string) (Visitor, error) {
	s, err := a.o.Store.SessionByToken(ctx, token)
	if err != nil {
		return Visitor{}, err
	}
	if s.Way != models.SignedInHere {
		return a.visiting(ctx, s)
	}
	actor, err := a.o.Store.Actor(ctx, s.ActorID)
	if err != nil {
		return Visitor{}, err
	}
	if actor.GoneAt != nil {
		return Visitor{}, models.Fail(models.Gone, "error.gone")
	}
	return a.known(ctx, s, actor, models.Orchestrator)
}

// known makes the visitor of a session: in the role she has now, which is that
// of whom she stands in for if that is higher, and most at most.
func (a *Auth) known(ctx context.Context, s models.Session, actor models.Actor, most models.Role) (Visitor, error) {
	role, err := a.o.Store.RoleNow(ctx, actor.ID)
	if err != nil {
		return Visitor{}, err
	}
	role = models.Lower(role, most)
	hats, err := a.o.Store.Hats(ctx, actor, role)
	if err != nil {
		return Visitor{}, err
	}
	signed, err := a.o.Store.Signature(ctx, actor.ID)
	if err != nil {
		return Visitor{}, err
	}
	var photo models.Photo
	if actor.Local && actor.Kind == models.Person {
		profile, err := a.o.Store.Profile(ctx, actor.ID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return Visitor{}, err
		}
		photo = profile.Photo
	}
	return Visitor{
		Photo: photo,
		Actor: &actor, Role: role, Signed: signed.Version, SessionID: s.ID, Way: s.Way, SignedInAt: s.CreatedAt, Stale: a.stale(s),
		Hat: models.Worn(hats, s.Hat), Hats: hats,
	}, nil
}
