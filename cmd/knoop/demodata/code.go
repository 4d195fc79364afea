package demodata

// Code is a collective's code of conduct, in Markdown, one version after the
// other.
type Code struct {
	On      int // days after the node was set up
	Text    string
	Changes string
}

// codes gives the code of a collective with its own first line.
func codes(first string) []Code {
	const promise = "\n\n1. Zeg wat je doet, en doe het. Lukt het niet, zeg het dan op tijd.\n2. Werk van een ander noem je bij naam.\n3. Je praat met elkaar, niet over elkaar.\n4. Wie nieuw is, krijgt koffie en een naam om te bellen."
	return []Code{
		{On: 3, Text: first + promise},
		{
			On: 120, Text: first + promise + "\n5. Van wat je hier van iemand weet, gaat niets naar buiten zonder dat je het vraagt.",
			Changes: "Punt 5 is nieuw: wat je van elkaar weet, blijft binnen.",
		},
	}
}
