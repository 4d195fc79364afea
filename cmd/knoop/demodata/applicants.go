package demodata

// Applicant is somebody who asked to join and waits for an answer.
type Applicant struct {
	Name, Handle string
	Language     string
	Days         int      // for how long she has waited
	Answers      []string // one to each question of the collective
}

// questions are what all three ask of whoever wants to join.
var questions = []string{"Wat doe je, en voor wie?", "Wat zoek je bij ons?"}

var zuidoostApplicants = []Applicant{
	{
		Name: "Henk de Groot", Handle: "henk", Language: nl, Days: 6,
		Answers: []string{
			"Ik ben elektricien. Ik werk voor huurders en kleine winkels, vooral in Gein en Reigersbos: groepenkasten, licht, en uitzoeken waarom het er om zes uur uitvalt.",
			"Achtervang, want ik ben alleen en werd vorig jaar ziek. Anneke deed toen mijn boeken en zei dat ik eens bij jullie moest ontbijten. Ik breng zelf brood mee.",
		},
	},
	{
		Name: "Rosa Wijngaard", Handle: "rosa", Language: nl, Days: 2,
		Answers: []string{
			"Ik geef zwemles aan volwassenen die het nooit leerden. In kleine groepen, op de uren dat het bad stil is.",
			"Mensen die weten wie er in de buurt woont. De helft van mijn leerlingen komt via een buurvrouw, en ik ken er nog te weinig.",
		},
	},
}

var noorderwerfApplicants = []Applicant{
	{
		Name: "Ömer Kılıç", Handle: "omer", Language: nl, Days: 4,
		Answers: []string{
			"Ik maak messen en slijp die van een ander. Voor koks en slagers, en sinds kort voor een houtsnijder op de dijk.",
			"Een plek waar het mag vonken. Mijn schuur staat tegen een kinderkamer en na acht uur kan ik niets meer. Toezicht op zaterdag doe ik graag.",
		},
	},
}

var kadewestApplicants = []Applicant{
	{
		Name: "Saar Bakema", Handle: "saar", Language: nl, Days: 3,
		Answers: []string{
			"Ik schrijf de teksten bij tentoonstellingen, de bordjes die je leest of juist niet. Voor kleine musea, en één keer voor een tramhalte.",
			"Tegenlezers en een tafel met daglicht. Thuis schrijf ik voor niemand, en dat lees je terug.",
		},
	},
}
