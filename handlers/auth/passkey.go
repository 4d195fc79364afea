package auth

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"knoop/models"
)

// maxAnswer bounds the body of an answer to a ceremony.
const maxAnswer = 64 << 10

// relyingParty makes what speaks WebAuthn for an origin. A passkey belongs to the
// whole host, not to a domain above it: neighbours under one domain share none.
// An origin on an IP address can have no passkeys (WebAuthn 5.1.2) and is an error.
func relyingParty(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("read the origin: %w", err)
	}
	timeout := webauthn.TimeoutConfig{Timeout: models.CeremonyLife, TimeoutUVD: models.CeremonyLife}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: u.Hostname(), RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(), ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
	})
}

// owner is a person as WebAuthn knows her. Her user handle is the id of her row:
// opaque, and the same whatever her name becomes.
type owner struct {
	actor models.Actor
	keys  []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return []byte(o.actor.ID) }
func (o owner) WebAuthnName() string                       { return o.actor.Acct() }
func (o owner) WebAuthnDisplayName() string                { return o.actor.DisplayName() }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// keyOf gives a passkey as WebAuthn knows it.
func keyOf(c models.Credential) (webauthn.Credential, error) {
	id, err := base64.RawURLEncoding.DecodeString(c.KeyID)
	if err != nil {
		return webauthn.Credential{}, fmt.Errorf("read credential id: %w", err)
	}
	key := webauthn.Credential{ID: id, PublicKey: c.PublicKey}
	key.Flags.BackupEligible, key.Flags.UserVerified = c.BackupEligible, true
	for _, t := range strings.Fields(c.Transports) {
		key.Transport = append(key.Transport, protocol.AuthenticatorTransport(t))
	}
	return key, nil
}

// answer is what the script of our pages sends to finish a ceremony.
type answer struct {
	Name       string          `json:"name"` // of a new passkey
	Credential json.RawMessage `json:"credential"`
}

func readAnswer(w http.ResponseWriter, r *http.Request) (answer, error) {
	var in answer
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAnswer)).Decode(&in); err != nil {
		return in, models.Fail(models.Invalid, "error.request_invalid")
	}
	return in, nil
}

// begin keeps a ceremony, binds it to the browser and answers with its options.
func (a *Auth) begin(w http.ResponseWriter, r *http.Request, kind models.CeremonyKind, actorID string, session *webauthn.SessionData, options any) error {
	data, err := json.Marshal(session)
	if err != nil {
		return fmt.Errorf("write a ceremony: %w", err)
	}
	token, err := a.o.Store.BeginCeremony(r.Context(), kind, actorID, data)
	if err != nil {
		return err
	}
	c := a.bare()
	c.Name, c.Value, c.SameSite = a.cookie+ceremonySuffix, token, http.SameSiteStrictMode
	// Longer than the ceremony itself, so that who is late is told so.
	c.MaxAge = 2 * int(models.CeremonyLife.Seconds())
	http.SetCookie(w, c)
	return reply(w, options)
}

// ceremonySuffix makes the name of a ceremony's cookie from the session's.
const ceremonySuffix = "-ceremony"

// resume gives the ceremony that this browser began, with its token. It stays
// until something comes of it.
func (a *Auth) resume(r *http.Request, kind models.CeremonyKind, actorID string) (session webauthn.SessionData, token string, err error) {
	c, err := r.Cookie(a.cookie + ceremonySuffix)
	if err != nil || c.Value == "" {
		return session, "", models.Fail(models.Invalid, "error.ceremony_missing")
	}
	ceremony, err := a.o.Store.Ceremony(r.Context(), c.Value, kind, actorID)
	if err != nil {
		return session, "", err
	}
	if err := json.Unmarshal(ceremony.Data, &session); err != nil {
		return session, "", fmt.Errorf("read a ceremony: %w", err)
	}
	return session, c.Value, nil
}

// checkClient says in our own words what go-webauthn would only call an error:
// that the browser signed for another site, or in answer to another question.
func (a *Auth) checkClient(client protocol.CollectedClientData, session webauthn.SessionData) error {
	if client.CrossOrigin || !protocol.IsOriginInHaystack(client.Origin, []string{a.o.Origin}) {
		return models.Fail(models.Forbidden, "error.passkey_cross_origin", "Origin", a.o.Origin)
	}
	if client.Challenge != session.Challenge {
		return models.Fail(models.Gone, "error.ceremony_used")
	}
	return nil
}

// refused logs why an answer does not hold, and gives the sentence for it.
func (a *Auth) refused(r *http.Request, err error) error {
	a.o.Logger.InfoContext(r.Context(), "passkey refused", "err", err)
	return models.Fail(models.Forbidden, "error.passkey_refused")
}

// possible says whether there can be passkeys on this origin.
func (a *Auth) possible() error {
	if a.passkeys == nil {
		return models.Fail(models.Conflict, "error.passkey_impossible", "Origin", a.o.Origin)
	}
	return nil
}

func reply(w http.ResponseWriter, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // the reader went away; nothing to mend
	return nil
}
