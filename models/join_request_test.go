package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestJoinRequest_isDecidedOnceAndANoHasAReason(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := models.JoinRequest{State: models.JoinWaiting, Name: "Soraya"}
	if a.Decide(false, "joost", " \n", now) == nil || a.State != models.JoinWaiting {
		t.Error("a no without a reason")
	}
	if err := a.Decide(true, "joost", "", now); err != nil || a.State != models.JoinApproved || a.DecidedBy != "joost" || a.DecidedAt == nil {
		t.Errorf("approved: %+v, %v", a, err)
	}
	if a.Decide(false, "joost", "toch niet", now) == nil || a.Withdraw(now) == nil {
		t.Error("decided twice")
	}
}

func TestJoinRequest_withdrawnForgetsWhatSheWrote(t *testing.T) {
	a := models.JoinRequest{
		State: models.JoinWaiting, Name: "Soraya", Handle: "soraya", Address: []byte("x"), AddressHash: "x",
		Answers: []models.JoinAnswer{{Question: "Wie?", Answer: "Ik"}},
	}
	if err := a.Withdraw(time.Now()); err != nil {
		t.Fatal(err)
	}
	if a.Name != "" || a.Handle != "" || a.Address != nil || a.AddressHash != "" || len(a.Answers) != 0 || a.State != models.JoinWithdrawn {
		t.Errorf("still there: %+v", a)
	}
	if a.Decide(true, "joost", "", time.Now()) == nil {
		t.Error("decided after it was withdrawn")
	}
}

func TestJoinRequest_isBounded(t *testing.T) {
	good := models.JoinRequest{Name: "Soraya"}
	long := strings.Repeat("é", models.MaxAnswer+1)
	for name, a := range map[string]models.JoinRequest{
		"no name":       {},
		"a long name":   {Name: strings.Repeat("é", models.MaxName+1)},
		"a bad handle":  {Name: "Soraya", Handle: "So Raya"},
		"ours":          {Name: "Soraya", Handle: "manage"},
		"a long answer": {Name: "Soraya", Answers: []models.JoinAnswer{{Answer: long}}},
		"many answers":  {Name: "Soraya", Answers: make([]models.JoinAnswer, models.MaxQuestions+1)},
	} {
		if a.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

func TestJoinDoor_asksAtMostFiveQuestions(t *testing.T) {
	five := slices.Repeat([]models.JoinQuestion{{Text: "Wie ben je?"}}, models.MaxQuestions)
	if err := (models.JoinDoor{Questions: five}).Check(); err != nil {
		t.Error(err)
	}
	for name, list := range map[string][]models.JoinQuestion{
		"six":     append(five, five[0]),
		"empty":   {{Text: " "}},
		"endless": {{Text: strings.Repeat("?", models.MaxQuestion+1)}},
	} {
		if (models.JoinDoor{Questions: list}).Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
