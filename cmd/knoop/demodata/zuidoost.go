package demodata

import (
	"time"

	"knoop/models"
)

var (
	spoel = models.Place{
		Name: "Buurtkamer De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Country: "NL",
	}
	klosje = models.Place{
		Name: "Koffiehuis Het Klosje", Street: "Weefplein 3", Postcode: "1102 AB", Locality: "Amsterdam", Country: "NL",
	}
	gravenplein = models.Place{Name: "Gravenplein", Street: "Gravenplein", Postcode: "1106 AC", Locality: "Amsterdam", Country: "NL"}
)

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
		PresentMember: "joost",
		Notes:         zuidoostNotes,
		Events:        zuidoostEvents,
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

var zuidoostMembers = []Member{
	{
		Handle: "samira", Name: "Samira el Idrissi", Headline: "procesbegeleider", Orchestrator: true,
		Bio: "Ik begeleid gesprekken waar iedereen tegenop ziet. Buurt, school, gemeente: aan het eind weet je wie wat doet.\n\nBij Zuidoost Zelfstandig houd ik de boel bij elkaar. Loop je vast, bel mij eerst.",
	},
	{
		Handle: "joost", Name: "Joost Verhagen", Headline: "grafisch ontwerper",
		Bio: "Ik maak ontwerp dat buiten blijft werken: gevelborden die je vanaf de fiets leest, folders die iemand bewaart. Ik begin met kijken, meestal een ochtend op de plek zelf.",
	},
	{
		Handle: "gladys", Name: "Gladys Owusu", Headline: "kok en cateraar",
		Bio: "Ik kook voor twintig tot tweehonderd mensen. Ghanees, Surinaams, en wat er die week goed is op de markt. Vraag me ook om mee te denken over je keuken.",
	},
	{
		Handle: "ravi", Name: "Ravi Kalloe", Headline: "webontwikkelaar",
		Bio: "Ik bouw sites die snel laden en die je zelf kunt bijhouden. Achtervang voor drie collega’s: zijn ze ziek, dan houd ik hun klanten in de lucht.",
	},
	{
		Handle: "anneke", Name: "Anneke Hoekstra", Headline: "boekhouder",
		Bio: "Neem je schoenendoos mee. Na drie uur weet je wat je moet bewaren en wat weg mag. Penningmeester van ons collectief.",
	},
	{
		Handle: "dwight", Name: "Dwight Pinas", Headline: "fotograaf en filmer",
		Bio: "Bruiloften, portretten en korte films over mensen aan het werk. Ik werk het liefst met het licht dat er al is.",
	},
	{
		Handle: "lotte", Name: "Lotte van Dalen", Headline: "tekstschrijver",
		Bio: "Ik schrijf brieven die mensen begrijpen. Voor zorg, wonen en overheid. Lees ik iets van jou na, dan krijg je het in gewone taal terug.",
	},
	{
		Handle: "karim", Name: "Karim Benali", Headline: "energieadviseur",
		Bio: "Ik kijk waar je warmte blijft. Je krijgt drie dingen die je dit jaar kunt doen en wat ze kosten. Geen verkooppraat over panelen.",
	},
	{
		Handle: "hodan", Name: "Hodan Warsame", Headline: "vertaler Somalisch en Engels",
		Bio: "I translate and interpret between Somali, English and Dutch. Hospitals, courts, school meetings. Ask me early, the good weeks fill up.",
	},
	{
		Handle: "astrid", Name: "Astrid Bouwmeester", Headline: "fysiotherapeut aan huis",
		Bio: "Ik kom bij je thuis of op je werkplek. Veel van mijn mensen zitten te lang en te scheef. Dat is meestal in drie keer beter.",
	},
	{
		Handle: "romeo", Name: "Romeo Dors", Headline: "loodgieter",
		Bio: "Lekkage, cv en badkamers in Zuidoost en Diemen. Ik leg uit wat ik doe, dan kun je het de volgende keer zelf.",
	},
}
