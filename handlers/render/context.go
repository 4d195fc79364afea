package render

import (
	"context"
	"net/http"
)

type contextKey int

const (
	visitorKey contextKey = iota
	languageKey
	requestKey
)

// WithVisitor remembers who asks; handlers/auth does this.
func WithVisitor(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, visitorKey, v)
}

// VisitorOf gives who asks.
func VisitorOf(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey).(Visitor)
	return v
}

// WithRequestID remembers the number of the request: what a reader is shown
// when something fails inside, and what the log has beside it.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// RequestID gives the number of the request, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey).(string)
	return id
}

// LanguageOf gives the language chosen for this request by Language, or "".
func LanguageOf(ctx context.Context) string {
	lang, _ := ctx.Value(languageKey).(string)
	return lang
}

// Shared says whether the answer to this request is the same for everyone who
// asks it in the same language: a reading request by nobody in particular, with
// no notice waiting. Only such answers may be cached.
func Shared(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		!VisitorOf(r.Context()).SignedIn() && noticeOf(r) == "" && (!r.URL.Query().Has("lang") || cookieless(r.URL.Path))
}
