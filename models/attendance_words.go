package models

import (
	"regexp"
	"strings"
)

// RSVPDoubtful is what a text says that speaks of coming, but not whether.
const RSVPDoubtful RSVP = "doubtful"

// maxAnswer bounds, in words, how long a text may be to be an answer; a longer
// one that speaks of coming is doubtful.
const maxAnswer = 60

// The words of an answer, in the order in which they are looked for; what is
// found is taken out, so that "ik kom" is not seen in "ik kom niet".
var (
	mentions  = regexp.MustCompile(`[@#][\p{L}\p{N}_.-]+(@[\p{L}\p{N}.:-]+)?`)
	addresses = regexp.MustCompile(`https?://\S+`)
	noWords   = regexp.MustCompile(`[^\p{L}\p{N}👍✅❌👎🤷]+`)

	// idle say nothing, though they hold a "no".
	idle = words(`geen (enkel )?probleem`, `no (problem|problemo|worries|doubt)`, `geen twijfel`, `zonder twijfel`, `nee (hoor )?geen grap`, `niet te laat`, `not (be )?late`)
	// eager are a yes in the form of a no.
	eager = words(`(kan|kunnen) (echt |bijna )?niet wachten`, `(wil|zou|wilde|ga) (ik )?(dit |dat |het |hem |deze |jullie )?(echt |zeker |voor geen goud )?niet (willen )?missen`,
		`mis (dit |dat |het |deze )?(echt |zeker )?niet`, `(cant|cannot|can not) wait`, `(wouldnt|wont|would not|will not|not going to|not gonna) (want to )?miss (it|this|that|out)?`)
	// undecided are a no that is taken back.
	undecided = words(`(ik )?(meld|zeg) (me |mij )?(\S+ )?niet af`, `niet (meer )?(af(melden|zeggen|gemeld|gezegd)|verhinderd)`, `(not|dont|wont|arent|isnt|isn t) (want to )?(cancel(l?ing)?|declin(e|ing)|bail(ing)?)`,
		`ik kom niet alleen`, `not coming alone`, `waarom niet`, `why not`, `(can|may|could) (i|we) (still |also )?(come|join|attend)`)
	// later are a friendly no.
	later   = words(`(misschien |wellicht |hopelijk |tot )?(een |de )?(andere|volgende) keer( misschien| wellicht| wel| beter| weer)?`, `((maybe|perhaps|see you) )?(next|another) time( maybe| perhaps)?`)
	refuses = words(
		`(ik |we |wij )?(kom|komen|ga|gaan|kan|kunnen|doe|doen|wil|zal) (ik |we |wij |er |je )?((helaas|toch|echt|er|dus|deze keer|dan|dit keer|daar|morgen|vanavond|vandaag|zeker|jammer genoeg|waarschijnlijk|komen|mee|meer|naar|bij|erbij|dinsdag|donderdag|maandag|woensdag|vrijdag|zaterdag|zondag) ){0,4}(niet|nie|nooit)( (mee|komen|meekomen|erbij zijn|bij zijn|zijn|meer|meedoen|gaan|aanwezig zijn|aanwezig))?`,
		`(ik |we )?ben (ik |er |helaas |toch |dus |dan |die dag |deze keer )*niet( (bij|erbij|aanwezig|in de gelegenheid|beschikbaar|van de partij))?`, `(we |wij )?zijn er (helaas |toch )*niet( bij)?`,
		`niet (aanwezig|erbij|van de partij|beschikbaar|in staat)`,
		`(ik )?(meld|schrijf|teken|zeg) (mij |me |ons |ik |hierbij |bij deze |helaas |toch |het |weer )*(af|uit)`, `afmeld(en|ing)`, `afgemeld`, `afzegg(en|ing)`, `afgezegd`, `uitschrijven`, `annul(eer|eren|ering)`,
		`(dat |dit |het )?lukt (mij |me |ons |helaas |toch |dit keer |deze keer |dan |echt |morgen |vanavond )*niet`, `(ik )?(red|haal) (het |dat |dit )?(helaas |toch |net |echt )*niet`, `gaat (helaas |mij |me |hem |het |echt |dus )*niet (worden|lukken|door|redden)`, `verhinderd`, `(ik )?moet (helaas )?(verstek laten gaan|overslaan|afhaken|passen)`, `(ik )?sla (\S+ )?over`, `(ik )?haak af`, `zonder (mij|me|ons)`, `geen tijd`, `geen zin`, `kan er (helaas |dan )?niet bij zijn`, `reken niet op (mij|me|ons)`, `tel (mij|me|ons) niet mee`, `trek (mij |me )?terug`,
		`(i |we )?(cant|cannot|can not|couldnt|wont|will not|am not able to|not able to|im unable to|unable to) (sadly |unfortunately |sorry )?(make|come|attend|join|be there|be able|go|do)( (it|to|come|make|attend|join|this time))*`,
		`(im |i am |we are |were )?(sadly |unfortunately |sorry )?not (sadly )?(be )?(coming|going|attending|joining|available|able|there|free)`, `wont be (there|able|coming|joining)`, `(cant|cannot)`, `count (me|us) out`, `im out`, `i am out`, `i m out`, `declin(e|ing)`, `cancel(l?ing|led)?`, `take me off`, `(have|need) to (cancel|pass|skip|miss)`, `(ill|i will) (pass|skip|miss|sit this one out)( this one)?`, `(ill|i will) have to (cancel|pass|skip|miss)`, `without me`, `no time`, `regrets`, `rsvp no`,
		`dont count on (me|us)`, `do not count on (me|us)`, `(i )?dont (think|believe) (i |ill |i will |i can |ill be )*(come|make|be there|coming|go)( it)?`, `❌`, `👎`)
	doubts = words(`(ik |we )?weet (het |ik |dat |we )?(nog )?niet( (zeker|of))?`, `(nog )?niet (helemaal |100 )?zeker`, `(ik |we )?twijfel(en)?`, `misschien`, `wellicht`, `mogelijk`, `onder voorbehoud`, `(ik |we )?(probeer|probeer er|zal proberen|ga proberen|proberen)( er)?( te)?( komen| bij te zijn| bij)?`, `hopelijk`, `als het (even )?(lukt|kan|meezit|past)`, `als ik (kan|tijd heb|het red|op tijd ben)`, `ik denk (dat ik kom|het wel|van wel)`, `denk het wel`, `waarschijnlijk( wel)?`, `ik hoop (er )?(te komen|bij te zijn|dat ik kan)`, `hoop erbij te zijn`, `(laat|hoor) (het )?nog (weten|van me)`,
		`maybe`, `perhaps`, `possibly`, `probably`, `might`, `(not|im not|i am not) (yet |quite |100 )?sure( yet)?`, `dont know( yet)?`, `do not know( yet)?`, `tentative(ly)?`, `(ill|i will|will|going to|gonna) try( to)?( (come|make it|be there))?`, `trying to( (come|make it|be there))?`, `if i can`, `if possible`, `hope to( (come|make it|be there))?`, `hopefully`, `i think (so|i can|i ll come|ill come)`, `🤷`)
	accepts = words(`(ik |we |wij )(kom|komen|ga|gaan|doe|doen)( (ook|graag|zeker|heel|er|gezellig|natuurlijk|wel|weer|dan|met|vast|mee|naar|aan))*`, `kom (ik |we )?(ook|graag|zeker|wel|er|eraan|mee|met|gezellig|langs)( (graag|zeker|naar|aan|bij))*`, `(ik )?zal er (zijn|bij zijn|zeker zijn)`, `kom ik( (graag|ook|zeker))*`, `(ik |we |wij )?(ben|zijn) (ik |er |ook |zeker |graag |natuurlijk |weer )*(bij|erbij|aanwezig|van de partij|present|van harte)`, `(ik |we )?(ben|zijn) er( (bij|zeker|ook|graag))*`, `erbij`, `aanwezig`, `present`,
		`(ik )?(meld|schrijf|geef) (mij |me |ons |ik |hierbij |bij deze |graag )*(aan|in|op)`, `aanmeld(en|ing)`, `aangemeld`, `opgeven`, `inschrijven`, `(ik )?(doe|ga|kom) (graag |ook |gezellig |zeker )*mee`, `reken (maar )?op (mij|me|ons)`, `tel (mij|me|ons) (maar |er |ook )*(mee|bij)`, `zet (mij|me|ons) (maar |er )*(op de lijst|erbij|bij|op)`, `je kunt op (mij|me) rekenen`, `tot (dan|morgen|vanavond|straks|daar|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)`, `(we |ik )?zie(n)? (jullie|je|elkaar) (dan|daar|er|morgen)`, `ja( hoor| graag| leuk| zeker| natuurlijk| prima)*`, `graag`, `zeker weten`, `jazeker`, `(heb|heeft) er zin in`, `zin in`,
		`count (me|us) in`, `(im|i m|i am|we are|were) (definitely |so |totally )*in`, `(ill|i will|i ll|well|we will|will|gonna|going to) (definitely |certainly |surely |gladly )*(be there|come|attend|join|make it|be joining|be coming)( (along|too|you))*`, `(im|i m|i am|we are|were) (definitely )*(coming|going|attending|joining)`, `^(definitely )?(coming|going|attending|joining)`, `i (can|shall) (come|make it|be there|attend)`, `see you (there|then|tomorrow|tonight|soon|all|monday|tuesday|wednesday|thursday|friday|saturday|sunday)`, `sign (me|us) up`, `put (me|us) down`, `rsvp yes`, `(yes|yep|yeah|yup|sure|absolutely|definitely|gladly)( please| thanks| thank you)*`, `(i )?(would|d) (love|like) to( (come|join|attend|be there))?`, `love to (come|join|attend|be there)`, `✅`, `👍`)
	// provisos make a yes one that depends.
	provisos = words(`als`, `mits`, `tenzij`, `indien`, `zolang`, `if`, `unless`, `provided`)
	// alone count only where they are all that is left.
	aloneNo = regexp.MustCompile(`^(sorry |helaas |no |nee |nope |nee hoor |jammer |unfortunately |sadly |not |niet |bedankt |dank |thanks |thank you |dit keer |deze keer |this time |me |voor mij |for me )+$`)
	saysNo  = words(`nee`, `no`, `nope`, `helaas`, `sadly`, `unfortunately`)
)

// words makes a pattern of phrases that match whole words.
func words(phrases ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?:^| )(?:` + strings.ReplaceAll(strings.Join(phrases, "|"), "^", "") + `)(?: |$)`)
}

// AnswerInWords reads what a reply to an announcement says of coming, in Dutch
// or English, formal or not: yes, maybe, no, or RSVPDoubtful when it speaks of
// coming and cannot be sure. "" when it does not speak of it at all: most replies
// are talk. text is plain.
func AnswerInWords(text string) RSVP {
	text = addresses.ReplaceAllString(mentions.ReplaceAllString(strings.ToLower(text), " "), " ")
	text = strings.NewReplacer("'", "", "’", "", "‘", "", "`", "", "´", "").Replace(text)
	if len(strings.Fields(text)) > maxAnswer {
		if answerIn(text) == "" {
			return ""
		}
		return RSVPDoubtful
	}
	var said, asked RSVP
	for _, sentence := range sentences(text) {
		found := answerIn(sentence.text)
		if found == "" {
			continue
		}
		if sentence.question {
			asked = RSVPDoubtful
			continue
		}
		said = together(said, found)
	}
	if said != "" {
		return said
	}
	return asked
}

// together joins what two sentences say: a doubt beside a yes is a doubt.
func together(a, b RSVP) RSVP {
	switch {
	case a == "" || a == b:
		return b
	case a == RSVPMaybe && b == RSVPYes, a == RSVPYes && b == RSVPMaybe:
		return RSVPMaybe
	}
	return RSVPDoubtful
}

// Words that one of the two languages has and the other does not, as an answer is
// made of them.
var (
	dutch   = words(`ik`, `we`, `wij`, `niet`, `geen`, `ja`, `nee`, `jazeker`, `helaas`, `graag`, `kom`, `komt`, `komen`, `kan`, `lukt`, `erbij`, `aanwezig`, `afmelden`, `aanmelden`, `afmelding`, `aanmelding`, `misschien`, `zeker`, `herinnering`, `tot`, `dan`, `bij`, `mee`, `verhinderd`, `en`, `het`, `een`)
	english = words(`i`, `im`, `ill`, `cant`, `wont`, `not`, `no`, `yes`, `yep`, `coming`, `come`, `there`, `sorry`, `maybe`, `perhaps`, `count`, `reminder`, `cancel`, `join`, `joining`, `see`, `you`, `be`, `the`, `and`, `make`, `sign`)
)

// AnswerLanguage gives the language in which an answer in words is: nl or en, and
// "" for one that does not tell. Many write Dutch in a program that says English of
// all they post.
func AnswerLanguage(text string) string {
	text = addresses.ReplaceAllString(mentions.ReplaceAllString(strings.ToLower(text), " "), " ")
	text = strings.NewReplacer("'", "", "’", "").Replace(text)
	var nl, en int
	for _, word := range strings.Fields(noWords.ReplaceAllString(text, " ")) {
		switch word = " " + word + " "; {
		case dutch.MatchString(word):
			nl++
		case english.MatchString(word):
			en++
		}
	}
	switch {
	case nl > en:
		return "nl"
	case en > nl:
		return "en"
	}
	return ""
}

type sentence struct {
	text     string
	question bool
}

// sentences cuts a text at its stops. Quoted lines are another's words.
func sentences(text string) []sentence {
	var out []sentence
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), ">") {
			continue
		}
		for line != "" {
			end := strings.IndexAny(line, ".!?\n;")
			if end < 0 {
				end = len(line) - 1
			}
			out = append(out, sentence{line[:end+1], line[end] == '?'})
			line = line[end+1:]
		}
	}
	return out
}

// answerIn reads one sentence.
func answerIn(s string) RSVP {
	s = " " + strings.TrimSpace(noWords.ReplaceAllString(s, " ")) + " "
	s = noWords.ReplaceAllString(s, " ")
	s, _ = without(s, idle)
	s, keen := without(s, eager)
	s, open := without(s, undecided)
	s, not := without(s, later)
	s, doubt := without(s, doubts)
	s, no := without(s, refuses)
	s, yes := without(s, accepts)
	no = no || not
	switch {
	case open:
		return RSVPDoubtful
	case keen && !no:
		return RSVPYes
	case no && yes:
		return RSVPDoubtful
	case no && doubt:
		return RSVPDoubtful
	case no:
		return RSVPNo
	case doubt && saysNo.MatchString(s):
		return RSVPDoubtful
	case doubt:
		return RSVPMaybe
	case yes && (provisos.MatchString(s) || saysNo.MatchString(s)):
		return RSVPDoubtful
	case yes:
		return RSVPYes
	case aloneNo.MatchString(strings.TrimLeft(s, " ")) && saysNo.MatchString(s):
		return RSVPNo
	}
	return ""
}

// without takes a pattern's phrases out of a sentence.
func without(s string, what *regexp.Regexp) (rest string, found bool) {
	for what.MatchString(s) {
		s, found = what.ReplaceAllString(s, " · "), true
	}
	return s, found
}
