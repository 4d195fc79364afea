package demodata

import (
	"time"

	"knoop/models"
)

var (
	spoel = at(models.Place{
		Name: "Buurtkamer De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Country: "NL",
	}, 52.2977, 4.9606)
	klosje = at(models.Place{
		Name: "Koffiehuis Het Klosje", Street: "Weefplein 3", Postcode: "1102 AB", Locality: "Amsterdam", Country: "NL",
	}, 52.3156, 4.9727)
	gravenplein = models.Place{Name: "Gravenplein", Street: "Gravenplein", Postcode: "1106 AC", Locality: "Amsterdam", Country: "NL"}
)

// at puts a place on the map.
func at(p models.Place, latitude, longitude float64) models.Place {
	p.Latitude, p.Longitude = &latitude, &longitude
	return p
}

func zuidoost() Collective {
	return Collective{
		Handle: "zuidoost", Name: "Zuidoost Zelfstandig", Host: "zuidoost", Port: 8081,
		Accent: "geel", Logo: "l-zuidoost",
		Headline: "Vakmensen op fietsafstand",
		About:    "Het collectief van zelfstandigen tussen Gein en Diemen. We ontbijten om de week, nemen elkaars werk waar en doen elk kwartaal één klus voor de buurt.",
		Card: models.Card{
			Claim:   "Vakmensen op fietsafstand",
			Lead:    "Zuidoost Zelfstandig is het collectief van zzp’ers tussen Gein en Diemen. We ontbijten om de week, nemen elkaars werk waar en doen elk kwartaal één klus voor de buurt.",
			ForWhom: "Zelfstandigen die in Zuidoost, Diemen of Duivendrecht wonen of werken. Elk vak is welkom.",
			WhatFor: "Werk aan elkaar doorgeven, achtervang bij ziekte, samen inschrijven op opdrachten die voor één te groot zijn.",
			NotFor:  "Wie alleen klanten zoekt. We zijn geen bemiddelaar en verkopen geen leads.",
			Brings:  "Twee uur per kwartaal voor de buurt en je handtekening onder de gedragscode.",
			Gives:   "Collega’s om de hoek, een profiel dat van jou blijft en iemand die het overneemt als je uitvalt.",
			Area:    "Zuidoost, Diemen en Duivendrecht",
			Contact: "hallo@zuidoostzelfstandig.example",
		},
		Since:         ago(410),
		Members:       zuidoostMembers,
		Codes:         codes("Wij zijn buren die elkaars werk serieus nemen."),
		Questions:     questions,
		Applicants:    zuidoostApplicants,
		PresentMember: "joost",
		Notes:         zuidoostNotes,
		Events:        zuidoostEvents,
		Drafts: []Event{{
			Title: "Diner aan het water", Language: nl, Summary: "Ieder neemt een gerecht mee, de boot ligt er al.",
			Text: "Winston heeft een schuit die stil kan liggen. Ieder neemt een gerecht mee. Nog vragen: hoeveel mensen mogen er op?",
			On:   week(8, time.Friday), From: "18:00", To: "21:30", Place: gravenplein, Capacity: 20,
		}, {
			Title: "Een offerte die je zelf zou tekenen", Language: nl, Summary: "Elkaars offertes lezen met een potlood erbij.",
			Text: "Neem een echte offerte mee, met de naam eraf. We lezen hem hardop en strepen tot er staat wat je bedoelt. #tegenlezen",
			On:   week(2, time.Tuesday), From: "19:00", To: "21:00", Place: klosje, Capacity: 12, // the evening on which Kade West reads too
		}},
		Venues: []models.Venue{
			{Place: spoel, Room: "Grote kamer", Capacity: 40, StepFree: models.StepFreeYes, StepFreeNote: "ook het toilet", Contact: "Gladys heeft de sleutel, bel haar een dag ervoor"},
			{Place: klosje, Capacity: 18, StepFree: models.StepFreeNo, StepFreeNote: "één trede, er ligt een plank achter de bar", Contact: "Vraag naar Sylvana"},
		},
		Series: zuidoostSeries,
		FreshNotes: []Note{
			{Language: nl, Text: "Onze agenda hangt nu aan die van Noorderwerf en Kade West. Plan je een avond, kijk dan eerst of de anderen al iets hebben. #agenda"},
		},
		FreshEvents: []Event{
			{
				Title: "Lunch aan de lange tafel", Language: nl,
				Summary: "Je neemt je eigen brood mee, wij zetten soep.",
				Text:    "Eén lange tafel, drie collectieven. Neem je eigen brood mee, Gladys zet soep. Schuif aan naast iemand die je nog niet kent.",
				On:      week(1, time.Wednesday), From: "12:30", To: "13:30", Place: spoel, Capacity: 30,
			},
			{
				Title: "Rondje Gein: langs vijf werkplekken", Language: nl,
				Summary: "Op de fiets langs vijf leden, met koffie bij de laatste.",
				Text:    "We fietsen langs vijf leden die laten zien waar ze werken. Van een keuken tot een zolder. De laatste zet koffie. Zeg het even als je een fiets wilt lenen.",
				On:      week(3, time.Friday), From: "14:00", To: "16:30", Place: klosje, Capacity: 15,
			},
		},
	}
}
