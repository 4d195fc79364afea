package demodata

import "time"

var noorderwerfNotes = []Note{
	{By: "femke", On: ago(87), At: "08:50", Language: nl, Text: "Het rooster voor toezicht staat klaar. Je hebt één dagdeel per maand. Ruilen mag, vergeten kost een rondje koffie."},
	{By: "wies", On: ago(82), At: "17:15", Language: nl, Text: "Twee platanen van de gemeente gekregen, na de storm. Over een jaar droog genoeg voor tafels. Wie legt een plank op naam?"},
	{By: "bram", On: ago(76), At: "22:40", Language: nl, Text: "Decor van gisteren staat weer in de loods: een halve villa, drie deuren, één raam. Neem mee wat je kunt gebruiken. #hergebruik"},
	{By: "aisha", On: ago(70), At: "19:30", Language: en, Text: "Tunnel job is on. Forty metres, no windows, one budget. If you know where I can test at night without waking anyone, tell me. #light"},
	{By: "yusuf", On: ago(63), At: "07:35", Language: nl, Text: "Nieuwe afzuiging boven de lastafel. Je ruikt het verschil, of juist niet. Zet hem aan, ook voor één las."},
	{By: "", On: ago(58), At: "12:10", Language: nl, Text: "Op 41 zaterdagen repareerden we vorig jaar 312 dingen. Geteld met streepjes op de deur. #reparatie"},
	{By: "jelle", On: ago(52), At: "10:25", Language: nl, Text: "Een fiets die kraakt is bijna nooit kapot. Meestal zit er een schroef los die niemand ziet. Kom langs, dan zoeken we hem."},
	{By: "fatima", On: ago(45), At: "14:00", Language: nl, Text: "Zes stoelen uit De Spoel gestoffeerd met resten van een theatergordijn van @bram. Ze zitten beter dan ze eruitzien, en ze zien er goed uit."},
	{By: "thijs", On: ago(38), At: "11:45", Language: nl, Text: "Stroomplan voor de keukenwagen: twee accu’s, één kabel, geen aggregaat. De buurt slaapt door. #buurtkeuken"},
	{By: "femke", On: ago(32), At: "15:30", Language: nl, Text: "Ik schrijf voor het eerst in boven de drempel van de gemeente. Wie las zo’n aanvraag al eens na? Ik doe twee uur tuinadvies terug."},
	{By: "yusuf", On: week(-4, time.Friday), At: "23:10", Language: nl, Text: "De luifel zit erop. Drie avonden lassen en één keer opnieuw. @jelle, jouw assen houden het. #buurtkeuken"},
	{By: "marit", On: ago(20), At: "09:15", Language: nl, Text: "Oven opengemaakt. Van de zestig kommen zijn er achtenvijftig heel. De andere twee liggen bij de koffie, voor wie van barsten houdt."},
	{By: "okke", On: ago(17), At: "16:50", Language: nl, Text: "Wie een bus heeft en vrijdag naar de kop van het eiland rijdt: ik heb een mast van zes meter. Hij is licht."},
	{By: "aisha", On: ago(12), At: "20:20", Language: en, Text: "The tunnel is lit. People stopped cycling faster, which was the point. Photographs by someone from across the water soon."},
	{By: "wies", On: ago(8), At: "13:05", Language: nl, Text: "Gezocht: iemand die een dag meeschaaft. Je leert het, ik ben sneller klaar, en er is taart van thuis. #leren"},
	{By: "bram", On: ago(5), At: "10:00", Language: nl, Text: "Hout voor de bakken op het Gravenplein ligt op maat. Zaterdag over anderhalve week laden we om negen uur. #gravenplein"},
	{By: "", On: ago(2), At: "09:30", Language: nl, Text: "De inloop met KvK-vragen gaat niet door, de gast is ziek. We zoeken een nieuwe datum en zetten hem hier neer."},
}
