package vocab

// maxFeatures bounds how many features of a peer are looked at.
const maxFeatures = 100

// Implements says whether an actor's document names a feature by its address
// (FEP-844e): in its own implements, as an Application's does, or in that of its
// generator.
func Implements(d *Document, href string) bool {
	for _, in := range []*Document{d, d.Doc("generator")} {
		if in == nil {
			continue
		}
		refs := in.Refs("implements")
		for _, ref := range refs[:min(len(refs), maxFeatures)] {
			if ref == href {
				return true
			}
		}
	}
	return false
}
