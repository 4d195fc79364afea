package auth

import (
	"fmt"
	"net/http"
	"strings"

	"knoop/models"
)

// Start gives the browser its session.
func (a *Auth) Start(w http.ResponseWriter, token string) {
	c := a.bare()
	c.Value = token
	c.MaxAge = int(models.SessionLife.Seconds())
	http.SetCookie(w, c)
}

// End ends the visitor's session here and in her browser. For nobody it only
// clears the cookie.
func (a *Auth) End(w http.ResponseWriter, r *http.Request) error {
	a.clear(w)
	v := Who(r)
	if v.SessionID == "" {
		return nil
	}
	if err := a.o.Store.EndSession(r.Context(), v.SessionID); err != nil && models.KindOf(err) != models.NotFound {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

func (a *Auth) clear(w http.ResponseWriter) {
	c := a.bare()
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func (a *Auth) bare() *http.Cookie {
	return &http.Cookie{Name: a.cookie, Path: "/", HttpOnly: true, Secure: a.secure(), SameSite: http.SameSiteLaxMode}
}

// Device names a browser for the list of sessions, from its User-Agent: "Firefox,
// Android". What it does not know it calls by the header's first word.
func Device(r *http.Request) string {
	ua := r.UserAgent()
	browser := firstOf(ua, "Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := firstOf(ua, "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS X", "macOS", "Linux", "Linux")
	switch {
	case browser != "" && system != "":
		return browser + ", " + system
	case browser != "" || system != "":
		return browser + system
	}
	word, _, _ := strings.Cut(ua, " ")
	return word[:min(len(word), 40)]
}

// firstOf gives the name that goes with the first sign found; signs and names
// alternate.
func firstOf(s string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.Contains(s, pairs[i]) {
			return pairs[i+1]
		}
	}
	return ""
}
