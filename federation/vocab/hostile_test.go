package vocab_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"knoop/federation/vocab"
)

const asCtx = `"@context":"https://www.w3.org/ns/activitystreams"`

// like gives a sound Like with more members.
func like(more string) string {
	return `{` + asCtx + `,"id":"https://a.example/1","type":"Like","actor":"https://a.example/u","object":"https://b.example/2"` + more + `}`
}

// withContext gives a sound Like under another context.
func withContext(context string) string {
	return `{"@context":` + context + `,"id":"https://a.example/1","type":"Like","actor":"https://a.example/u","object":"https://b.example/2"}`
}

func nested(depth int) string {
	return like(`,"x":` + strings.Repeat(`{"x":`, depth) + `1` + strings.Repeat(`}`, depth))
}

func TestParse_refusesWhatTwoReadersWouldReadInTwoWays(t *testing.T) {
	for name, doc := range map[string]string{
		"empty":                          ``,
		"not an object":                  `[]`,
		"a string":                       `"x"`,
		"bytes after the end":            like(``) + `{}`,
		"duplicate name":                 like(`,"actor":"https://b.example/u"`),
		"duplicate name, escaped":        like(`,"\u0061ctor":"https://b.example/u"`),
		"duplicate name deep inside":     like(`,"x":{"id":1,"y":2,"id":3}`),
		"invalid UTF-8":                  like(`,"name":"` + "\xff" + `"`),
		"overlong UTF-8":                 like(`,"name":"` + "\xc0\xaf" + `"`),
		"null character":                 like(`,"name":"a\u0000b"`),
		"raw control character":          like(",\"name\":\"a\nb\""),
		"raw null byte":                  like(",\"name\":\"a\x00b\""),
		"byte order mark":                "\ufeff" + like(``),
		"too deep":                       nested(40),
		"deep arrays":                    like(`,"x":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000)),
		"unclosed depth":                 `{"a":` + strings.Repeat(`[`, 100000),
		"too many items":                 like(`,"to":[` + strings.Repeat(`"https://a.example/u",`, 1000) + `"x"]`),
		"too many members":               like(`,"x":{` + members(1001) + `}`),
		"too many values":                like(`,"x":[` + strings.Repeat(`[1,2,3,4,5,6,7,8,9],`, 600) + `1]`),
		"too long a string":              like(`,"content":"` + strings.Repeat("a", vocab.MaxString+1) + `"`),
		"too large":                      like(`,"x":"` + strings.Repeat(" ", 400000) + `","y":"` + strings.Repeat(" ", 400000) + `","z":"` + strings.Repeat(" ", 400000) + `"`),
		"trailing comma":                 `{"a":1,}`,
		"single quotes":                  `{'a':1}`,
		"number with leading zero":       like(`,"x":01`),
		"half a number":                  like(`,"x":1.`),
		"NaN":                            like(`,"x":NaN`),
		"half an escape":                 like(`,"x":"\u12"`),
		"unknown escape":                 like(`,"x":"\x41"`),
		"comment":                        like(`/* */`),
		"@graph":                         like(`,"@graph":[]`),
		"@included":                      like(`,"@included":[]`),
		"@reverse":                       like(`,"@reverse":{}`),
		"@reverse inside":                like(`,"x":{"@reverse":{}}`),
		"@nest":                          like(`,"@nest":{}`),
		"as: prefix":                     like(`,"as:actor":"https://b.example/u"`),
		"as: prefix only":                `{` + asCtx + `,"as:id":"https://a.example/1","as:type":"Like"}`,
		"whole property address":         like(`,"https://www.w3.org/ns/activitystreams#actor":"https://b.example/u"`),
		"@id beside id":                  like(`,"@id":"https://b.example/1"`),
		"@type beside type":              like(`,"x":{"type":"Note","@type":"Person"}`),
		"@type before type":              like(`,"x":{"@type":"Person","type":"Note"}`),
		"context renames actor":          withContext(`["https://www.w3.org/ns/activitystreams",{"actor":"https://evil.example/#x"}]`),
		"context drops actor":            withContext(`["https://www.w3.org/ns/activitystreams",{"actor":null}]`),
		"context renames by object":      withContext(`["https://www.w3.org/ns/activitystreams",{"object":{"@id":"as:target"}}]`),
		"context gives actor to another": withContext(`["https://www.w3.org/ns/activitystreams",{"performer":"as:actor"}]`),
		"same, written whole":            withContext(`["https://www.w3.org/ns/activitystreams",{"performer":{"@id":"https://www.w3.org/ns/activitystreams#actor"}}]`),
		"context aliases the namespace":  withContext(`["https://www.w3.org/ns/activitystreams",{"x":"https://www.w3.org/ns/activitystreams#"}]`),
		"context aliases half of it":     withContext(`["https://www.w3.org/ns/activitystreams",{"x":"https://www.w3.org/ns/"}]`),
		"context moves as":               withContext(`["https://www.w3.org/ns/activitystreams",{"as":"https://evil.example/#"}]`),
		"context aliases @id":            withContext(`["https://www.w3.org/ns/activitystreams",{"key":"@id"}]`),
		"context aliases @type":          withContext(`["https://www.w3.org/ns/activitystreams",{"kind":{"@id":"@type"}}]`),
		"context aliases @graph":         withContext(`["https://www.w3.org/ns/activitystreams",{"all":"@graph"}]`),
		"context with @reverse":          withContext(`["https://www.w3.org/ns/activitystreams",{"did":{"@reverse":"as:actor"}}]`),
		"context with own context":       withContext(`["https://www.w3.org/ns/activitystreams",{"x":{"@id":"y:z","@context":{"actor":"y:w"}}}]`),
		"context with @import":           withContext(`["https://www.w3.org/ns/activitystreams",{"@import":"https://evil.example/ctx"}]`),
		"context emptied by null":        withContext(`["https://www.w3.org/ns/activitystreams",null]`),
		"context null":                   withContext(`null`),
		"context of lists":               withContext(`[["https://www.w3.org/ns/activitystreams"]]`),
		"context of something else":      withContext(`"https://schema.org/"`),
		"inner context renames":          like(`,"x":{"@context":{"actor":"x:y"},"id":"https://a.example/3"}`),
		"vocabulary moved":               withContext(`["https://www.w3.org/ns/activitystreams",{"@vocab":"https://www.w3.org/ns/activitystreams#"}]`),
		"the alias that fools go-fed":    withContext(`{"https://www.w3.org/ns/activitystreams":"x"}`) + " ",
	} {
		d, err := vocab.Parse([]byte(doc))
		if name == "the alias that fools go-fed" && err == nil {
			// A term named like the context means nothing to us: the short names hold.
			if a, err := vocab.ReadActivity(d); err != nil || a.Actor != "https://a.example/u" {
				t.Errorf("%s: %+v, %v", name, a, err)
			}
			continue
		}
		var refused *vocab.Error
		if !errors.As(err, &refused) {
			t.Errorf("%s was read: %v", name, err)
		} else if refused.Reason == "" {
			t.Errorf("%s: no reason", name)
		}
	}
}

func members(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"k%d":1`, i)
	}
	return strings.Join(parts, ",")
}

func TestParse_takesContextsThatChangeNothing(t *testing.T) {
	for _, context := range []string{
		`"https://www.w3.org/ns/activitystreams"`,
		`["https://www.w3.org/ns/activitystreams"]`,
		`["https://w3id.org/security/v1","https://www.w3.org/ns/activitystreams"]`,
		`["https://www.w3.org/ns/activitystreams",{"id":"@id","type":"@type","actor":"as:actor","as":"https://www.w3.org/ns/activitystreams#"}]`,
		`["https://www.w3.org/ns/activitystreams",{"object":{"@id":"https://www.w3.org/ns/activitystreams#object","@type":"@id"}}]`,
		`["https://www.w3.org/ns/activitystreams",{"location":{"@id":"sc:location","@type":"sc:Place"},"@language":"und","@version":1.1}]`,
		`[{"sensitive":"as:sensitive","Hashtag":"as:Hashtag"}]`,
	} {
		if _, err := vocab.Parse([]byte(withContext(context))); err != nil {
			t.Errorf("%s: %v", context, err)
		}
	}
}

func TestParse_readsEveryKindOfValueAsWritten(t *testing.T) {
	d, err := vocab.Parse([]byte(` { "s" : "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83dx" , "n" : -12.5e1 , "t":true,"f":false,"z":null , "e":{ } , "l":[ ] , "a":[null,[1],"x",{"id":"i"}] } `))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Str("s"), "a\"\\/\b\f\n\r\té😀\ufffdx"; got != want {
		t.Errorf("string is %q, want %q", got, want)
	}
	if f, ok := d.Float("n"); !ok || f != -125 {
		t.Errorf("number is %v, %v", f, ok)
	}
	if v, ok := d.Bool("t"); !v || !ok {
		t.Error("true is not true")
	}
	if v, ok := d.Bool("f"); v || !ok {
		t.Error("false is not false")
	}
	if d.Has("z") || !d.Has("e") || d.Has("missing") {
		t.Error("Has is wrong")
	}
	if got := d.Refs("a"); len(got) != 2 || got[0] != "x" || got[1] != "i" {
		t.Errorf("refs are %q", got)
	}
	if _, ok := d.Int("s"); ok {
		t.Error("a string is an int")
	}
}

func TestReadActivity_refusesWhatNamesNobodyOrTwo(t *testing.T) {
	for name, doc := range map[string]string{
		"id a number":      `{"id":5,"type":"Like","actor":"https://a.example/u"}`,
		"id null":          `{"id":null,"type":"Like","actor":"https://a.example/u"}`,
		"id a list":        `{"id":["https://a.example/1"],"type":"Like","actor":"https://a.example/u"}`,
		"id with spaces":   `{"id":"https://a.example/ 1","type":"Like","actor":"https://a.example/u"}`,
		"no id":            `{"type":"Like","actor":"https://a.example/u"}`,
		"no type":          `{"id":"https://a.example/1","actor":"https://a.example/u"}`,
		"type a number":    `{"id":"https://a.example/1","type":4,"actor":"https://a.example/u"}`,
		"no actor":         `{"id":"https://a.example/1","type":"Like"}`,
		"actor empty list": `{"id":"https://a.example/1","type":"Like","actor":[]}`,
		"actor null":       `{"id":"https://a.example/1","type":"Like","actor":null}`,
		"two actors":       `{"id":"https://a.example/1","type":"Like","actor":["https://a.example/u","https://b.example/u"]}`,
		"actor without id": `{"id":"https://a.example/1","type":"Like","actor":{"type":"Person"}}`,
		"a note":           `{"id":"https://a.example/1","type":"Note","actor":"https://a.example/u"}`,
		"an actor":         `{"id":"https://a.example/1","type":"Person","actor":"https://a.example/u"}`,
	} {
		d, err := vocab.Parse([]byte(doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if a, err := vocab.ReadActivity(d); err == nil {
			t.Errorf("%s was read as %+v", name, a)
		}
	}
}

func TestReadActivity_takesValuesAndListsAlike(t *testing.T) {
	for _, doc := range []string{
		`{"id":"https://a.example/1","type":"Follow","actor":"https://a.example/u","object":"https://b.example/g","to":"as:Public","cc":"https://b.example/g"}`,
		`{"id":"https://a.example/1","type":["Follow"],"actor":["https://a.example/u"],"object":["https://b.example/g"],"to":["Public"],"cc":[{"id":"https://b.example/g"}]}`,
		`{"id":"https://a.example/1","type":["x:Odd","Follow"],"actor":{"id":"https://a.example/u","type":"Person"},"object":{"id":"https://b.example/g","type":"Group"},"to":["https://www.w3.org/ns/activitystreams#Public"],"audience":"https://b.example/g","bto":"https://c.example/u"}`,
	} {
		d, err := vocab.Parse([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		a, err := vocab.ReadActivity(d)
		if err != nil {
			t.Errorf("%s: %v", doc, err)
			continue
		}
		if a.Type != "Follow" || a.Actor != "https://a.example/u" || a.ObjectID != "https://b.example/g" {
			t.Errorf("read %+v", a)
		}
		if len(a.To) != 1 || a.To[0] != "https://www.w3.org/ns/activitystreams#Public" || len(a.CC) != 1 || a.CC[0] != "https://b.example/g" {
			t.Errorf("addressed to %q, cc %q", a.To, a.CC)
		}
	}
}
