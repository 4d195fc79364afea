package web

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strconv"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/static/locales"
)

// vouched is what a node learns of a person of ours: what stands on her public
// page, and no more (IndieAuth 5.3.4).
type vouched struct {
	Me      string         `json:"me"`
	Profile vouchedProfile `json:"profile"`
}

type vouchedProfile struct {
	Name  string `json:"name"`
	URL   string `json:"url"`
	Photo string `json:"photo"`
}

// Token is where another node redeems a person's consent for who she is:
// POST /oauth/token. It takes no cookie and gives no token.
func (p *Pages) Token(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		return oauthError(w, "invalid_request", "a form is expected")
	}
	for _, name := range []string{"grant_type", "code", "client_id", "redirect_uri", "code_verifier"} {
		if values := r.PostForm[name]; len(values) != 1 || values[0] == "" || len(values[0]) > maxParameter {
			return oauthError(w, "invalid_request", name+" is expected once")
		}
	}
	if r.PostForm.Get("grant_type") != "authorization_code" {
		return oauthError(w, "unsupported_grant_type", "grant_type must be authorization_code")
	}
	a, err := p.o.Store.RedeemCode(ctx, r.PostForm.Get("code"), r.PostForm.Get("client_id"), r.PostForm.Get("redirect_uri"), r.PostForm.Get("code_verifier"))
	var refused *models.Error
	switch {
	case errors.As(err, &refused):
		p.o.Logger.WarnContext(ctx, "code refused", "request_id", render.RequestID(ctx), "reason", refused.Key)
		return oauthError(w, "invalid_grant", locales.For("en").T(refused.Key, refused.Args...))
	case err != nil:
		return err
	}
	who := vouched{a.URI, vouchedProfile{a.DisplayName(), p.o.Base.Profile(a.Handle), a.Icon}}
	if who.Profile.Photo == "" {
		who.Profile.Photo = p.o.Base.Portrait(a.Handle)
	}
	return oauthAnswer(w, http.StatusOK, who)
}

// oauthError tells a program what is wrong (RFC 6749 5.2).
func oauthError(w http.ResponseWriter, code, why string) error {
	return oauthAnswer(w, http.StatusBadRequest, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, why})
}

func oauthAnswer(w http.ResponseWriter, status int, answer any) error {
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the other node went away; nothing to mend
	return nil
}
