package feeds

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"knoop/models"
	"knoop/models/calendar"
)

// Private is what one person said yes to here: /calendar/TOKEN.ics. Whoever has
// the address reads it, and nobody else finds it.
func (f *Feeds) Private(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "no-referrer")
	a, err := f.ask(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	owner, err := f.o.Store.CalendarOwner(ctx, mux.Vars(r)["token"])
	if err != nil {
		return err
	}
	role, err := f.o.Store.RoleNow(ctx, owner.ID)
	if err != nil {
		return fmt.Errorf("read role: %w", err)
	}
	yes, err := f.o.Store.SaidYes(ctx, owner.ID, f.o.Clock().Add(-kept))
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	items := make([]calendar.Item, len(yes))
	for i, one := range yes {
		item := itemOf(a, one.EventItem)
		item.Tentative = one.State == models.AttendanceWaiting
		if item.Tentative {
			item.Title = a.words.T("calendar.waiting") + ": " + item.Title
		}
		if contact := one.Event.Contact; contact != "" && models.Can(role, models.SeeMemberFields) {
			item.Description = a.words.T("event.contact") + ": " + contact + "\n\n" + item.Description
		}
		items[i] = item
	}
	feed := calendar.Feed{Name: a.words.T("calendar.mine", "Name", a.by.DisplayName()), Zone: a.node.Location(), Refresh: refresh, Items: items}
	var body bytes.Buffer
	if err := calendar.Write(&body, feed); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h.Set("ETag", tag)
	given := strings.Split(strings.Join(r.Header.Values("If-None-Match"), ","), ",")
	if slices.ContainsFunc(given, func(s string) bool { return strings.TrimPrefix(strings.TrimSpace(s), "W/") == tag }) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return deliver(w, calendar.MediaType, &body)
}
