package models

import "strings"

var (
	noReminder = words(`(stuur |geef )?(me |mij |ik )?(wil |hoef |hoeft |graag |liever |alsjeblieft |aub |svp )*(geen|zonder) (herinnering(en)?|reminders?|seintje)( meer)?( graag| svp| aub| alsjeblieft| nodig| van tevoren| te krijgen| hoor)*`,
		`(ik )?(hoef|wil) (geen|niet) (een )?(herinnerd( te)?( worden)?|herinnering(en)?)`, `herinner (me|mij) (er )?(maar |alsjeblieft )?niet( aan)?`, `(je )?hoeft (me|mij) niet te herinneren`,
		`(please )?(send |give )?(me )?(no|without( a)?) (more )?reminders?( please| needed| necessary)*`, `(please )?(do not|dont) (send (me )?(a |any )?reminders?|remind me)( please)?`, `i (do not|dont) (need|want) (a |any )?reminders?`, `i need no reminders?`, `stop (the |with the |sending )?(reminders?|herinneringen)`)
	aReminder = words(`(stuur |geef )?(me |mij )?(toch |wel |graag |alsjeblieft )*(wel|toch|graag) (een )?herinnering( graag| svp| aub| alsjeblieft)*`, `herinner (me|mij)( er)?( maar| graag| even| alsjeblieft)*( aan)?`,
		`(please )?(send me a reminder|remind me)( please)?`, `(i )?(do )?(want|would like) a reminder( please)?`)
)

// ReminderInWords reads whether a text asks for no reminder, or for one after all;
// nil when it does neither. rest is the text without it, in which the answer stands.
func ReminderInWords(text string) (wish *bool, rest string) {
	plain := strings.NewReplacer("'", "", "’", "", "‘", "", "`", "", "´", "").Replace(strings.ToLower(addresses.ReplaceAllString(mentions.ReplaceAllString(text, " "), " ")))
	if len(strings.Fields(plain)) > maxAnswer {
		return nil, text
	}
	for _, one := range sentences(plain) {
		clean := " " + strings.TrimSpace(noWords.ReplaceAllString(one.text, " ")) + " "
		clean, no := without(clean, noReminder)
		clean, yes := without(clean, aReminder)
		if (no || yes) && !one.question {
			w := yes && !no
			wish = &w
		}
		rest += strings.ReplaceAll(clean, "·", " ") + ". "
	}
	if wish == nil {
		return nil, text
	}
	return wish, rest
}
