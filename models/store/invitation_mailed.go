package store

import (
	"context"

	"knoop/models"
)

// invitationMailed notes at an invitation what became of its mail.
func (s *Store) invitationMailed(ctx context.Context, mailID string, state models.MailState) error {
	set := map[string]any{"mail_state": state}
	if state == models.MailSent {
		set["mailed_at"] = s.Now()
	}
	return wrap("note what became of an invitation's mail", s.db(ctx).Model(&models.Invitation{}).
		Where("address_hash = (SELECT address_hash FROM mails WHERE id = ? AND kind = ?) AND address_hash <> '' AND mail_state = ?", mailID, models.MailInvitation, models.MailWaiting).
		Updates(set).Error)
}
