package vocab

import (
	"html"
	"strings"

	"knoop/models"
)

// became says what became of an event that moved or was cancelled: when and
// where it was, and why.
func (w *Writer) became(e models.Event) []string {
	var out []string
	if e.Previous != nil && e.Status != models.EventCancelled {
		out = append(out, w.say.T("federation.event_was", "When", w.When(e.Was())))
	}
	if e.Reason != "" {
		out = append(out, w.say.T("federation.event_reason", "Reason", e.Reason))
	}
	return out
}

// access says whether one gets in without steps, if that is known.
func (w *Writer) access(e models.Event) []string {
	key := ""
	switch e.StepFree {
	case models.StepFreeYes:
		key = "federation.event_step_free"
	case models.StepFreeNo:
		key = "federation.event_steps"
	default:
		return nil
	}
	if e.StepFreeNote != "" {
		return []string{w.say.T(key+"_note", "Note", e.StepFreeNote)}
	}
	return []string{w.say.T(key)}
}

// eventContent is the description as event software shows it. What has no
// property that such software reads stands around it in words.
func (w *Writer) eventContent(o models.Object, e models.Event) string {
	paragraph := func(lines []string) string {
		if len(lines) == 0 {
			return ""
		}
		return "<p>" + html.EscapeString(strings.Join(lines, " ")) + "</p>"
	}
	before := w.became(e)
	if word := w.statusWord(e); word != "" && len(before) > 0 {
		before = append([]string{word}, before...)
	}
	return paragraph(before) + o.Content + paragraph(append(w.together(e), w.access(e)...))
}

// withRoom gives the place with the room in its name, where everyone reads it.
func withRoom(e models.Event) models.Place {
	p := e.Place
	switch {
	case e.Room == "":
	case p.Name == "":
		p.Name = e.Room
	default:
		p.Name += ", " + e.Room
	}
	return p
}
