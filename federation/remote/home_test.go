package remote_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store/storetest"
)

// home makes a person whose server can vouch for her.
func home(p *fedtest.Peer, name string) *fedtest.Actor {
	a := p.Person(name)
	a.Set(fedtest.Doc{"endpoints": endpointsOf(p.Origin)})
	return a
}

func endpointsOf(origin string) fedtest.Doc {
	return fedtest.Doc{"oauthAuthorizationEndpoint": origin + "/oauth/authorize", "oauthTokenEndpoint": origin + "/oauth/token"}
}

func key(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func TestHome_isReadNowFromThePersonsOwnDocument(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(t, fedtest.Options{Name: "kade"})
	noor := home(kade, "noor")
	for range 2 {
		h, err := w.remote.Home(w.ctx, noor.Acct())
		if err != nil {
			t.Fatal(err)
		}
		if h.Actor.URI != noor.ID || h.Issuer != kade.Origin || h.Authorize != kade.Origin+"/oauth/authorize" || h.Token != kade.Origin+"/oauth/token" {
			t.Errorf("her home is %+v", h)
		}
	}
	if n := kade.Hits(noor.ID); n != 2 {
		t.Errorf("her document was read %d times: it must be fresh", n)
	}
}

func TestHome_refusesEndpointsElsewhereOrNone(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(t, fedtest.Options{Name: "kade"})
	noor := home(kade, "noor")
	group := kade.Add("groep", "Group")
	group.Set(fedtest.Doc{"endpoints": endpointsOf(kade.Origin)})
	for name, endpoints := range map[string]any{
		"none":            nil,
		"elsewhere":       endpointsOf("https://kwaad.example"),
		"another port":    endpointsOf("https://kade.localhost:1"),
		"a user name":     endpointsOf("https://noor@" + kade.Host),
		"http":            endpointsOf("http://" + kade.Host),
		"only half":       fedtest.Doc{"oauthAuthorizationEndpoint": kade.Origin + "/oauth/authorize"},
		"no addresses":    fedtest.Doc{"oauthAuthorizationEndpoint": 1, "oauthTokenEndpoint": "javascript:alert(1)"},
		"token elsewhere": fedtest.Doc{"oauthAuthorizationEndpoint": kade.Origin + "/a", "oauthTokenEndpoint": "https://kwaad.example/t"},
	} {
		noor.Set(fedtest.Doc{"endpoints": endpoints})
		if _, err := w.remote.Home(w.ctx, noor.Acct()); key(err) != "remote.no_sign_in" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.remote.Home(w.ctx, group.Acct()); key(err) != "remote.no_sign_in" {
		t.Errorf("a group: %v", err)
	}
	kade.Fail(http.StatusBadGateway)
	if _, err := w.remote.Home(w.ctx, noor.Acct()); key(err) != "remote.unreachable" {
		t.Errorf("a silent home: %v", err)
	}
	if h, err := w.remote.Home(w.ctx, "joost@mokum.example"); err != nil || !h.Actor.Local {
		t.Errorf("one of ours: %+v, %v", h, err)
	}
}

func TestVouched_givesWhomTheHomeNamesInPlaceOfWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(t, fedtest.Options{Name: "kade"})
	noor := home(kade, "noor")
	var heard url.Values
	kade.AnswerForm("/oauth/token", func(form url.Values) fedtest.Answer {
		heard = form
		return says(noor.ID)
	})
	a, err := w.remote.Vouched(w.ctx, voucher(kade))
	if err != nil || a.URI != noor.ID || a.ID == "" {
		t.Fatalf("%+v, %v", a, err)
	}
	for name, want := range map[string]string{"grant_type": "authorization_code", "code": "c", "client_id": "https://mokum.example/actor", "redirect_uri": "https://mokum.example/login/home/return", "code_verifier": "v"} {
		if heard.Get(name) != want {
			t.Errorf("%s is %q", name, heard.Get(name))
		}
	}
}

// The holes: each is a way to come in as somebody else.
func TestVouched_refuses(t *testing.T) {
	w := newWorld(t)
	kade, kwaad := w.peer(t, fedtest.Options{Name: "kade"}), w.peer(t, fedtest.Options{Name: "kwaad"})
	noor, mallory := home(kade, "noor"), home(kwaad, "mallory")
	other := kade.Person("ander")
	other.Set(fedtest.Doc{"endpoints": fedtest.Doc{"oauthAuthorizationEndpoint": kade.Origin + "/x", "oauthTokenEndpoint": kade.Origin + "/y"}})
	bare := kade.Person("kaal")
	group := kade.Add("groep", "Group")
	group.Set(fedtest.Doc{"endpoints": endpointsOf(kade.Origin)})
	for name, answer := range map[string]fedtest.Answer{
		"somebody of another host":             says(mallory.ID),
		"ourselves":                            says("https://mokum.example/users/joost"),
		"whose document names other endpoints": says(other.ID),
		"whose document names none":            says(bare.ID),
		"a group":                              says(group.ID),
		"a key instead of a person":            says(noor.ID + "#main-key"),
		"a user name in the address":           says("https://kwaad@" + kade.Host + "/users/noor"),
		"nobody":                               says(""),
		"a number":                             {Type: "application/json", Body: []byte(`{"me":1}`)},
		"a page":                               {Type: "text/html", Body: []byte(`{"me":"` + noor.ID + `"}`)},
		"a redirect":                           {Status: 307, Header: http.Header{"Location": {kwaad.Origin + "/oauth/token"}}},
		"a plain no":                           {Status: 400, Type: "application/json", Body: []byte(`{"error":"invalid_grant","me":"` + noor.ID + `"}`)},
		"a no to the client":                   {Status: 401, Type: "application/json", Body: []byte(`{"error":"invalid_client"}`)},
		"a created":                            {Status: 201, Type: "application/json", Body: []byte(`{"me":"` + noor.ID + `"}`)},
		"a flood":                              {Type: "application/json", Body: append([]byte(`{"me":"`+noor.ID+`"}`), make([]byte, 70<<10)...)},
	} {
		kade.AnswerForm("/oauth/token", func(url.Values) fedtest.Answer { return answer })
		kwaad.AnswerForm("/oauth/token", func(url.Values) fedtest.Answer {
			t.Errorf("%s: the code went elsewhere", name)
			return says(noor.ID)
		})
		if a, err := w.remote.Vouched(w.ctx, voucher(kade)); err == nil || models.KindOf(err) == "" || key(err) == "remote.unreachable" {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	kade.AnswerForm("/oauth/token", func(url.Values) fedtest.Answer { return says(noor.ID) })
	elsewhere := voucher(kade)
	elsewhere.Token = kwaad.Origin + "/oauth/token"
	if _, err := w.remote.Vouched(w.ctx, elsewhere); err == nil {
		t.Error("a token endpoint off the issuer's origin was asked")
	}
	kade.AnswerForm("/oauth/token", func(url.Values) fedtest.Answer { return fedtest.Answer{Status: 503} })
	if _, err := w.remote.Vouched(w.ctx, voucher(kade)); key(err) != "remote.unreachable" {
		t.Errorf("a silent home: %v", err)
	}
}

func says(me string) fedtest.Answer {
	body, _ := json.Marshal(map[string]any{"me": me, "profile": map[string]string{"name": "Noor"}})
	return fedtest.Answer{Type: "application/json", Body: body}
}

func voucher(p *fedtest.Peer) remote.Voucher {
	return remote.Voucher{
		Issuer: p.Origin, Token: p.Origin + "/oauth/token", Code: "c", Verifier: "v",
		ClientID: "https://mokum.example/actor", RedirectURI: "https://mokum.example/login/home/return",
	}
}

func TestClient_mayReturnWhereItsOwnDocumentSaysAlone(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(t, fedtest.Options{Name: "kade"})
	node := kade.Add("relay", "Application")
	back := kade.Origin + "/login/home/return"
	node.Set(fedtest.Doc{"name": "Kade West", "redirectURI": []any{back, "https://kwaad.example/login/home/return", 7}})
	c, err := w.remote.Client(w.ctx, node.ID)
	if err != nil || c.Name != "Kade West" || c.Host != kade.Host || c.Origin != kade.Origin {
		t.Fatalf("%+v, %v", c, err)
	}
	for address, want := range map[string]bool{
		back: true, back + "/": false, back + "?x=1": false, kade.Origin + "/elsewhere": false, "": false,
		"https://kade.localhost:1/login/home/return": false, "https://noor@" + kade.Host + "/login/home/return": false,
		"http://" + kade.Host + "/login/home/return": false, "https://kwaad.example/login/home/return": false,
	} {
		if c.MayReturn(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
	// Believed for minutes, and not for longer.
	node.Set(fedtest.Doc{"redirectURI": nil})
	if c, _ := w.remote.Client(w.ctx, node.ID); !c.MayReturn(back) {
		t.Error("asked again at once")
	}
	w.clock = w.clock.Add(4 * time.Minute)
	if c, err := w.remote.Client(w.ctx, node.ID); err != nil || c.MayReturn(back) {
		t.Errorf("what the document no longer says is believed: %v", err)
	}
}

func TestClient_isNobodyElsesDocument(t *testing.T) {
	w := newWorld(t)
	kade := w.peer(t, fedtest.Options{Name: "kade"})
	node := kade.Add("relay", "Application")
	kade.Keep(kade.Origin+"/copy", node.Document())
	kade.Keep(kade.Origin+"/note", fedtest.Doc{"@context": fedtest.Context, "id": kade.Origin + "/note", "type": "Note"})
	for name, id := range map[string]string{
		"a copy": kade.Origin + "/copy", "a note": kade.Origin + "/note", "nothing": kade.Origin + "/nothing", "ourselves": "https://mokum.example/actor",
		"no address": "relay@" + kade.Host, "a fragment": node.ID + "#main-key", "http": "http://" + kade.Host + "/users/relay",
	} {
		if c, err := w.remote.Client(w.ctx, id); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestClient_atAPrivateAddressIsNotFetched(t *testing.T) {
	s := storetest.New(t)
	node := storetest.Node(t, s)
	client, err := transport.New(transport.Options{Origin: node.Origin}) // as it is without KNOOP_ALLOW_NETWORKS
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	r := remote.New(remote.Options{Store: s, Client: client, Base: iri.Of(node)})
	for _, id := range []string{
		"https://127.0.0.1/actor", "https://localhost/actor", "https://10.0.0.1/actor", "https://[::1]/actor",
		"https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/actor",
	} {
		if _, err := r.Client(t.Context(), id); !errors.Is(err, transport.ErrRefused) {
			t.Errorf("%s: %v", id, err)
		}
	}
}
