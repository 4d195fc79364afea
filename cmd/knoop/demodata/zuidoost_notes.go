package demodata

import "time"

var zuidoostNotes = []Note{
	{By: "samira", On: ago(88), At: "09:12", Language: nl, Text: "We hebben weer een tafel voor dertig in De Spoel. Kom je voor het eerst, zeg het bij de deur. Ik zet je naast iemand die hier de weg weet."},
	{By: "joost", On: ago(84), At: "16:40", Language: nl, Text: "Een ochtend bij de bushalte gestaan om te zien waar mensen kijken. Niet naar het bord. Het nieuwe hangt dertig centimeter lager. #bewegwijzering"},
	{By: "", On: ago(79), At: "10:05", Language: nl, Text: "De gedragscode heeft een derde versie. Korter, en met een regel over te laat betalen. Lees hem voor je de volgende klus deelt. #gedragscode"},
	{By: "anneke", On: ago(73), At: "20:15", Language: nl, Text: "Je btw-aangifte mag je best een week te vroeg doen. Ik zit donderdag na het ontbijt tot twaalf uur in De Spoel voor wie wil meekijken. #boekhouden"},
	{By: "ravi", On: ago(66), At: "11:30", Language: nl, Text: "Achtervang werkt. Collega drie weken in het ziekenhuis, haar elf klanten hebben het nauwelijks gemerkt. Volgende keer ik. #achtervang"},
	{By: "hodan", On: ago(61), At: "13:20", Language: en, Text: "Interpreting at the school on the Weefplein this week. If you know a parent who stays silent at these evenings, tell them I am there. #vertalen"},
	{By: "gladys", On: ago(54), At: "17:50", Language: nl, Text: "Tweehonderd borden, één recept, geen klachten. Wie heeft er nog grote pannen staan die niemand gebruikt? Ik haal ze op."},
	{By: "karim", On: ago(47), At: "08:45", Language: nl, Text: "Bij De Spoel ging de warmte er niet door het raam uit maar door de brievenbus. Borstel van acht euro. Kijk eens bij jezelf. #energie"},
	{By: "lotte", On: ago(41), At: "15:10", Language: nl, Text: "Vandaag een brief van vier kantjes teruggebracht tot twaalf regels. De afzender was bang dat er iets miste. De lezer niet."},
	{By: "", On: ago(35), At: "12:00", Language: nl, Text: "De buren hebben gestemd. De volgende kwartaalklus wordt het **Gravenplein**: bakken schuren, verven en beplanten. Noorderwerf neemt gereedschap mee. #gravenplein"},
	{By: "dwight", On: ago(29), At: "21:05", Language: nl, Text: "Portretten gemaakt van acht leden, in hun eigen werkplaats, keuken of kamer. Ze hangen de hele maand in De Spoel."},
	{By: "romeo", On: ago(24), At: "18:30", Language: nl, Text: "Tip voor wie een oude combiketel heeft: kijk één keer per maand naar de druk. Scheelt je mij op zondagavond."},
	{By: "astrid", On: week(-3, time.Thursday), At: "10:40", Language: nl, Text: "Zag bij het ontbijt weer twaalf mensen die een uur lang op de rand van een klapstoel zaten. Sta tussendoor even op. Dat is alles."},
	{By: "gladys", On: ago(16), At: "14:25", Language: nl, Text: "Eerste straat bekend voor de #buurtkeuken: we beginnen op het Gravenplein. Vijf bewoners koken mee, we zoeken nog iemand die goed is in linzen. @joost maakt het bord."},
	{By: "joost", On: ago(13), At: "09:55", Language: nl, Text: "De belettering voor de keukenwagen is gesneden. Rood op wit, leesbaar vanaf de overkant. Vrijdag plak ik, hulp is welkom. #buurtkeuken"},
	{By: "samira", On: ago(9), At: "08:20", Language: nl, Text: "Drie nieuwe mensen deze maand. Neem er één mee naar het ontbijt, dan hoef ik dat niet te doen."},
	{By: "hodan", On: ago(6), At: "16:05", Language: en, Text: "Looking for someone who can read a Dutch tender aloud to me, once, slowly. I will cook. @lotte told me to ask here."},
	{By: "", On: ago(3), At: "11:10", Language: nl, Text: "Nog zes plekken bij het volgende ontbijt. Brood en koffie staan klaar, jij brengt een vraag mee. #ontbijt"},
}
