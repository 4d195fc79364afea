package auth

import (
	"encoding/base64"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"knoop/models"
	"knoop/models/store"
)

// BeginSignIn asks for any passkey of ours: POST /login/passkey/begin. Nobody
// says who she is first, so the answer tells a stranger nothing.
func (a *Auth) BeginSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := a.possible(); err != nil {
		return err
	}
	options, session, err := a.passkeys.BeginDiscoverableLogin()
	if err != nil {
		return err
	}
	return a.begin(w, r, models.CeremonySignIn, "", session, options.Response)
}

// FinishSignIn verifies the answer and signs in: POST /login/passkey/finish.
func (a *Auth) FinishSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := a.possible(); err != nil {
		return err
	}
	in, err := readAnswer(w, r)
	if err != nil {
		return err
	}
	session, token, err := a.resume(r, models.CeremonySignIn, "")
	if err != nil {
		return err
	}
	told, err := protocol.ParseCredentialRequestResponseBytes(in.Credential)
	if err != nil {
		return a.refused(r, err)
	}
	if err := a.checkClient(told.Response.CollectedClientData, session); err != nil {
		return err
	}
	kept, err := a.verify(r, session, told)
	if err != nil {
		return err
	}
	data := told.Response.AuthenticatorData
	sessionToken, _, err := a.o.Store.SignIn(r.Context(), store.PasskeySignIn{
		Ceremony: token, Credential: kept.ID, Device: Device(r), Ends: Who(r).SessionID,
		Told: models.Assertion{Counter: int64(data.Counter), BackupEligible: data.Flags.HasBackupEligible(), BackedUp: data.Flags.HasBackupState()},
	})
	if err != nil {
		if models.KindOf(err) == models.Forbidden {
			a.o.Logger.WarnContext(r.Context(), "passkey refused", "member_id", kept.ActorID, "err", err)
		}
		return err
	}
	a.Start(w, sessionToken)
	a.o.Render.Say(w, "welcome.notice_signed_in")
	return reply(w, struct{}{})
}

// verify finds the passkey that signed and checks the signature. What it tells
// of counter and copies is judged later, by models in the store.
func (a *Auth) verify(r *http.Request, session webauthn.SessionData, told *protocol.ParsedCredentialAssertionData) (models.Credential, error) {
	ctx := r.Context()
	kept, err := a.o.Store.CredentialByKey(ctx, base64.RawURLEncoding.EncodeToString(told.RawID))
	if err != nil {
		return kept, err
	}
	actor, err := a.o.Store.Actor(ctx, kept.ActorID)
	if err != nil {
		return kept, err
	}
	key, err := keyOf(kept)
	if err != nil {
		return kept, err
	}
	key.Flags.BackupEligible = told.Response.AuthenticatorData.Flags.HasBackupEligible()
	find := func(_, _ []byte) (webauthn.User, error) {
		return owner{actor, []webauthn.Credential{key}}, nil
	}
	if _, err := a.passkeys.ValidateDiscoverableLogin(find, session, told); err != nil {
		return kept, a.refused(r, err)
	}
	return kept, nil
}
