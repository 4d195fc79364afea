package models_test

import (
	"testing"

	"knoop/models"
)

func TestReminderInWords(t *testing.T) {
	for want, texts := range map[string]map[string]models.RSVP{
		"no": {
			"geen herinnering": "", "Geen herinnering graag.": "", "@mokum@mokum.example geen herinnering": "", "Ik kom, geen herinnering nodig": models.RSVPYes,
			"ik kom. geen herinnering": models.RSVPYes, "Stuur me geen herinnering": "", "Ik wil geen herinnering": "", "geen reminder svp": "", "herinner me niet": "", "Ik hoef geen herinneringen meer": "",
			"Misschien kom ik. Geen herinnering.": models.RSVPMaybe, "Afmelden, geen herinnering": models.RSVPNo,
			"no reminder": "", "No reminder please!": "", "I’ll be there, no reminder needed": models.RSVPYes, "don't remind me": "", "Please don’t send me a reminder": "", "I don't need a reminder": "",
		},
		"yes": {
			"wel een herinnering": "", "Herinner me er maar aan": "", "toch graag een herinnering": "", "Ik kom! Herinner me even.": models.RSVPYes,
			"remind me": "", "please send me a reminder": "", "I'm coming. Remind me please": models.RSVPYes,
		},
		"": {
			"ik kom": models.RSVPYes, "Krijg ik geen herinnering?": "", "Wat een herinneringen roept dat op": "", "nice memories": "", "": "", "Kan ik komen?": models.RSVPDoubtful,
		},
	} {
		for text, says := range texts {
			wish, rest := models.ReminderInWords(text)
			got := ""
			if wish != nil {
				got = map[bool]string{true: "yes", false: "no"}[*wish]
			}
			if got != want {
				t.Errorf("%q asks for %q, want %q", text, got, want)
			}
			if answer := models.AnswerInWords(rest); answer != says {
				t.Errorf("%q answers %q by %q, want %q", text, answer, rest, says)
			}
		}
	}
}
