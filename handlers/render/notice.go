package render

import (
	"net/http"
	"regexp"

	"knoop/static/locales"
)

// NoticeKind is how a notice looks.
type NoticeKind string

// The kinds of notice, each with its own sign.
const (
	NoticeOK   NoticeKind = "ok"
	NoticeWait NoticeKind = "wait"
	NoticeBad  NoticeKind = "bad"
)

// Notice is a message that stays on the page.
type Notice struct {
	Kind  NoticeKind
	Title string
	Text  string
	Href  string // of what can be done about it; "" for nothing
	Link  string // and its words
	once  bool   // came from a cookie that must be cleared
}

// Icon gives the symbol of the notice.
func (n Notice) Icon() string {
	switch n.Kind {
	case NoticeOK:
		return "vast"
	case NoticeWait:
		return "los"
	}
	return "let-op"
}

// NoticeCookie carries the key of one notice over a redirect.
const NoticeCookie = "knoop-notice"

// noticeKey is what may be carried: sentences of ours that say nothing of
// anybody, so that nobody can make us say something by planting a cookie.
var noticeKey = regexp.MustCompile(`^[a-z]{1,30}\.notice_[a-z_]{1,40}$`)

// notGood are those that say that something did not go as meant.
var notGood = map[string]bool{"write.notice_late": true}

// Say makes the next page show a notice: key is AREA.notice_NAME in the catalogues,
// a sentence without values.
func (rd *Renderer) Say(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{
		Name: NoticeCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true,
		Secure: rd.https(), SameSite: http.SameSiteLaxMode,
	})
}

func noticeOf(r *http.Request) string {
	c, err := r.Cookie(NoticeCookie)
	if err != nil || !noticeKey.MatchString(c.Value) || !locales.For("").Has(c.Value) {
		return ""
	}
	return c.Value
}

func clearNotice(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: NoticeCookie, Path: "/", MaxAge: -1, HttpOnly: true})
}
