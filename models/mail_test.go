package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestParseMailAddress_writesItOneWay(t *testing.T) {
	for in, want := range map[string]string{
		" Noor@Mokum.Example ":                       "Noor@mokum.example",
		"a.b+zzp@mail.example":                       "a.b+zzp@mail.example",
		"noor@bücher.example":                        "noor@xn--bcher-kva.example",
		"o'neill@ierland.example":                    "o'neill@ierland.example",
		"x@een.twee.drie.example":                    "x@een.twee.drie.example",
		"noor":                                       "",
		"":                                           "",
		"@mokum.example":                             "",
		"noor@":                                      "",
		"noor@localhost":                             "",
		"noor@127.0.0.1":                             "",
		"noor@[127.0.0.1]":                           "",
		"noor@@mokum.example":                        "",
		"a@b@mokum.example":                          "",
		"noor@mokum..example":                        "",
		".noor@mokum.example":                        "",
		"no..or@mokum.example":                       "",
		"noor @mokum.example":                        "",
		`"noor x"@mokum.example`:                     "",
		"Noor <noor@mokum.example>":                  "",
		"noör@mokum.example":                         "",
		"noor@mokum.example\r\nBcc: a@b.example":     "",
		"noor\x00@mokum.example":                     "",
		"noor,anna@mokum.example":                    "",
		strings.Repeat("n", 65) + "@mokum.example":   "",
		"n@" + strings.Repeat("a.", 130) + "example": "",
	} {
		got, err := models.ParseMailAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is read as %q, %v", in, got, err)
		}
		if want == "" && models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", in, err)
		}
		if again, _ := models.ParseMailAddress(got); got != "" && again != got {
			t.Errorf("%q read again is %q", got, again)
		}
	}
}

func TestMailKinds_sayWhatGoesForEach(t *testing.T) {
	if n := len(models.MailKinds()); n != 18 {
		t.Errorf("%d kinds: see to their words and their tests", n)
	}
	for _, k := range models.MailKinds() {
		if k.Choice() && k.Wanted() {
			t.Errorf("%s is a choice and goes out to who wants no mail", k)
		}
		if k.Life() < time.Hour {
			t.Errorf("%s lives %v", k, k.Life())
		}
	}
}

func TestNewMail_isRefusedWithoutWhatItNeeds(t *testing.T) {
	good := models.NewMail{Kind: models.MailSignIn, To: "a@b.example", Data: map[string]string{"Link": "https://mokum.example/welcome/x"}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]models.NewMail{
		"no such kind": {Kind: "spam", To: "a@b.example"},
		"to nobody":    {Kind: models.MailTest},
		"no link":      {Kind: models.MailSignIn, To: "a@b.example"},
		"too long":     {Kind: models.MailTest, To: "a@b.example", Data: map[string]string{"Text": strings.Repeat("x", models.MaxMailValue+1)}},
	} {
		if bad.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMail_isTriedUntilItIsTooOldOrHadItsTries(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	m := models.Mail{Kind: models.MailSignIn, CreatedAt: now}
	tries := 0
	for at, state := now, models.MailWaiting; state == models.MailWaiting; tries++ {
		state, at = m.Failed(at)
		m.Attempts++
		if at.Sub(now) > m.Kind.Life() {
			t.Fatalf("tried %v after it was written", at.Sub(now))
		}
	}
	if tries < 6 || tries > models.MaxMailAttempts {
		t.Errorf("%d tries", tries)
	}
	for n := 1; n < 20; n++ {
		if models.MailBackoff(n+1) < models.MailBackoff(n) {
			t.Errorf("the wait after try %d is shorter than before", n+1)
		}
	}
}

func TestMaskMail_showsItToItsOwnerAlone(t *testing.T) {
	for in, want := range map[string]string{"noor@mokum.example": "n…@mokum.example", "niets": "…", "": "…"} {
		if got := models.MaskMail(in); got != want {
			t.Errorf("%q is shown as %q", in, got)
		}
	}
}
