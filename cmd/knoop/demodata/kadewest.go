package demodata

import (
	"time"

	"knoop/models"
)

var (
	sluis = at(models.Place{
		Name: "Kade West", Street: "Sluisstraat 40", Postcode: "1057 AA", Locality: "Amsterdam", Country: "NL",
	}, 52.3706, 4.8557)
	lus = at(models.Place{
		Name: "Café De Lus", Street: "Lusplein 1", Postcode: "1057 AB", Locality: "Amsterdam", Country: "NL",
	}, 52.3689, 4.8571)
)

func kadewest() Collective {
	return Collective{
		Handle: "kade", Name: "Kade West", Host: "kadewest", Port: 8083,
		Accent: "baksteen", Logo: "l-kadewest",
		Headline: "Wie schrijft, tekent, filmt of vertelt",
		About:    "Makers van tekst en beeld in De Baarsjes en Bos en Lommer. We lezen elkaar tegen, delen wat we vragen en nemen samen de opdrachten aan die voor één te groot zijn.",
		Card: models.Card{
			Claim:   "Wie schrijft, tekent, filmt of vertelt",
			Lead:    "Kade West is het collectief van makers van tekst en beeld in De Baarsjes en Bos en Lommer. We lezen elkaar tegen, delen onze tarieven en drinken op vrijdag een glas.",
			ForWhom: "Wie schrijft, tekent, filmt of vertelt in West.",
			WhatFor: "Samen grotere opdrachten aannemen, kennis over tarieven.",
			NotFor:  "Bureaus met personeel.",
			Brings:  "Eén avond per kwartaal je kennis delen.",
			Gives:   "Tarievenboek, tegenlezers, vrijdagborrel.",
			Area:    "De Baarsjes en Bos en Lommer",
			Contact: "hallo@kadewest.example",
		},
		Since:         ago(300),
		Members:       kadewestMembers,
		Codes:         codes("Wij lezen elkaar tegen, met een potlood en met geduld."),
		Questions:     questions,
		Applicants:    kadewestApplicants,
		PresentMember: "meilin",
		Notes:         kadewestNotes,
		Events:        kadewestEvents,
		FreshNotes: []Note{
			{Language: nl, Text: "Vanaf vandaag lees je hier ook wat Zuidoost Zelfstandig en Noorderwerf plannen. Drie agenda’s, één blik. Zie je een dubbele avond, zeg het."},
		},
		FreshEvents: []Event{
			{
				Title: "Vrijdagborrel met de buren", Language: nl,
				Summary: "Noorderwerf en Zuidoost Zelfstandig schuiven aan.",
				Text:    "Eén avond, drie collectieven, geen toespraken. Wie het verst fietst krijgt het eerste glas. #borrel",
				On:      week(1, time.Friday), From: "16:30", Place: lus,
			},
			{
				Title: "Tegenlezen voor beginners", Language: nl,
				Summary: "Hoe zeg je eerlijk wat je van een tekst vindt?",
				Text:    "Je krijgt een tekst van een ander en een potlood. Daarna wissel je van stoel. Neem één bladzijde van jezelf mee. #tegenlezen",
				On:      week(2, time.Tuesday), From: "19:30", To: "21:30", Place: sluis, Capacity: 18,
			},
		},
	}
}
