package auth

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"knoop/models"
)

// BeginAdd asks for a new passkey of the person who is signed in: POST
// /settings/keys/begin. Devices that hold one of hers already say so.
func (a *Auth) BeginAdd(w http.ResponseWriter, r *http.Request) error {
	if err := a.possible(); err != nil {
		return err
	}
	who := *Who(r).Actor
	kept, err := a.o.Store.Credentials(r.Context(), who.ID)
	if err != nil {
		return err
	}
	if len(kept) >= models.MaxKeys {
		return models.Fail(models.Conflict, "error.too_many_passkeys", "Max", models.MaxKeys)
	}
	known := make([]protocol.CredentialDescriptor, len(kept))
	for i, c := range kept {
		key, err := keyOf(c)
		if err != nil {
			return err
		}
		known[i] = key.Descriptor()
	}
	site := a.o.Render.Page(r, "").Site.Name
	options, session, err := a.passkeys.BeginRegistration(owner{actor: who}, webauthn.WithExclusions(known), webauthn.WithRegistrationRelyingPartyName(site))
	if err != nil {
		return err
	}
	return a.begin(w, r, models.CeremonyAdd, who.ID, session, options.Response)
}

// FinishAdd keeps the new passkey: POST /settings/keys/finish.
func (a *Auth) FinishAdd(w http.ResponseWriter, r *http.Request) error {
	if err := a.possible(); err != nil {
		return err
	}
	who := *Who(r).Actor
	in, err := readAnswer(w, r)
	if err != nil {
		return err
	}
	session, token, err := a.resume(r, models.CeremonyAdd, who.ID)
	if err != nil {
		return err
	}
	told, err := protocol.ParseCredentialCreationResponseBytes(in.Credential)
	if err != nil {
		return a.refused(r, err)
	}
	if err := a.checkClient(told.Response.CollectedClientData, session); err != nil {
		return err
	}
	made, err := a.passkeys.CreateCredential(owner{actor: who}, session, told)
	if err != nil {
		return a.refused(r, err)
	}
	if _, err := a.o.Store.AddCredential(r.Context(), token, record(made, who.ID, in.Name)); err != nil {
		return err
	}
	a.o.Render.Say(w, "signin.notice_key_added")
	return reply(w, struct{}{})
}

// record gives a new passkey as it is kept.
func record(made *webauthn.Credential, actorID, name string) models.Credential {
	transports := make([]string, len(made.Transport))
	for i, t := range made.Transport {
		transports[i] = string(t)
	}
	return models.Credential{
		KeyID: base64.RawURLEncoding.EncodeToString(made.ID), ActorID: actorID, Name: name, PublicKey: made.PublicKey,
		Counter: int64(made.Authenticator.SignCount), BackupEligible: made.Flags.BackupEligible, BackedUp: made.Flags.BackupState,
		Transports: strings.Join(transports, " "), AAGUID: hex.EncodeToString(made.Authenticator.AAGUID),
	}
}
