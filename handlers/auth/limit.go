package auth

import (
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"knoop/models"
)

// codeRate is how often recovery codes may be tried for one handle, from
// wherever: at once as often as a person mistypes, then once a minute.
const (
	codeRate  = time.Minute
	codeBurst = 10
	maxCodes  = 10_000 // handles remembered
)

// attempts counts tries by handle.
type attempts struct {
	mu  sync.Mutex
	of  map[string]*rate.Limiter
	now func() time.Time
}

// AllowCode says whether another recovery code may be tried for a handle;
// TooMany when there were too many.
func (a *Auth) AllowCode(handle string) error {
	handle = strings.ToLower(handle)
	t := &a.codes
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.of) >= maxCodes {
		clear(t.of) // a flood; better a fresh start than unbounded memory
	}
	l := t.of[handle]
	if l == nil {
		l = rate.NewLimiter(rate.Every(codeRate), codeBurst)
		t.of[handle] = l
	}
	if !l.AllowN(t.now(), 1) {
		return models.Fail(models.TooMany, "error.recovery_too_many", "Handle", handle, "RetryAfter", codeRate)
	}
	return nil
}
