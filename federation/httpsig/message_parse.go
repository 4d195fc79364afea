package httpsig

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"
)

// parseMessage reads RFC 9421 headers and takes the first signature it can use.
// When none is usable the reason given is the first one's.
func parseMessage(r *http.Request, input []string) (*Signature, error) {
	inputs, err := strictDictionary("signature-input", input)
	if err != nil {
		return nil, err
	}
	values, err := strictDictionary("signature", r.Header.Values("Signature"))
	if err != nil {
		return nil, err
	}
	if len(inputs.Names()) == 0 {
		return nil, malformed("signature-input is empty")
	}
	if len(inputs.Names()) > maxLabels {
		return nil, malformed("more than %d signatures", maxLabels)
	}
	var first error
	for _, label := range inputs.Names() {
		s, err := readMessage(r, inputs, values, label)
		if err == nil {
			return s, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// strictDictionary reads a structured dictionary and refuses what the reader
// of structured fields silently drops or mends: a second member or parameter of
// the same name would leave two readers with two meanings.
func strictDictionary(name string, lines []string) (*httpsfv.Dictionary, error) {
	text := strings.Join(lines, ", ")
	if len(text) > maxHeader {
		return nil, malformed("%s is longer than %d bytes", name, maxHeader)
	}
	dict, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return nil, malformed("%s cannot be read: %v", name, err)
	}
	again, err := httpsfv.Marshal(dict)
	if err != nil {
		return nil, malformed("%s cannot be read: %v", name, err)
	}
	if !sameButSpaces(text, again) {
		return nil, malformed("%s names something twice or is not in canonical form", name)
	}
	return dict, nil
}

func sameButSpaces(a, b string) bool {
	drop := strings.NewReplacer(" ", "", "\t", "")
	return drop.Replace(a) == drop.Replace(b)
}

func readMessage(r *http.Request, inputs, values *httpsfv.Dictionary, label string) (*Signature, error) {
	member, _ := inputs.Get(label)
	list, ok := member.(httpsfv.InnerList)
	if !ok {
		return nil, malformed("signature-input %s is not a list of components", clip(label))
	}
	s := &Signature{Scheme: RFC9421}
	var err error
	if s.Components, err = messageComponents(list); err != nil {
		return nil, err
	}
	if err = s.readMessageParameters(list.Params); err != nil {
		return nil, err
	}
	if s.params, err = httpsfv.Marshal(list); err != nil {
		return nil, malformed("signature-input %s cannot be read: %v", clip(label), err)
	}
	if s.value, err = messageValue(values, label); err != nil {
		return nil, err
	}
	if err = s.checkCoverage(r); err != nil {
		return nil, err
	}
	return s, nil
}

func messageComponents(list httpsfv.InnerList) ([]string, error) {
	if len(list.Items) > maxComponents {
		return nil, malformed("more than %d signed components", maxComponents)
	}
	components := make([]string, 0, len(list.Items))
	for _, item := range list.Items {
		name, ok := item.Value.(string)
		switch {
		case !ok || name == "" || name != strings.ToLower(name):
			return nil, malformed("a signed component is not a name in lower case")
		case item.Params != nil && len(item.Params.Names()) > 0:
			return nil, wrong("parameters on component %s are not supported", clip(name))
		case slices.Contains(components, name):
			return nil, malformed("component %s stands twice", clip(name))
		}
		components = append(components, name)
	}
	return components, nil
}

func (s *Signature) readMessageParameters(params *httpsfv.Params) error {
	if params == nil {
		return malformed("signature-input has no keyid")
	}
	if len(params.Names()) > maxParameters {
		return malformed("more than %d signature parameters", maxParameters)
	}
	keyID, _ := params.Get("keyid")
	s.KeyID, _ = keyID.(string)
	if s.KeyID == "" || len(s.KeyID) > maxKeyID {
		return malformed("signature-input has no keyid, or one longer than %d bytes", maxKeyID)
	}
	if alg, ok := params.Get("alg"); ok {
		if s.Algorithm, _ = alg.(string); s.Algorithm != "rsa-v1_5-sha256" {
			return wrong("alg %q is not supported; use rsa-v1_5-sha256", clip(s.Algorithm))
		}
	}
	var err error
	if s.Created, err = messageTime(params, "created"); err != nil {
		return err
	}
	if s.Created.IsZero() {
		return wrong("the signature must have a created parameter")
	}
	s.Expires, err = messageTime(params, "expires")
	return err
}

// messageTime reads a parameter of whole seconds; zero when absent.
func messageTime(params *httpsfv.Params, name string) (time.Time, error) {
	value, ok := params.Get(name)
	if !ok {
		return time.Time{}, nil
	}
	seconds, ok := value.(int64)
	if !ok || seconds <= 0 || seconds > 1<<40 {
		return time.Time{}, malformed("parameter %s is not a time in whole seconds", name)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

func messageValue(values *httpsfv.Dictionary, label string) ([]byte, error) {
	member, ok := values.Get(label)
	if !ok {
		return nil, malformed("signature-input %s has no signature", clip(label))
	}
	item, ok := member.(httpsfv.Item)
	if !ok {
		return nil, malformed("signature %s is not a byte sequence", clip(label))
	}
	value, ok := item.Value.([]byte)
	if !ok || len(value) == 0 {
		return nil, malformed("signature %s is not a byte sequence", clip(label))
	}
	return value, nil
}
