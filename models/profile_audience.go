package models

import "maps"

// Audience says who sees a field of a profile.
type Audience string

// The audiences, each within the one before.
const (
	ForEveryone      Audience = "public"        // federates
	ForMembers       Audience = "members"       // the default
	ForOrchestrators Audience = "orchestrators" // those who run the collective
)

// AllAudiences lists them, the widest first.
func AllAudiences() []Audience { return []Audience{ForEveryone, ForMembers, ForOrchestrators} }

// ProfileField names a field of a profile.
type ProfileField string

// The fields that have an audience of their own.
const (
	FieldName          ProfileField = "name"
	FieldHeadline      ProfileField = "headline"
	FieldAbout         ProfileField = "about"
	FieldServices      ProfileField = "services"
	FieldSkills        ProfileField = "skills"
	FieldBranches      ProfileField = "branches"
	FieldNeighbourhood ProfileField = "neighbourhood"
	FieldPostcode      ProfileField = "postcode"
	FieldAvailability  ProfileField = "availability"
	FieldLanguages     ProfileField = "languages"
	FieldLinks         ProfileField = "links"
	FieldWork          ProfileField = "work"
	FieldPurpose       ProfileField = "purpose"
	FieldPhoto         ProfileField = "photo"
)

// ProfileFields lists all there are.
func ProfileFields() []ProfileField {
	return []ProfileField{
		FieldName, FieldHeadline, FieldAbout, FieldServices, FieldSkills, FieldBranches, FieldNeighbourhood,
		FieldPostcode, FieldAvailability, FieldLanguages, FieldLinks, FieldWork, FieldPurpose, FieldPhoto,
	}
}

// Audiences are the audiences of a profile's fields; a field that is not named is
// for members.
type Audiences map[ProfileField]Audience

// Of gives a field's audience.
func (a Audiences) Of(f ProfileField) Audience {
	if audience, ok := a[f]; ok {
		return audience
	}
	return ForMembers
}

// AudienceOf gives the narrowest audience that someone of this role belongs to;
// "" is a stranger.
func AudienceOf(role Role) Audience {
	switch {
	case Can(role, SeeOrchestratorFields):
		return ForOrchestrators
	case Can(role, SeeMemberFields):
		return ForMembers
	}
	return ForEveryone
}

// Sees says whether someone of this audience sees what is meant for other.
func (a Audience) Sees(other Audience) bool { return audienceRank[other] <= audienceRank[a] }

var audienceRank = map[Audience]int{ForEveryone: 0, ForMembers: 1, ForOrchestrators: 2}

// Show gives the profile with these fields for an audience, all when none are
// named.
func (p Profile) Show(audience Audience, fields ...ProfileField) Profile {
	if len(fields) == 0 {
		fields = ProfileFields()
	}
	p.Audiences = maps.Clone(p.Audiences)
	if p.Audiences == nil {
		p.Audiences = Audiences{}
	}
	for _, f := range fields {
		p.Audiences[f] = audience
	}
	return p
}

// For gives what a viewer of this role may see: the other fields are empty.
func (p Profile) For(role Role) Profile { return p.SeenBy(AudienceOf(role)) }

// Public gives what everyone may see.
func (p Profile) Public() Profile { return p.SeenBy(ForEveryone) }

// SeenBy gives what someone of this audience may see.
func (p Profile) SeenBy(viewer Audience) Profile {
	for _, f := range ProfileFields() {
		if !viewer.Sees(p.Audiences.Of(f)) {
			p.clear(f)
		}
	}
	return p
}

// clear empties one field.
func (p *Profile) clear(f ProfileField) {
	switch f {
	case FieldName:
		p.Name = ""
	case FieldHeadline:
		p.Headline = ""
	case FieldAbout:
		p.About, p.AboutHTML = "", ""
	case FieldServices:
		p.Services = nil
	case FieldSkills:
		p.Skills = nil
	case FieldBranches:
		p.Branches = nil
	case FieldNeighbourhood:
		p.Neighbourhood = ""
	case FieldPostcode:
		p.Postcode = ""
	case FieldAvailability:
		p.Availability = Availability{}
	case FieldLanguages:
		p.Languages = nil
	case FieldLinks:
		p.Links = nil
	case FieldWork:
		p.Work = nil
	case FieldPurpose:
		p.Purpose = ""
	case FieldPhoto:
		p.Photo = Photo{}
	}
}
