package demodata

import (
	"slices"
	"time"
)

var kadewestEvents = slices.Concat(
	on(Event{
		Title: "Vrijdagborrel", Summary: "Vanaf half vijf, open einde.", Language: nl,
		Text: "Geen programma. Aan de lange tafel zitten de mensen die je nog niet kent. #borrel",
		From: "16:30", Place: lus,
	}, week(-3, time.Friday), week(-1, time.Friday), week(3, time.Friday), week(5, time.Friday), week(7, time.Friday)),
	on(Event{
		By: "nadia", Title: "Taalhulp voor buurtgenoten", Summary: "Neem je brief mee, wij lezen hem met je.", Language: nl,
		Text: "Van de gemeente, de school of de verhuurder. We lezen, leggen uit en schrijven een antwoord. Gratis, en het blijft onder ons.",
		From: "19:00", To: "21:00", Place: sluis,
	}, week(-3, time.Tuesday), week(-2, time.Tuesday), week(1, time.Tuesday), week(4, time.Tuesday), week(6, time.Tuesday)),
	[]Event{
		{
			Title: "Tarievenavond", Summary: "Alleen voor wie zijn eigen bedrag durft te noemen.", Language: nl,
			Text: "We openen het tarievenboek en kijken wat er veranderde. Iedereen noemt één bedrag. Wat je hoort blijft binnen. #tarieven",
			On:   week(-2, time.Thursday), From: "20:00", To: "22:00", Place: sluis, Capacity: 25,
		},
		{
			By: "bas", Title: "Ketelhuis: eerste vertoning", Summary: "Veertig minuten film over een plek waar niets gebeurt.", Language: nl,
			Text: "Je ziet hem als eerste en je mag er alles van zeggen. Daarna praat @maartje met de stoker. Deuren dicht om acht uur precies.",
			On:   week(2, time.Saturday), From: "20:00", To: "22:00", Place: sluis, Capacity: 35,
		},
		{
			By: "imane", Title: "Praten met een journalist, een oefening", Summary: "Online. Je oefent met echte vragen.", Language: nl,
			Text: "Je vertelt in twee minuten waar je mee bezig bent. Daarna stel ik de vraag die je niet wilt. Je leert wat je dan doet.",
			On:   week(2, time.Wednesday), From: "10:00", To: "12:00", Online: "https://praten.kadewest.example/journalist",
		},
		{
			By: "priya", Title: "False friends: an evening on English that looks Dutch", Summary: "Bring one page. Leave with a better one.", Language: en,
			Text: "We go through one page of everyone, out loud. You will laugh at your own sentences, kindly. #english",
			On:   week(4, time.Thursday), From: "19:30", To: "21:30", Place: sluis, Capacity: 14,
		},
		{
			By: "meilin", Title: "Meetekenen: maak van je vergadering een plaat", Summary: "Een middag stiften en pijlen. Je hoeft niet te kunnen tekenen.", Language: nl,
			Text: "Met tien vormen kun je bijna alles uitleggen. Die leer je. Stiften liggen klaar.",
			On:   week(5, time.Saturday), From: "13:00", To: "16:00", Place: sluis, Capacity: 16,
		},
		{
			By: "levent", Title: "Vertelavond op de kade", Summary: "Vier verhalen, vier talen, dekens.", Language: nl,
			Text: "We zitten buiten als het droog is, binnen als het moet. Je verstaat niet alles, en dat geeft niet.",
			On:   week(1, time.Sunday), From: "20:00", To: "22:00", Place: sluis, Off: true,
		},
		{
			Title: "Open dag Sluisstraat 40", Summary: "Kijk binnen bij acht makers. De drukpers draait.", Language: nl,
			Text: "Van kamer naar kamer, met een stempelkaart. Wie acht stempels heeft drukt zelf een affiche bij @peter.",
			On:   week(8, time.Saturday), From: "12:00", To: "17:00", Place: sluis, Asked: "zuidoost",
		},
	},
)
