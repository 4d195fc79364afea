package vocab_test

import (
	"fmt"
	"strings"
	"testing"

	"knoop/federation/vocab"
)

const (
	aPEM = `-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n`
	aKey = `"publicKey":{"id":"https://a.example/u#main-key","owner":"https://a.example/u","publicKeyPem":"` + aPEM + `"}`
)

func actorDoc(more string) string {
	return `{"id":"https://a.example/u","type":"Person","preferredUsername":"anna","inbox":"https://a.example/u/inbox"` + more + `}`
}

func TestReadActor_keepsWhatIsSoundAndLeavesTheRest(t *testing.T) {
	a, keys, err := vocab.ReadActor(parse(t, actorDoc(`,`+aKey+`,"name":"Anna\u202e\n","summary":"<p>hoi<script>x</script></p>","url":"https://evil.example/@anna","icon":[{"type":"Image","url":{"type":"Link","href":"https://a.example/i.png"}}],"attachment":[{"type":"PropertyValue","name":"Web","value":"<a href='https://x.example' onclick='y'>x</a>"},{"type":"Link","name":"z"}],"endpoints":{"sharedInbox":"https://a.example/inbox"},"discoverable":true,"indexable":"yes","manuallyApprovesFollowers":true,"alsoKnownAs":"https://b.example/u","movedTo":"https://c.example/u","outbox":{"type":"OrderedCollection","id":"https://a.example/u/outbox"},"published":"2024-01-01T00:00:00Z"`)))
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "Anna" || strings.Contains(a.Summary, "script") || !strings.Contains(a.Summary, "hoi") || a.URL != "" || a.Icon != "https://a.example/i.png" {
		t.Errorf("profile is %+v", a)
	}
	if len(a.Fields) != 1 || a.Fields[0].Name != "Web" || strings.Contains(a.Fields[0].Value, "onclick") || !strings.Contains(a.Fields[0].Value, "https://x.example") {
		t.Errorf("fields are %+v", a.Fields)
	}
	if a.SharedInbox != "https://a.example/inbox" || a.Outbox != "https://a.example/u/outbox" || !a.Discoverable || a.Indexable || !a.Locked || len(a.AlsoKnownAs) != 1 || a.MovedTo != "https://c.example/u" || a.Domain != "a.example" {
		t.Errorf("actor is %+v", a)
	}
	if len(keys) != 1 || a.KeyID != keys[0].ID || a.KeyPEM != keys[0].PEM || vocab.IsStub(a) || a.Local {
		t.Errorf("keys are %+v", keys)
	}
}

func TestReadActor_believesOnlyKeysThatNameItAsOwner(t *testing.T) {
	_, keys, err := vocab.ReadActor(parse(t, actorDoc(`,"publicKey":[{"id":"https://a.example/k1","owner":"https://b.example/u","publicKeyPem":"`+aPEM+`"},{"id":"https://a.example/k2","owner":"https://a.example/u","publicKeyPem":"`+aPEM+`"},{"id":"https://a.example/k3","owner":"https://a.example/u","publicKeyPem":"no key"},{"id":"https://a.example/k4","owner":["https://a.example/u"],"publicKeyPem":"`+aPEM+`"},"https://a.example/k5"]`)))
	if err != nil || len(keys) != 2 || keys[0].ID != "https://a.example/k2" {
		t.Errorf("keys are %+v, %v", keys, err)
	}
}

func TestReadActor_knowsGoToSocialsStub(t *testing.T) {
	a, keys, err := vocab.ReadActor(parse(t, `{"@context":["https://w3id.org/security/v1","https://www.w3.org/ns/activitystreams"],"id":"https://a.example/u","preferredUsername":"anna","type":"Person",`+aKey+`}`))
	if err != nil || !vocab.IsStub(a) || len(keys) != 1 || a.URI != "https://a.example/u" {
		t.Errorf("got %+v, %+v, %v", a, keys, err)
	}
}

func TestReadActor_refusesWhatCannotBeAnActor(t *testing.T) {
	for name, doc := range map[string]string{
		"a note":             strings.Replace(actorDoc(``), "Person", "Note", 1),
		"no type":            strings.Replace(actorDoc(``), `"type":"Person",`, ``, 1),
		"no id":              strings.Replace(actorDoc(``), `"id":"https://a.example/u",`, ``, 1),
		"id not of the web":  strings.Replace(actorDoc(``), `https://a.example/u"`, `acct:u"`, 1),
		"no name":            strings.Replace(actorDoc(``), `anna`, ``, 1),
		"name with domain":   strings.Replace(actorDoc(``), `anna`, `anna@evil.example`, 1),
		"name with markup":   strings.Replace(actorDoc(``), `anna`, `<b>`, 1),
		"monstrous name":     strings.Replace(actorDoc(``), `anna`, strings.Repeat("a", 3000), 1),
		"no inbox, no key":   `{"id":"https://a.example/u","type":"Person","preferredUsername":"anna"}`,
		"inbox not of a web": strings.Replace(actorDoc(``), `https://a.example/u/inbox`, `file:///etc/passwd`, 1),
	} {
		if a, _, err := vocab.ReadActor(parse(t, doc)); err == nil {
			t.Errorf("%s was read as %+v", name, a)
		}
	}
}

func TestReadActor_cutsWhatIsTooMuch(t *testing.T) {
	fields, known := make([]string, 80), make([]string, 400)
	for i := range fields {
		fields[i] = fmt.Sprintf(`{"type":"PropertyValue","name":"n%d","value":"v"}`, i)
	}
	for i := range known {
		known[i] = fmt.Sprintf(`"https://b.example/%d"`, i)
	}
	a, _, err := vocab.ReadActor(parse(t, actorDoc(`,"name":"`+strings.Repeat("é", 5000)+`","summary":"`+strings.Repeat("a", 100000)+`","attachment":[`+strings.Join(fields, ",")+`],"alsoKnownAs":[`+strings.Join(known, ",")+`]`)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(a.Name)); n > 2048 {
		t.Errorf("name has %d characters", n)
	}
	if n := len(a.Summary); n > 20100 {
		t.Errorf("summary has %d", n)
	}
	if len(a.Fields) != 50 || len(a.AlsoKnownAs) != 256 {
		t.Errorf("%d fields, known as %d", len(a.Fields), len(a.AlsoKnownAs))
	}
}

func TestReadActor_webfingerGoesBeforePreferredUsername(t *testing.T) {
	a, _, err := vocab.ReadActor(parse(t, actorDoc(`,"webfinger":"joost@handles.example"`)))
	if err != nil || a.Handle != "joost" || a.Domain != "a.example" {
		t.Errorf("handle %q on %q, %v", a.Handle, a.Domain, err)
	}
}

func TestReadKey_readsABareKey(t *testing.T) {
	k, err := vocab.ReadKey(parse(t, `{"@context":"https://w3id.org/security/v1","id":"https://a.example/k","type":"Key","owner":"https://a.example/u","publicKeyPem":"`+aPEM+`"}`))
	if err != nil || k.ID != "https://a.example/k" || k.Owner != "https://a.example/u" || !strings.HasPrefix(k.PEM, "-----BEGIN PUBLIC KEY-----\n") {
		t.Errorf("got %+v, %v", k, err)
	}
	for _, doc := range []string{`{"id":"https://a.example/k","publicKeyPem":"x"}`, `{"id":"https://a.example/k","owner":"https://a.example/u"}`, `{"owner":"https://a.example/u","publicKeyPem":"` + aPEM + `"}`} {
		if k, err := vocab.ReadKey(parse(t, doc)); err == nil {
			t.Errorf("%s was read as %+v", doc, k)
		}
	}
}

func TestReadTombstone_readsWhatIsLeft(t *testing.T) {
	g, err := vocab.ReadTombstone(parse(t, `{"id":"https://a.example/1","type":"Tombstone","formerType":"Event","deleted":"2026-03-05T08:30:00Z"}`))
	if err != nil || g.FormerType != "Event" || g.Deleted.IsZero() {
		t.Errorf("got %+v, %v", g, err)
	}
	if _, err := vocab.ReadTombstone(parse(t, `{"id":"https://a.example/1","type":"Note"}`)); err == nil {
		t.Error("a note was read as a tombstone")
	}
}
