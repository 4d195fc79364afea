package handlers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/fed"
	"knoop/handlers/feeds"
	"knoop/handlers/render"
	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/static"
)

// Options is what the table needs.
type Options struct {
	Origin         string
	Store          *store.Store
	Render         *render.Renderer
	Auth           *auth.Auth
	Pages          *web.Pages
	Fed            *fed.Server
	Feeds          *feeds.Feeds
	Media          *media.Store
	TrustedProxies []netip.Prefix
	RateLimit      bool
	Alive          func() error // nil when the workers are alive
	Logger         *slog.Logger
	Clock          func() time.Time // nil: time.Now
}

// New makes the node's handler: the route table within its chain.
func New(o Options) (http.Handler, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	m, err := router(o, table(o))
	if err != nil {
		return nil, err
	}
	outer := http.NewServeMux()
	outer.Handle("/static/", static.Handler())
	outer.Handle("/", o.Auth.Load(o.Auth.Protect(m)))
	var h http.Handler = outer
	for _, layer := range []func(http.Handler) http.Handler{
		readable(o.Render), o.Render.Language, secured(strings.HasPrefix(o.Origin, "https://")), recovered(o.Render, o.Logger), logged(o.Logger, o.Clock), numbered,
	} {
		h = layer(h)
	}
	return h, nil
}

// media serves a picture of ours: by the hash of its bytes, so for ever.
func (o Options) media(w http.ResponseWriter, r *http.Request) error {
	name := mux.Vars(r)["name"]
	f, err := o.Media.File(name)
	switch {
	case !media.ValidName(name) || errors.Is(err, fs.ErrNotExist):
		return models.Fail(models.NotFound, "error.not_found")
	case err != nil:
		return fmt.Errorf("open picture: %w", err)
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", media.MediaType(name))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Access-Control-Allow-Origin", "*")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// robots leaves everything open, NodeInfo above all: peers ask here before
// they read it (docs/peers.md 8).
func robots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte("User-agent: *\nDisallow: /welcome/\nDisallow: /apply/\nDisallow: /join/\nDisallow: /unsubscribe/\nDisallow: /answer/\nDisallow: /coming/\nDisallow: /interact\n"))
	return err
}

// embedScript is what a script tag of another site runs: it puts the frame of
// /embed/agenda there.
func embedScript(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, err := w.Write([]byte(static.EmbedScript()))
	return err
}

func healthy(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write([]byte("ok\n"))
	return err
}

// ready answers 200 when the database can be written and the workers are
// alive, else 503 and why.
func (o Options) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	err := o.Store.Ping(ctx)
	if err == nil && o.Alive != nil {
		err = o.Alive()
	}
	if err != nil {
		o.Logger.ErrorContext(ctx, "not ready", "err", err)
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return nil
	}
	return healthy(w, r)
}
