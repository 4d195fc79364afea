package demodata

import (
	"time"

	"knoop/models"
)

var loods = at(models.Place{
	Name: "Loods 6", Street: "Kraanpad 2", Postcode: "1032 AA", Locality: "Amsterdam", Country: "NL",
}, 52.3987, 4.9107)

func noorderwerf() Collective {
	return Collective{
		Handle: "noorderwerf", Name: "Noorderwerf", Host: "noorderwerf", Port: 8082,
		Accent: "blauw", Logo: "l-noorderwerf",
		Headline: "Makers met één sleutel",
		About:    "Makers in Loods 6 aan het Kraanpad. We delen machines, ruimte en de klussen die voor één te groot zijn. Op zaterdag staat de deur open voor de buurt.",
		Card: models.Card{
			Claim:   "Makers met één sleutel",
			Lead:    "Noorderwerf is de werkplaats van twaalf makers in Loods 6. We delen machines, ruimte en grote klussen. Op zaterdag staat de deur open voor de buurt.",
			ForWhom: "Makers met een werkplaats, of met de wens er één te delen.",
			WhatFor: "Machines, ruimte en grote klussen delen.",
			NotFor:  "Wie alleen achter een scherm werkt.",
			Brings:  "Een dagdeel toezicht per maand.",
			Gives:   "De sleutel van Loods 6 en elf vakmensen ernaast.",
			Area:    "Amsterdam-Noord",
			Contact: "hallo@noorderwerf.example",
		},
		Since:         ago(365),
		Members:       noorderwerfMembers,
		Codes:         codes("Wij delen een loods, dus ook de bezem."),
		Questions:     questions,
		Applicants:    noorderwerfApplicants,
		PresentMember: "yusuf",
		Notes:         noorderwerfNotes,
		Events:        noorderwerfEvents,
		FreshNotes: []Note{
			{Language: nl, Text: "We zien elkaars agenda. Zuidoost Zelfstandig en Kade West: wat jullie plannen staat voortaan ook in Loods 6 aan de muur."},
		},
		FreshEvents: []Event{
			{
				Title: "Makersavond: laat zien wat niet lukte", Language: nl,
				Summary: "Vijf makers, vijf mislukkingen, één pan soep.",
				Text:    "Neem iets mee dat scheef is, gebarsten of nooit af. Vijf minuten vertellen, daarna helpt de zaal. De soep staat om zes uur warm. #makersavond",
				On:      week(1, time.Tuesday), From: "18:00", To: "21:00", Place: loods, Capacity: 40,
			},
			{
				Title: "Proefrit met de keukenwagen", Language: nl,
				Summary: "Over de dijk, met plek voor vier op de bok.",
				Text:    "De luifel zit erop, de remmen doen het. We rijden een rondje over de dijk en koken onderweg één pan. #buurtkeuken",
				On:      week(2, time.Sunday), From: "11:00", To: "13:00", Place: loods,
			},
		},
	}
}
