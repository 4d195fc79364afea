package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"knoop/models/store"
)

func TestMemberEdit_refusesOneWhoWasDeleted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	knoop := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		code := run(t.Context(), args, []string{"KNOOP_DATA=" + dir}, &out, &errs)
		return code, errs.String()
	}
	if code, said := knoop("setup", "--name", "ZZP Mokum", "--handle", "mokum", "--orchestrator-name", "Samira", "--orchestrator-handle", "samira"); code != exitDone {
		t.Fatal(said)
	}
	if code, said := knoop("member", "add", "--handle", "joost", "--name", "Joost"); code != exitDone {
		t.Fatal(said)
	}
	deleteMember(t, dir, "joost")
	code, said := knoop("member", "edit", "joost", "--listed")
	if code != exitRefused || strings.Count(said, "\n") != 1 || !strings.Contains(said, "joost was deleted") {
		t.Errorf("exit %d: %q", code, said)
	}
}

func deleteMember(t *testing.T, dir, handle string) {
	t.Helper()
	secret, err := store.LoadSecret(dir, "", false)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{Dir: dir, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	joost, err := st.ActorByHandle(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.DeleteMember(t.Context(), joost.ID); err != nil {
		t.Fatal(err)
	}
}
