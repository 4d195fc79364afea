package vocab

import (
	"bytes"
	"fmt"
	"math"
	"sort"
	"strconv"
	"unicode/utf8"

	"github.com/go-fed/activity/streams/vocab"
)

// lists are the properties that always go out as arrays. go-fed writes a list of
// one as the bare value, over which GoToSocial, Owncast and Pixelfed have
// stumbled, and Mobilizon and Mastodon (profile fields) still do. Everything
// else goes out as a single value.
var lists = map[string]bool{
	"to": true, "cc": true, "tag": true, "attachment": true, "orderedItems": true, "items": true, "alsoKnownAs": true,
	"assertionMethod": true, "implements": true, "automaticApproval": true, "memberOf": true, "role": true,
	"oneOf": true,
}

// finish serialises a document whole, with the @context its terms need.
func finish(t vocab.Type) ([]byte, error) { return finishWithout(t, "") }

// finishWithout leaves a property out that only the @context needs to know of.
func finishWithout(t vocab.Type, property string) ([]byte, error) {
	m, err := t.Serialize()
	if err != nil {
		return nil, fmt.Errorf("serialise %s: %w", t.GetTypeName(), err)
	}
	for k, v := range m {
		if list, ok := v.([]interface{}); ok {
			if m[k], err = flat(list); err != nil {
				return nil, fmt.Errorf("serialise %s of %s: %w", k, t.GetTypeName(), err)
			}
		}
	}
	m["@context"] = contextFor(m)
	delete(m, property)
	var b bytes.Buffer
	b.Grow(2048)
	if err := writeObject(&b, m); err != nil {
		return nil, fmt.Errorf("write %s: %w", t.GetTypeName(), err)
	}
	return b.Bytes(), nil
}

// flat serialises the typed values among the items of a list that mixes them
// with things go-fed has no type for (tag, attachment), without a context of
// their own.
func flat(list []interface{}) ([]interface{}, error) {
	out := make([]interface{}, len(list))
	for i, item := range list {
		out[i] = item
		t, ok := item.(vocab.Type)
		if !ok {
			continue
		}
		m, err := t.Serialize()
		if err != nil {
			return nil, err
		}
		out[i] = m
	}
	return out, nil
}

// writeObject writes @context, id and type first and the rest by name, so that
// the same object always has the same bytes. Empty values are left out, since
// Mobilizon crashes on several nulls; an empty list that was put there and an
// empty content are kept, since it also crashes where those are missing.
func writeObject(b *bytes.Buffer, m map[string]interface{}) error {
	keys := make([]string, 0, len(m))
	for k, v := range m {
		if k == "bto" || k == "bcc" || isEmpty(k, v) {
			continue
		}
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, z := rank(keys[i]), rank(keys[j])
		return a < z || a == z && keys[i] < keys[j]
	})
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(b, k)
		b.WriteByte(':')
		v := m[k]
		if lists[k] {
			v = asList(v)
		}
		if err := writeValue(b, v); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	b.WriteByte('}')
	return nil
}

func rank(key string) int {
	switch key {
	case "@context":
		return 0
	case "id":
		return 1
	case "type":
		return 2
	}
	return 3
}

func isEmpty(key string, v interface{}) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == "" && key != "content"
	case map[string]interface{}:
		return len(x) == 0
	case []interface{}:
		return x == nil
	case []string:
		return x == nil
	}
	return false
}

func asList(v interface{}) interface{} {
	switch v.(type) {
	case []interface{}, []string:
		return v
	}
	return []interface{}{v}
}

func writeValue(b *bytes.Buffer, v interface{}) error {
	switch x := v.(type) {
	case string:
		writeString(b, x)
	case bool:
		b.WriteString(strconv.FormatBool(x))
	case int:
		b.WriteString(strconv.Itoa(x))
	case float64:
		return writeFloat(b, x)
	case part:
		b.Write(x.text)
	case map[string]interface{}:
		return writeObject(b, x)
	case terms:
		return x.write(b)
	case []string:
		b.WriteByte('[')
		for i, s := range x {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, s)
		}
		b.WriteByte(']')
	case []interface{}:
		b.WriteByte('[')
		for i, item := range x {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeValue(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	default:
		return fmt.Errorf("a value of type %T", v)
	}
	return nil
}

// writeFloat writes 52 as 52.0: Mobilizon keeps coordinates only when both
// decode as floats.
func writeFloat(b *bytes.Buffer, f float64) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Errorf("the number %v", f)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	b.WriteString(s)
	if f == math.Trunc(f) {
		b.WriteString(".0")
	}
	return nil
}

const hexDigits = "0123456789abcdef"

// writeString writes a JSON string. HTML is not escaped: the documents are never
// put into a page, and <p> is shorter than \u003cp\u003e.
func writeString(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b.WriteString(s[from:i])
				b.WriteString("\ufffd")
				from = i + 1
			}
			i += size
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		b.WriteString(s[from:i])
		switch c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case 0: // what a reader of ours would refuse
		default:
			b.WriteString(`\u00`)
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
		i++
		from = i
	}
	b.WriteString(s[from:])
	b.WriteByte('"')
}
