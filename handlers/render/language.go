package render

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"knoop/static/locales"
)

// Printer says things in one language; pages and parts of pages carry one.
type Printer = locales.Printer

// Languages gives the codes of the languages we speak.
func Languages() []string { return locales.Languages() }

// LanguageCookie remembers the language a reader chose.
const LanguageCookie = "lang"

// Language is middleware that chooses the language of the answer and remembers
// it when the reader chose with ?lang=.
func (rd *Renderer) Language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := negotiate(r, rd.fallback(r.Context()))
		if chosen := r.URL.Query().Get("lang"); slices.Contains(locales.Languages(), chosen) && !cookieless(r.URL.Path) {
			http.SetCookie(w, &http.Cookie{
				Name: LanguageCookie, Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
				Secure: rd.https(), SameSite: http.SameSiteLaxMode, HttpOnly: true,
			})
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), languageKey, lang)))
	})
}

// fallback gives the node's language. Every request passes here, deliveries to
// an inbox too, so it is read from the store no more than once: set-up decides
// it. Page follows should it ever change.
func (rd *Renderer) fallback(ctx context.Context) string {
	if known := rd.language.Load(); known != nil {
		return *known
	}
	lang := rd.o.Site(ctx).Language
	rd.remember(lang)
	return lang
}

func (rd *Renderer) remember(lang string) {
	if known := rd.language.Load(); lang != "" && (known == nil || *known != lang) {
		rd.language.Store(&lang)
	}
}

func negotiate(r *http.Request, fallback string) string {
	var cookie, query string
	if c, err := r.Cookie(LanguageCookie); err == nil {
		cookie = c.Value
	}
	if r.URL.RawQuery != "" {
		query = r.URL.Query().Get("lang")
	}
	return locales.Negotiate(query, cookie, "", r.Header.Get("Accept-Language"), fallback)
}

func (rd *Renderer) https() bool { return strings.HasPrefix(rd.o.Origin, "https://") }
