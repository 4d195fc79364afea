package demodata

import (
	"time"

	"knoop/models"
)

var loods = models.Place{
	Name: "Loods 6", Street: "Kraanpad 2", Postcode: "1032 AA", Locality: "Amsterdam", Country: "NL",
}

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

var noorderwerfMembers = []Member{
	{
		Handle: "femke", Name: "Femke Postma", Headline: "hovenier en dakgroener", Orchestrator: true,
		Bio: "Ik leg daken en binnentuinen aan waar water blijft staan en bijen komen. In Loods 6 beheer ik het rooster en de sleutels. Wil je kijken, kom op zaterdag.",
	},
	{
		Handle: "yusuf", Name: "Yusuf Demir", Headline: "lasser en constructeur",
		Bio: "Staal, van trapleuning tot luifel. Ik teken het eerst, dan weet je wat je krijgt. Leren lassen kan op donderdagavond, één tegelijk.",
	},
	{
		Handle: "thijs", Name: "Thijs Meijer", Headline: "geluidstechnicus",
		Bio: "Geluid en stroom voor feesten, markten en kleine zalen. Ik kom een dag eerder kijken. Dan hoor je op de avond zelf niets van mij.",
	},
	{
		Handle: "bram", Name: "Bram Schipper", Headline: "decorbouwer",
		Bio: "Decors die in een bestelbus passen en er op het toneel niet naar uitzien. Ik bewaar wat anderen weggooien.",
	},
	{
		Handle: "wies", Name: "Wies Dekker", Headline: "meubelmaker",
		Bio: "Tafels en kasten van hout uit de stad: platanen, iepen, oude deuren. Ik repareer ook, ook als een ander het maakte.",
	},
	{
		Handle: "okke", Name: "Okke Tuinstra", Headline: "scheepstimmerman",
		Bio: "Dekken, masten en roeren. Als het droog moet blijven terwijl het nat ligt, moet je mij hebben.",
	},
	{
		Handle: "fatima", Name: "Fatima Azzouzi", Headline: "stoffeerder",
		Bio: "Ik geef stoelen een tweede leven, banken een derde. Stof kiezen doen we samen, in daglicht.",
	},
	{
		Handle: "aisha", Name: "Aisha Mohamed", Headline: "lighting designer",
		Bio: "I light shops, stages and one very dark tunnel in Noord. I write English, I understand Dutch, I swear in both.",
	},
	{
		Handle: "jelle", Name: "Jelle Bakker", Headline: "fietsenmaker",
		Bio: "Bakfietsen, transportfietsen, alles met meer dan twee wielen. De wagen van de buurtkeuken rijdt op mijn assen.",
	},
	{
		Handle: "marit", Name: "Marit de Boer", Headline: "keramist",
		Bio: "Servies dat in de vaatwasser mag. De oven staat in Loods 6 en heeft bijna altijd een plank over.",
	},
}
