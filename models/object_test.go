package models_test

import (
	"slices"
	"testing"

	"knoop/models"
)

func TestLooseHashtags_areThoseThatDoNotStandInTheText(t *testing.T) {
	o := models.Object{
		Hashtags: []string{"koffie", "zzp", "oost"},
		Content:  `<p>Kom langs <a href="/events?tag=koffie">#<span>Koffie</span></a> en #zzp</p>`,
	}
	if got := o.LooseHashtags(); !slices.Equal(got, []string{"oost"}) {
		t.Errorf("loose: %v", got)
	}
}

func TestVisibleTo_showsWhatIsNotOpenOnlyToThoseAddressedAndToFollowers(t *testing.T) {
	const noor, stranger = "https://a.example/users/noor", "https://b.example/users/x"
	for _, c := range []struct {
		visibility models.Visibility
		to         []string
		viewer     string
		follows    bool
		want       bool
	}{
		{models.Public, nil, "", false, true},
		{models.Unlisted, nil, "", false, true},
		{models.FollowersOnly, nil, "", true, false},
		{models.FollowersOnly, nil, stranger, false, false},
		{models.FollowersOnly, nil, stranger, true, true},
		{models.Direct, []string{noor}, stranger, true, false},
		{models.Direct, []string{noor}, noor, false, true},
	} {
		o := models.Object{Visibility: c.visibility, To: c.to}
		if got := models.VisibleTo(o, c.viewer, c.follows); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
