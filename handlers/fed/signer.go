package fed

import (
	"context"
	"net/http"
	"strings"

	"knoop/models"
)

// Signed says whether a request claims a signature. It may be false, or no
// signature at all.
func Signed(r *http.Request) bool {
	if r.Header.Get("Signature") != "" {
		return true
	}
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Signature")
}

// mayRead says whether who asks may see an object of ours, and how long the
// answer may be kept. What is public asks for no signature and looks at none.
// Else the signer must be addressed, or follow where followers are; anyone else
// gets the answer of an object that never was.
func (s *Server) mayRead(ctx context.Context, r *http.Request, o models.Object) (age string, err error) {
	hidden := models.Fail(models.NotFound, "error.not_found")
	switch {
	case !o.Local:
		return "", hidden
	case o.Visibility.Open():
		return shortly, nil
	case !Signed(r):
		return "", hidden
	}
	signer, err := s.Inbox.Authenticate(ctx, r, nil)
	if err != nil || signer.Gone {
		return "", hidden
	}
	follow, err := s.Store.FollowOf(ctx, signer.Actor.ID, o.ActorID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return "", err
	}
	if !models.VisibleTo(o, signer.Actor.URI, err == nil && follow.State == models.FollowAccepted) {
		return "", hidden
	}
	return notAtAll, nil
}
