package discovery_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"knoop/federation/discovery"
)

// peersDir finds shared/peers beside the work tree by walking up. Its absence is
// a failure unless KNOOP_TEST_WITHOUT_PEERS says that it is known.
func peersDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if peers := filepath.Join(dir, "shared", "peers"); isDir(peers) {
			return peers
		}
	}
	if os.Getenv("KNOOP_TEST_WITHOUT_PEERS") == "1" {
		t.Skip("DID NOT RUN: documents of peers (shared/peers) are not here")
	}
	t.Fatal("documents of peers (shared/peers) are not here; KNOOP_TEST_WITHOUT_PEERS=1 goes without them")
	return ""
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func readPeer(t *testing.T, dir, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct{ Body string } // WordPress's are recorded answers
	if json.Unmarshal(raw, &recorded) == nil && recorded.Body != "" {
		return []byte(recorded.Body)
	}
	return raw
}

func TestReadWebFinger_takesWhatPeersAnswer(t *testing.T) {
	dir := peersDir(t)
	for name, want := range map[string]discovery.Finger{
		"mastodon/webfinger-mastodon-webfinger.json": {
			Subject: "acct:tcit@social.tcit.fr", Self: "https://social.tcit.fr/users/tcit", Page: "https://social.tcit.fr/@tcit",
			Subscribe: "https://social.tcit.fr/authorize_interaction?uri={uri}",
		},
		"friendica/webfinger-friendica-webfinger.json": {
			Subject: "acct:lain@squeet.me", Self: "https://squeet.me/profile/lain", Page: "https://squeet.me/profile/lain",
			Subscribe: "https://squeet.me/follow?url={uri}",
		},
		"gancio/webfinger-gancio-webfinger.json": {
			Subject: "acct:gancio@demo.gancio.org", Self: "https://demo.gancio.org/federation/u/gancio",
		},
		"wordpress/notiz-blog-well-known-webfinger.json": {
			Subject: "acct:pfefferle@notiz.blog", Self: "https://notiz.blog/author/matthias-pfefferle/", Page: "https://notiz.blog/author/matthias-pfefferle/",
			Subscribe: "https://notiz.blog/?profile={uri}",
		},
	} {
		f, err := discovery.ReadWebFinger(readPeer(t, dir, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		f.Intents, f.Service = nil, ""
		if f.Subject != want.Subject || f.Self != want.Self || f.Page != want.Page || f.Subscribe != want.Subscribe {
			t.Errorf("%s: got %+v, want %+v", name, f, want)
		}
	}
}

func TestReadNodeInfo_takesWhatPeersAnswer(t *testing.T) {
	dir := peersDir(t)
	for name, want := range map[string]string{
		"nodeinfo/nodeinfo-both_versions.json":        "https://mobilizon.fr/.well-known/nodeinfo/2.1",
		"nodeinfo/nodeinfo-older_versions.json":       "https://mobilizon.fr/.well-known/nodeinfo/1.1",
		"nodeinfo/nodeinfo-regular.json":              "https://event-federation.eu/wp-json/activitypub/1.0/nodeinfo",
		"wordpress/nodeinfo-wp-event-federation.json": "https://event-federation.eu/wp-json/activitypub/1.0/nodeinfo",
	} {
		links, err := discovery.ReadNodeInfoLinks(readPeer(t, dir, name))
		if err != nil || links.Schema != want {
			t.Errorf("%s: got %+v, %v, want %s", name, links, err, want)
		}
	}
	for name, want := range map[string]string{
		"nodeinfo/nodeinfo-data.json":     "mobilizon",
		"wordpress/nodeinfo-wp-data.json": "wordpress",
	} {
		software, version, err := discovery.ReadNodeInfo(readPeer(t, dir, name))
		if err != nil || software != want || version == "" {
			t.Errorf("%s: got %q %q, %v", name, software, version, err)
		}
	}
}

func TestRead_leavesNonsenseOut(t *testing.T) {
	f, err := discovery.ReadWebFinger([]byte(`{"subject":5,"links":[7,null,{"rel":"self","type":"text/html","href":"https://a.example/x"},
		{"rel":"self","type":"application/activity+json","href":"javascript:alert(1)"},
		{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"javascript:x{uri}"},
		{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"https://a.example/no-place"},
		{"rel":"https://w3id.org/fep/3b86/Follow","template":null},
		{"rel":"https://w3id.org/fep/3b86/Object","template":"https://a.example/i?u={object}"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.Subject != "" || f.Self != "" || f.Subscribe != "" || len(f.Intents) != 1 || f.Intents["Object"] == "" {
		t.Errorf("got %+v", f)
	}
	for _, bad := range []string{"", "[]", "null", `"x"`, "{", "<html>", strings.Repeat(" ", 300<<10) + "{}", "{\"subject\":\"\xff\"}"} {
		if _, err := discovery.ReadWebFinger([]byte(bad)); err == nil {
			t.Errorf("%.20q was read", bad)
		}
		if _, err := discovery.ReadNodeInfoLinks([]byte(bad)); err == nil {
			t.Errorf("%.20q was read as links", bad)
		}
		if _, _, err := discovery.ReadNodeInfo([]byte(bad)); err == nil {
			t.Errorf("%.20q was read as nodeinfo", bad)
		}
	}
	if software, _, err := discovery.ReadNodeInfo([]byte(`{"software":{"name":"Evil<b>","version":2}}`)); software != "" || err != nil {
		t.Errorf("got %q, %v", software, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"subject":"acct:a@b.example","links":[{"rel":"self","type":"application/activity+json","href":"https://b.example/u/a"}]}`))
	f.Add([]byte(`{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"https://b.example/n"}],"software":{"name":"X","version":"1"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if w, err := discovery.ReadWebFinger(body); err == nil && w.Self != "" && !strings.HasPrefix(w.Self, "http") {
			t.Errorf("self is %q", w.Self)
		}
		_, _ = discovery.ReadNodeInfoLinks(body)
		_, _, _ = discovery.ReadNodeInfo(body)
	})
}

func FuzzParseResource(f *testing.F) {
	f.Add("acct:joost@mokum.example")
	f.Add("https://mokum.example/")
	f.Fuzz(func(t *testing.T, s string) {
		kind, value := discovery.ParseResource(s)
		if (kind == discovery.KindNone) != (value == "") {
			t.Errorf("%q gives kind %q and value %q", s, kind, value)
		}
		discovery.Find(base, s)
	})
}
