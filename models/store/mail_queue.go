package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"knoop/models"
)

// MailHash is the keyed fingerprint of a mail address, by which we find it again
// without being able to read it. Upper and lower case are one.
func (s *Store) MailHash(address string) string {
	return s.options.Secret.MAC("mail address", strings.ToLower(address))
}

// QueueMail writes a mail to be sent after this commit. Forbidden
// error.mail_unwanted when the address is on the list of those who want no mail
// from us, belongs to nobody here, and the kind is no answer to what they did
// themselves. A mail for a person who has no proved address here, or who switched
// this kind off, is quietly none.
func (s *Store) QueueMail(ctx context.Context, in models.NewMail) error {
	if err := in.Check(); err != nil {
		return fmt.Errorf("queue a mail: %w", err)
	}
	return s.InTx(ctx, func(tx *Store) error {
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		language := n.Language
		if in.ActorID != "" {
			a, err := tx.AddressOf(ctx, in.ActorID)
			if err != nil && models.KindOf(err) != models.NotFound {
				return err
			}
			if !a.Wants(in.Kind) || in.To == "" && !a.Verified() {
				return nil
			}
			if in.To == "" {
				if in.To, err = tx.unseal(a.Sealed); err != nil {
					return err
				}
			}
			language = orText(a.Language, language)
		}
		return tx.keepMail(ctx, in, orText(in.Language, language))
	})
}

func (s *Store) keepMail(ctx context.Context, in models.NewMail, language string) error {
	if in.ActorID == "" && !in.Kind.Wanted() { // what a member wants she says herself, kind by kind
		out, err := s.OptedOut(ctx, in.To)
		if err != nil {
			return err
		}
		if out {
			return models.Fail(models.Forbidden, "error.mail_unwanted")
		}
	}
	row, err := s.mailRow(in, language)
	if err != nil {
		return err
	}
	s.touch(marksMail)
	return wrap("queue a mail", s.db(ctx).Create(&row).Error)
}

// mailRow seals a mail.
func (s *Store) mailRow(in models.NewMail, language string) (models.Mail, error) {
	address, err := s.options.Secret.Seal([]byte(in.To))
	if err != nil {
		return models.Mail{}, fmt.Errorf("seal an address: %w", err)
	}
	plain, err := json.Marshal(in.Data)
	if err != nil {
		return models.Mail{}, fmt.Errorf("write a mail's data: %w", err)
	}
	data, err := s.options.Secret.Seal(plain)
	if err != nil {
		return models.Mail{}, fmt.Errorf("seal a mail's data: %w", err)
	}
	now := s.Now()
	return models.Mail{
		ID: models.NewID(), Kind: in.Kind, Address: address, AddressHash: s.MailHash(in.To), Language: language, Data: data,
		ActorID: in.ActorID, State: models.MailWaiting, DueAt: now, CreatedAt: now,
	}, nil
}

func (s *Store) unseal(sealed []byte) (string, error) {
	plain, err := s.options.Secret.Open(sealed)
	return string(plain), err
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
