package render

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"knoop/static/locales"
)

// LanguageCookie remembers the language a reader chose.
const LanguageCookie = "lang"

// Language is middleware that chooses the language of the answer and remembers
// it when the reader chose with ?lang=.
func (rd *Renderer) Language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := negotiate(r, rd.o.Site(r.Context()).Language)
		if chosen := r.URL.Query().Get("lang"); slices.Contains(locales.Languages(), chosen) {
			http.SetCookie(w, &http.Cookie{
				Name: LanguageCookie, Value: chosen, Path: "/", MaxAge: 365 * 24 * 3600,
				Secure: rd.https(), SameSite: http.SameSiteLaxMode, HttpOnly: true,
			})
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), languageKey, lang)))
	})
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
