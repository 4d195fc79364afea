package models_test

import (
	"strings"
	"testing"

	"knoop/models"
)

func TestAnswerInWords_readsBothLanguages(t *testing.T) {
	for want, texts := range map[models.RSVP][]string{
		models.RSVPYes: {
			"ik kom", "Ik kom!", "Ik kom graag", "@mokum@mokum.example ik kom", "@mokum Ja, ik kom zeker.", "ja", "Ja graag", "Ja leuk!",
			"ik ben erbij", "Ik ben er bij", "ben erbij", "Ben er ook bij 🎉", "We komen met z’n tweeën", "Ik ga mee", "Ik doe mee", "doe mee!",
			"Hierbij meld ik mij aan", "Graag meld ik me aan", "Ik meld me aan", "aanmelden", "schrijf me in", "Ik geef me op", "tel mij mee",
			"Reken maar op mij", "Ik ben van de partij", "Zet me maar op de lijst", "Wij zijn aanwezig", "aanwezig", "Tot dan!", "Tot dinsdag", "graag",
			"Gezellig, ik kom ook", "Ik ben er", "zeker weten", "Geen probleem, ik kom", "Kan niet wachten!", "Dit wil ik niet missen", "Ik zal er zijn",
			"Wat leuk! Komt Jan ook? Ik kom in ieder geval.", "👍", "✅ ik kom",
			"I'm coming", "I’m in", "count me in", "Count us in!", "I'll be there", "I will attend", "I will be there, thanks", "yes", "Yes please", "Yep",
			"Sign me up", "see you there", "See you Tuesday!", "I am attending", "Going!", "I'd love to come", "sure", "We’ll be there", "no problem, I'll be there",
			"Wouldn't miss it", "can't wait", "I'm definitely in",
		},
		models.RSVPNo: {
			"ik kom niet", "Ik kom helaas niet", "ik kom toch niet", "Ik kan niet", "kan niet", "Kan helaas niet", "Ik kan er niet bij zijn", "Ik kan dan niet",
			"afmelden", "Afmelden.", "Ik meld me af", "Hierbij meld ik mij af", "ik zeg af", "Ik moet helaas afzeggen", "Ik ben er niet", "Ik ben er niet bij", "Ik ben er helaas niet bij",
			"Ik ben verhinderd", "Helaas verhinderd", "Lukt niet", "Dat lukt me helaas niet", "Ik red het niet", "ik haal het niet", "Ik ga niet", "Ik ga niet mee", "ik doe niet mee",
			"Reken niet op mij", "tel mij niet mee", "nee", "Nee, helaas", "Nee sorry", "Sorry, nee", "Helaas", "Helaas, ik kan niet", "Nee, misschien volgende keer", "Volgende keer!", "Geen tijd",
			"Ik sla over", "Ik haak af", "Zonder mij", "ik kom zeker niet", "Ik kom morgen niet", "Wij komen niet", "Ik kan vanavond niet komen", "Ik ben niet aanwezig", "Niet aanwezig", "Gaat niet lukken", "@mokum sorry, kan niet", "❌",
			"I can't make it", "I can’t come", "cannot attend", "I won't be there", "I will not attend", "not coming", "I'm not coming", "I'm not going", "Sorry, not able to come",
			"unable to attend", "Count me out", "I'm out", "no", "No, sorry", "nope", "cancel", "I have to cancel", "Next time!", "I'll pass", "I'm afraid I can't", "Unfortunately I cannot make it", "sadly, no", "I don't think I can come",
		},
		models.RSVPMaybe: {
			"misschien", "Misschien kom ik", "Ik kom misschien", "misschien, ik weet het nog niet", "Wellicht", "Onder voorbehoud", "Weet het nog niet", "Nog niet zeker", "Ik probeer te komen",
			"Ik kom als het lukt", "Hopelijk!", "Ik denk dat ik kom", "ik twijfel", "Waarschijnlijk wel", "Ja, misschien",
			"maybe", "Maybe!", "I might come", "not sure yet", "I'm not sure", "Perhaps", "I'll try to make it", "I'll come if I can", "Hopefully", "Tentatively yes", "probably", "I don't know yet",
		},
		models.RSVPDoubtful: {
			"Kan ik komen?", "Ik kom niet alleen", "Ik kom, maar Ans kan niet", "Ik wil me niet afmelden", "Ik meld me niet af", "Ik kom als het droog is", "Ik kom, tenzij het regent", "I'll come unless it rains",
			"Misschien kan ik niet", "maybe not, I can't", "Waarom niet", "Why not", "Nee, ik kom", "I'm not cancelling", "Ik kom niet. Of ja, ik kom wel.", "Can I come?", "Zal ik me aanmelden?",
			"Ik kom " + strings.Repeat("en dan vertel ik over mijn werk ", 20),
		},
		"": {
			"", "Wat een mooie plek", "Is er parkeerruimte?", "Hoe laat begint het?", "Leuk initiatief", "What a lovely place", "Komt Jan ook?", "Who is speaking?", "Succes ermee", "Mooi affiche", "Mijn collega komt",
			"> ik kom\nwat bedoel je", "https://example.org/ik-kom", "#ikkom", "Dit is niet de juiste datum", "Is there no lift", "Koffie!", "@ja@nee.example",
			strings.Repeat("Een lang verhaal over van alles en nog wat. ", 20),
		},
	} {
		for _, text := range texts {
			if got := models.AnswerInWords(text); got != want {
				t.Errorf("%q is read as %q, want %q", text, got, want)
			}
		}
	}
}

func FuzzAnswerInWords(f *testing.F) {
	for _, s := range []string{"ik kom", "ik kom niet", "👍?", "> a\n\n", "’ik", ". . ?"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		switch got := models.AnswerInWords(s); got {
		case "", models.RSVPYes, models.RSVPMaybe, models.RSVPNo, models.RSVPDoubtful:
		default:
			t.Errorf("%q is %q", s, got)
		}
	})
}

func TestAnswerLanguage_isOfTheWords(t *testing.T) {
	for text, want := range map[string]string{
		"@kade@kade.example Helaas, afmelden": "nl", "Ik kom graag!": "nl", "geen herinnering": "nl", "Tot dan": "nl",
		"I’ll be there": "en", "Sorry, can't make it": "en", "count me in": "en", "no reminder": "en",
		"👍": "", "": "", "ok": "", "https://i.example/the @you": "",
	} {
		if got := models.AnswerLanguage(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}
