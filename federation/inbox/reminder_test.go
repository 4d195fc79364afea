package inbox_test

import (
	"testing"

	"knoop/models"
)

// "geen herinnering" is a wish and no answer; beside an answer it is both.
func TestReminder_isAskedForAndOffInWords(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	o := w.gathering(0, true)
	cor := masto.Person("cor")
	reply := func(text string) {
		d := cor.Note("<p>"+text+"</p>", w.us.URI)
		d["inReplyTo"] = o.NoteURI
		w.tell(cor, cor.Create(d))
	}
	unreminded := func() bool {
		a, _, err := w.store.AnswerOf(w.ctx, o.ID, w.row(cor).ID)
		if err != nil {
			t.Fatal(err)
		}
		return a.Unreminded
	}
	reply("Ik kom graag! Geen herinnering nodig.")
	if w.state(o, cor) != models.AttendanceComing || !unreminded() {
		t.Errorf("she is %q, reminded %v", w.state(o, cor), !unreminded())
	}
	reply("Stuur toch graag een herinnering")
	if w.state(o, cor) != models.AttendanceComing || unreminded() {
		t.Errorf("after all: she is %q, reminded %v", w.state(o, cor), !unreminded())
	}
	reply("@mokum geen herinnering")
	if w.state(o, cor) != models.AttendanceComing || !unreminded() || w.facts(models.AttendanceDoubtedFact) != 0 {
		t.Errorf("no more: she is %q, reminded %v", w.state(o, cor), !unreminded())
	}
}
