package demodata

import "time"

var kadewestNotes = []Note{
	{By: "ilse", On: ago(89), At: "09:05", Language: nl, Text: "De buren zijn weg, de helft van Sluisstraat 40 staat leeg. Drie werkplekken met daglicht. Koffie staat er, stilte tot twaalf."},
	{By: "zoe", On: ago(83), At: "18:00", Language: nl, Text: "Strip van deze week: een meeuw, een frietje en iemand van dit collectief. Nee, ik zeg niet wie."},
	{By: "nadia", On: ago(77), At: "11:20", Language: nl, Text: "Staat er ‘in alle media, nu en later bekend’ in je contract? Streep het door en vraag wat ze echt nodig hebben. Meestal is dat één website. #contract"},
	{By: "priya", On: ago(71), At: "14:45", Language: en, Text: "Eventually is not eventueel. Actual is not actueel. Brave is not braaf. Otherwise your text was fine. #english"},
	{By: "", On: ago(64), At: "10:00", Language: nl, Text: "Het tarievenboek is bijgewerkt: 34 leden vulden in wat ze vroegen en wat ze kregen. Het ligt in de la, alleen voor leden. #tarieven"},
	{By: "bas", On: ago(59), At: "05:50", Language: nl, Text: "Zes uur in een ketelhuis gezeten. Er gebeurde niets, en het was prachtig. Volgende maand zie je waarom."},
	{By: "peter", On: ago(53), At: "16:15", Language: nl, Text: "Rest papier: 400 vel, dik, gebroken wit. Te weinig voor een boek, te mooi om weg te gooien. Wie heeft er een plan?"},
	{By: "meilin", On: ago(46), At: "13:35", Language: nl, Text: "Een dag meegetekend bij een ruzie over een fietspad. Om vier uur wees iedereen naar dezelfde tekening. Dat is mijn werk."},
	{By: "maartje", On: ago(40), At: "20:50", Language: nl, Text: "Opname met een sluiswachter van 81. ‘Ik heb niks te vertellen’, en toen twee uur. Fragment volgt. @bas, dit is jouw man."},
	{By: "imane", On: ago(33), At: "08:30", Language: nl, Text: "Wie van jullie wachtte langer dan zestig dagen op zijn geld? Ik schrijf erover, namen alleen als jij dat wilt. #betalen"},
	{By: "levent", On: ago(27), At: "19:10", Language: nl, Text: "Vandaag voor dertig kinderen verteld. Eén vroeg of ik het verhaal had opgeslagen. Ja, zei ik, en wees naar mijn hoofd."},
	{By: "tobias", On: ago(22), At: "12:25", Language: nl, Text: "Letters op de keukenwagen van onze buren gezien. Goed gespatieerd. Ik heb maar één minuut met een liniaal gestaan. #buurtkeuken"},
	{By: "nadia", On: week(-3, time.Tuesday), At: "21:30", Language: nl, Text: "Taalhulp vanavond: veertien mensen, negen brieven, één huilbui van opluchting. Volgende week weer, een extra lezer kan ik gebruiken."},
	{By: "priya", On: ago(14), At: "10:40", Language: en, Text: "I have two free weeks soon. Reports, catalogues, one stubborn thesis. First hour is a conversation, not an invoice."},
	{By: "peter", On: ago(10), At: "17:20", Language: nl, Text: "Het affiche voor de #buurtkeuken is gedrukt. Honderd stuks, drie kleuren, nog nat. Haal er één voor je raam."},
	{By: "zoe", On: ago(7), At: "18:00", Language: nl, Text: "Strip van deze week gaat over tegenlezen. @ilse heeft hem tegengelezen."},
	{By: "", On: ago(4), At: "09:45", Language: nl, Text: "Vrijdag weer borrel in De Lus. Neem iemand mee die net voor zichzelf begint. #borrel"},
}
