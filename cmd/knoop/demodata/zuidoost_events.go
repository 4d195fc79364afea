package demodata

import (
	"slices"
	"time"

	"knoop/models"
)

const breakfast = "Brood, koffie en een rondje: waar werk je aan, wie heb je nodig? Om tien uur zit iedereen weer achter het eigen bureau.\n\nDe Spoel is drempelvrij, ook het toilet. #ontbijt"

const openCoffee = "Aanschuiven met je laptop of juist zonder. Om tien uur vertelt één van ons in vijf minuten waar het schuurt. De rest denkt mee."

var zuidoostSeries = []Series{
	{
		Handle: "ontbijt", Title: "Ontbijt op vrijdag", Summary: "Brood, koffie en een rondje. Je hoeft geen lid te zijn.", Text: breakfast, Language: nl,
		Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", From: week(-9, time.Friday), At: "08:30", Minutes: 90, Place: spoel, Capacity: 24,
	},
	{
		Handle: "opencoffee", Title: "Open Coffee Bijlmer", Summary: "Met je laptop of juist zonder.", Text: openCoffee, Language: nl,
		Rule: "FREQ=MONTHLY;BYDAY=1TU", From: week(-9, time.Monday), At: "09:30", Minutes: 90, Place: klosje,
	},
}

var zuidoostEvents = slices.Concat(
	[]Event{
		{
			By: "anneke", Title: "Schoenendoosavond", Summary: "Boekhouden voor wie net begint.", Language: nl,
			Text: "Neem je bonnen mee zoals ze liggen. Na drie uur weet je wat je moet bewaren en wat weg mag. Voor starters, maar wie al jaren rommelt is ook welkom. #boekhouden",
			On:   week(-2, time.Tuesday), From: "19:00", To: "22:00", Place: spoel, Capacity: 10,
		},
		{
			Title: "Kwartaalzaterdag: het Gravenplein opknappen", Summary: "Bakken schuren, verven en beplanten, samen met Noorderwerf.", Language: nl,
			Text: "We schuren, verven en beplanten de bakken op het plein. Noorderwerf brengt gereedschap, Gladys de lunch. Kom een uur of de hele dag.\n\n- Trek iets aan dat vies mag\n- Handschoenen liggen klaar\n- Kinderen zijn welkom, er is kinderverf\n\n#gravenplein",
			On:   week(2, time.Saturday), From: "10:00", To: "16:00", Place: gravenplein,
			StepFree: models.StepFreeYes, Step: "het plein is vlak, het dichtstbijzijnde toilet is in De Spoel",
			Yes: "gladys winston samira anneke romeo tirza", Perhaps: "erik noor", With: "noorderwerf",
			Hosts: "samira winston gladys", Picture: "Twee houten bakken met jonge planten op een plein, daarachter een rij daken.",
		},
		{
			Title: "Inpakavond voor de buurtmarkt", Summary: "Folders vouwen, kratten vullen, daarna soep.", Language: nl,
			Text: "Zaterdag staan we op de markt. We vouwen de folders, vullen de kratten en proeven de soep van Gladys. Een uur helpen is ook helpen. #markt",
			On:   ago(-1), From: "19:00", To: "21:30", Place: spoel, Capacity: 20, Hosts: "samira gladys",
			Yes: "samira gladys winston anneke noor", Perhaps: "karim",
			Tasks: []Task{
				{Label: "De deur openen", Note: "De sleutel ligt bij de buren op nummer 10.", Needed: 1, By: "winston"},
				{Label: "Kratten tillen", Needed: 3, By: "noor"},
				{Label: "Afwassen", Needed: 2},
			},
		},
		{
			Title: "Kennisgroep Tarieven: wat vraag je voor een halve dag?", Summary: "Online, met leden van Kade West.", Language: nl,
			Text: "Iedereen noemt één bedrag en waarom. Wat je hier hoort blijft hier. Samen met Kade West. #tarieven",
			On:   week(4, time.Tuesday), From: "19:30", To: "21:30",
			Online: "https://praten.zuidoostzelfstandig.example/tarieven", Yes: "ellen bilal",
			Votes: []Vote{
				{"Lies van der Kolk", "lies", "plein.example", models.RSVPYes},
				{"Omar", "omar_tuint", "plein.example", models.RSVPYes},
				{"Marjolein B.", "marjolein", "buurtpraat.example", models.RSVPMaybe},
				{"Ferry", "ferry", "buurtpraat.example", models.RSVPNo},
			},
		},
		{
			By: "hodan", Title: "Dutch for tenders, in plain English", Summary: "One evening on the words that decide whether you get the job.", Language: en,
			Text: "We read one real tender together, with the names taken out. Bring a pencil. Tea is on us.",
			On:   week(6, time.Wednesday), From: "19:00", To: "21:00", Place: spoel, Capacity: 16,
			Before: week(5, time.Wednesday), Because: "The neighbours need the room that night. Same hour, a week later.",
		},
		{
			By: "karim", Title: "Energiewandeling door Holendrecht", Summary: "Een uur kijken waar warmte ontsnapt.", Language: nl,
			Text: "We lopen een blok om met een warmtecamera. Je ziet wat je anders alleen op de rekening ziet. #energie",
			On:   week(2, time.Monday), From: "18:30", To: "19:30", Place: spoel, Capacity: 12, Off: true,
			Because: "De warmtecamera is stuk en de reparatie duurt drie weken. Ik plan een nieuwe avond zodra hij terug is.",
		},
		{
			By: "dwight", Title: "Portretten bij daglicht", Summary: "Een uur voor een nieuwe profielfoto, acht mensen, één raam.", Language: nl,
			Text: "Dwight zet om de zeven minuten iemand voor het grote raam van Het Klosje. Kom op tijd en neem een effen trui mee. Je krijgt drie foto’s die je overal mag gebruiken. #profiel",
			On:   week(3, time.Thursday), From: "10:00", To: "11:30", Place: klosje, Capacity: 8,
			Yes: "lotte karim soraya tirza naima ravi hodan yaw marcia bilal ellen", Perhaps: "sven", Mailed: "Bea",
		},
	},
)
