package render

import "net/http"

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
	once  bool // came from a cookie that must be cleared
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

// notices are the keys that may be carried, so that nobody can make us say
// something by planting a cookie.
var notices = map[string]bool{
	"profile.notice_saved":      true,
	"hat.notice_changed":        true,
	"write.notice_back":         true,
	"write.notice_deleted":      true,
	"write.notice_dropped":      true,
	"write.notice_edited":       true,
	"write.notice_late":         true,
	"write.notice_posted":       true,
	"welcome.notice_ready":      true,
	"welcome.notice_signed_in":  true,
	"welcome.notice_signed_out": true,
	"visit.notice_mailed":       true,
	"consent.notice_revoked":    true,
	"mailroom.notice_asked":     true,
	"mailroom.notice_proved":    true,
	"mailroom.notice_removed":   true,
	"mailroom.notice_saved":     true,
	"mailroom.notice_test":      true,
}

// notGood are those of them that say that something did not go as meant.
var notGood = map[string]bool{"write.notice_late": true}

// Say makes the next page show a notice: key is one of the welcome.notice keys.
func (rd *Renderer) Say(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{
		Name: NoticeCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true,
		Secure: rd.https(), SameSite: http.SameSiteLaxMode,
	})
}

func noticeOf(r *http.Request) string {
	c, err := r.Cookie(NoticeCookie)
	if err != nil || !notices[c.Value] {
		return ""
	}
	return c.Value
}

func clearNotice(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: NoticeCookie, Path: "/", MaxAge: -1, HttpOnly: true})
}
