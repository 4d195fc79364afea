package demodata

import (
	"slices"
	"time"
)

var noorderwerfEvents = slices.Concat(
	on(Event{
		Title: "Open werkplaats: repareren met de buurt", Summary: "Zaterdag, om de week. Repareren is gratis, je helpt zelf mee.", Language: nl,
		Text: "Neem mee wat kapot is en door de deur past. Wij hebben gereedschap en geduld, jij hebt twee handen. Lukt het niet, dan zeggen we dat ook. #reparatie",
		From: "10:00", To: "14:00", Place: loods,
	}, week(-4, time.Saturday), week(-2, time.Saturday), week(0, time.Saturday), week(4, time.Saturday), week(6, time.Saturday), week(8, time.Saturday)),
	on(Event{
		By: "yusuf", Title: "Leren lassen, één tegelijk", Summary: "Een avond aan de lastafel, met iemand naast je.", Language: nl,
		Text: "Je last één haakje dat je mee naar huis neemt. Trek katoen aan en dichte schoenen. Een kap ligt klaar. #leren",
		From: "19:00", To: "21:30", Place: loods, Capacity: 1,
	}, week(-1, time.Thursday), week(2, time.Thursday), week(5, time.Thursday)),
	on(Event{
		Title: "Ledenavond Noorderwerf", Summary: "Rooster, machines, geld. Om negen uur is het klaar.", Language: nl,
		Text: "We lopen het rooster na, beslissen over de zaagtafel en kijken in de kas. Daarna bier. Wil je eerst eens meekijken, dat mag.",
		From: "19:30", To: "21:00", Place: loods,
	}, nth(0, 2, time.Monday), nth(1, 2, time.Monday)),
	[]Event{
		{
			Title: "Inloop KvK-vragen", Summary: "Een uur met iemand van de Kamer van Koophandel aan tafel.", Language: nl,
			Text: "Inschrijven, uitschrijven, een coöperatie beginnen. Stel je vraag, ook als je hem dom vindt.",
			On:   week(1, time.Tuesday), From: "17:00", To: "19:00", Place: loods, Off: true,
		},
		{
			By: "aisha", Title: "Light after dark: a walk through the tunnel", Summary: "See what light does to a place, with the switch in your hand.", Language: en,
			Text: "We walk the tunnel twice, once with the old light and once with the new. Warm clothes, no camera needed. #light",
			On:   week(3, time.Thursday), From: "21:00", To: "22:30", Place: loods, Capacity: 20,
		},
		{
			By: "marit", Title: "Glazuren aan de lange tafel", Summary: "Je glazuurt twee kommen, wij stoken.", Language: nl,
			Text: "Je kiest uit vier kleuren. Een week later haal je je kommen op, of je laat er één achter voor de koffie.",
			On:   week(-3, time.Sunday), From: "13:00", To: "16:00", Place: loods, Capacity: 12,
		},
		{
			By: "thijs", Title: "Stroom voor buiten: reken je eigen plan uit", Summary: "Online. Je weet daarna hoeveel accu je nodig hebt.", Language: nl,
			Text: "Markt, feest of keukenwagen: we rekenen jouw geval door. Neem de lijst mee van alles met een stekker.",
			On:   week(2, time.Wednesday), From: "20:00", To: "21:15", Online: "https://praten.noorderwerf.example/stroom",
		},
		{
			By: "wies", Title: "Schaafdag met stadshout", Summary: "Een hele dag hout, met taart om drie uur.", Language: nl,
			Text: "Ruwe planken van platanen uit de wijk worden tafelbladen. Je leert de schaaf stellen en een plank lezen. #leren",
			On:   week(7, time.Friday), From: "09:30", To: "16:30", Place: loods, Capacity: 6,
		},
	},
)
