package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"knoop/models"
	"knoop/models/media"
	"knoop/models/text"
)

// editPerson puts what was said over a person's profile and saves it.
func (c memberEditCmd) editPerson(ctx context.Context, a *app, actor models.Actor) error {
	p, err := a.store.Profile(ctx, actor.ID)
	if err != nil {
		return err
	}
	audience := models.Audience(c.For)
	say := func(field models.ProfileField, to, said *string) {
		if said != nil {
			p = p.Show(audience, field)
			*to = text.Line(*said)
		}
	}
	list := func(field models.ProfileField, to *[]string, said []string) {
		if len(said) > 0 {
			p = p.Show(audience, field)
			*to = plainLines(said)
		}
	}
	say(models.FieldName, &p.Name, c.Name)
	say(models.FieldHeadline, &p.Headline, c.Headline)
	say(models.FieldNeighbourhood, &p.Neighbourhood, c.Neighbourhood)
	say(models.FieldPostcode, &p.Postcode, c.Postcode)
	say(models.FieldPurpose, &p.Purpose, c.Purpose)
	say(models.FieldAvailability, (*string)(&p.Availability.State), c.Availability)
	say(models.FieldAvailability, &p.Availability.From, c.From)
	list(models.FieldServices, &p.Services, c.Service)
	list(models.FieldSkills, &p.Skills, c.Skill)
	list(models.FieldBranches, &p.Branches, c.Branch)
	list(models.FieldLanguages, &p.Languages, c.Language)
	if len(c.Link) > 0 {
		p = p.Show(audience, models.FieldLinks)
		p.Links = nil
		for _, address := range plainLines(c.Link) {
			p.Links = append(p.Links, models.ProfileLink{URL: address})
		}
	}
	if c.Listed || c.Unlisted {
		p.Discoverable = c.Listed
	}
	if c.Indexed || c.Unindexed {
		p.Indexable = c.Indexed
	}
	if err := c.portray(ctx, a, &p); err != nil {
		return err
	}
	if c.Bio != nil {
		p = p.Show(audience, models.FieldAbout)
		p.About = *c.Bio
	}
	if err := p.Check(); err != nil { // before anyone whom the bio mentions is looked for
		return err
	}
	if c.Bio != nil {
		written, err := a.render(ctx, *c.Bio)
		if err != nil {
			return err
		}
		p.AboutHTML = written.HTML
	}
	if c.HideFollows || c.ShowFollows {
		if err := a.store.HideFollows(ctx, actor.ID, c.HideFollows); err != nil {
			return err
		}
	}
	return a.store.EditProfile(ctx, actor.ID, p)
}

// portray changes the photo, or what is said of it.
func (c memberEditCmd) portray(ctx context.Context, a *app, p *models.Profile) error {
	alt := strings.TrimSpace(c.PhotoAlt)
	switch {
	case c.Photo == nil && alt == "":
		return nil
	case c.Photo != nil && *c.Photo == "":
		p.Photo = models.Photo{}
		return nil
	case c.Photo == nil:
		if p.Photo.IsZero() {
			return usage("--photo-alt describes a photo: name it with --photo")
		}
	case alt == "":
		return models.Fail(models.Invalid, "error.image_alt")
	default:
		sizes, err := a.keepPhoto(ctx, *c.Photo)
		if err != nil {
			return err
		}
		p.Photo.Sizes = sizes
	}
	*p = p.Show(models.Audience(c.For), models.FieldPhoto)
	p.Photo.Alt = alt
	return nil
}

func (a *app) keepPhoto(ctx context.Context, name string) ([]models.PhotoSize, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, refuse("the photo cannot be read: %v", err)
	}
	defer file.Close()
	kept, err := media.Open(filepath.Join(a.config.data, mediaDir))
	if err != nil {
		return nil, fmt.Errorf("open the pictures: %w", err)
	}
	files, err := kept.AddPhoto(ctx, file)
	switch {
	case errors.Is(err, media.ErrNotPicture):
		return nil, models.Fail(models.Invalid, "error.photo_invalid")
	case errors.Is(err, media.ErrTooLarge):
		return nil, models.Fail(models.Invalid, "error.image_too_large", "Max", media.MaxBytes>>20)
	case errors.Is(err, media.ErrTooManyPixels):
		return nil, models.Fail(models.Invalid, "error.photo_pixels", "Max", media.MaxPixels/1_000_000)
	case err != nil:
		return nil, fmt.Errorf("keep the photo: %w", err)
	}
	var sizes []models.PhotoSize
	for _, f := range files {
		sizes = append(sizes, models.PhotoSize{Side: f.Width, Name: f.Name()})
	}
	return sizes, nil
}

// plainLines cleans what was named; one that is empty takes all away.
func plainLines(said []string) []string {
	out := []string{}
	for _, s := range said {
		if s = text.Line(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
