package demodata

import (
	"time"

	"knoop/models"
)

var (
	sluis = models.Place{
		Name: "Kade West", Street: "Sluisstraat 40", Postcode: "1057 AA", Locality: "Amsterdam", Country: "NL",
	}
	lus = models.Place{
		Name: "Café De Lus", Street: "Lusplein 1", Postcode: "1057 AB", Locality: "Amsterdam", Country: "NL",
	}
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

var kadewestMembers = []Member{
	{
		Handle: "ilse", Name: "Ilse Brouwer", Headline: "redacteur", Orchestrator: true,
		Bio: "Ik maak van een manuscript een boek dat je uitleest. Bij Kade West doe ik de agenda en de sleutel van Sluisstraat 40. Er staan drie werkplekken met daglicht, stilte tot twaalf.",
	},
	{
		Handle: "meilin", Name: "Mei-Lin Chan", Headline: "illustrator",
		Bio: "Tekeningen voor schoolboeken, musea en mensen die iets moeilijks willen uitleggen. Ik teken ook mee tijdens een gesprek.",
	},
	{
		Handle: "nadia", Name: "Nadia Öztürk", Headline: "jurist voor makers",
		Bio: "Auteursrecht en contracten, in gewone taal. Lees eerst, teken daarna. Op dinsdag help ik buurtgenoten met brieven.",
	},
	{
		Handle: "peter", Name: "Peter Kuipers", Headline: "drukker",
		Bio: "Kleine oplagen, goed papier. Ik druk voor de helft van de tafel en weet dus wat er speelt.",
	},
	{
		Handle: "priya", Name: "Priya Raman", Headline: "English editor",
		Bio: "I edit English written by people who think in Dutch. I keep your voice and take out the false friends. Half of Kade West has sat at my kitchen table.",
	},
	{
		Handle: "bas", Name: "Bas van Rijn", Headline: "documentairemaker",
		Bio: "Films over werk dat je nooit ziet: nachtdienst, sluiswachter, ketelhuis. Ik wacht liever een dag te lang dan een dag te kort.",
	},
	{
		Handle: "maartje", Name: "Maartje Hendriks", Headline: "radiomaker",
		Bio: "Ik neem mensen op die denken dat ze niets te vertellen hebben. Podcasts, oral history, af en toe een bruiloft.",
	},
	{
		Handle: "zoe", Name: "Zoë Willems", Headline: "striptekenaar",
		Bio: "Strips over de buurt, elke week één. Je kunt erin komen, maar je weet niet wanneer.",
	},
	{
		Handle: "imane", Name: "Imane Tahiri", Headline: "journalist",
		Bio: "Ik schrijf over wonen, geld en wie dat heeft. Daarnaast train ik mensen die voor het eerst met een journalist praten.",
	},
	{
		Handle: "levent", Name: "Levent Aydin", Headline: "verhalenverteller",
		Bio: "Verhalen voor scholen, musea en verjaardagen, uit het hoofd. Ik vertel in het Nederlands en het Turks, soms in één zin.",
	},
	{
		Handle: "tobias", Name: "Tobias Lange", Headline: "letterontwerper",
		Bio: "Ich zeichne Buchstaben, ik praat Nederlands met een accent. Letters voor gevels, kranten en één trein.",
	},
}
