package models

// Action is something that not everyone may do on this node.
type Action string

// What people do here. The table below says who may; each is asked somewhere.
const (
	SeeMemberFields       Action = "fields.members"       // what a profile shows to members
	SeeOrchestratorFields Action = "fields.orchestrators" // what a profile shows to orchestrators
	SeeReach              Action = "reach.see"            // whom a post has reached
	OpenSettings          Action = "settings.open"        // the way to all that is one's own
	ChooseMail            Action = "mail.choose"          // one's address, and which mail one wants
	EditOwnProfile        Action = "profile.edit"
	ManageOwnKeys         Action = "keys.manage" // passkeys, recovery codes, sessions
	ExportOwnData         Action = "data.export"
	DeleteOwnAccount      Action = "account.delete"
	SignTheCode           Action = "code.sign" // of conduct
	LeaveCollective       Action = "membership.leave"
	ClaimMembership       Action = "membership.claim" // ask another collective, show a hat
	Write                 Action = "write"            // at all; in whose name, her hats say
	PostAsSelf            Action = "post.self"
	AskDeputy             Action = "deputy.ask"  // for a role of one's own
	KeepPlaces            Action = "places.keep" // the register of places
	PostAsCollective      Action = "post.collective"
	EditCollective        Action = "collective.edit"
	EditCode              Action = "code.edit" // of conduct
	Invite                Action = "invite"    // by link, QR, mail or in waves
	SeeFunnel             Action = "funnel.see"
	DecideRequests        Action = "requests.decide" // to join
	AssignRoles           Action = "roles.assign"
	RemoveMember          Action = "member.remove"
	HandOutLinks          Action = "links.hand_out" // one-time links for others
	ManageMail            Action = "mail.manage"    // what is sent by mail, and what was refused
	AnswerEvents          Action = "events.answer"
	SeeAnswers            Action = "answers.see" // who comes to any event here, and who waits
)

// least is the lowest role that may do a thing. A role may do all that the ones
// below it may.
var least = map[Action]Role{
	OpenSettings:     Guest,
	ChooseMail:       Guest,
	EditOwnProfile:   Guest,
	ManageOwnKeys:    Guest,
	ExportOwnData:    Guest,
	DeleteOwnAccount: Guest,
	AnswerEvents:     Guest,

	SeeMemberFields: Member,
	SeeReach:        Member,
	SignTheCode:     Member,
	LeaveCollective: Member,
	ClaimMembership: Member,
	Write:           Member,
	PostAsSelf:      Member,

	AskDeputy:  HostRole,
	KeepPlaces: HostRole,

	SeeOrchestratorFields: Orchestrator,
	PostAsCollective:      Orchestrator,
	EditCollective:        Orchestrator,
	EditCode:              Orchestrator,
	Invite:                Orchestrator,
	SeeFunnel:             Orchestrator,
	DecideRequests:        Orchestrator,
	AssignRoles:           Orchestrator,
	RemoveMember:          Orchestrator,
	HandOutLinks:          Orchestrator,
	ManageMail:            Orchestrator,
	SeeAnswers:            Orchestrator,
}

// ranks order the roles; who has none ranks lowest.
var ranks = map[Role]int{Guest: 1, Member: 2, HostRole: 3, Orchestrator: 4}

// Can says whether someone of this role may do something here. Every permission
// is decided by it; "" is a stranger. An unknown action is nobody's.
func Can(role Role, action Action) bool {
	needed, known := least[action]
	return known && ranks[role] >= ranks[needed]
}

// atHome are the things that a person does at the node that is her home: her
// keys, her profile and what she says for herself are there.
var atHome = map[Action]bool{
	EditOwnProfile: true, ManageOwnKeys: true, ExportOwnData: true, DeleteOwnAccount: true,
	PostAsSelf: true, ClaimMembership: true,
}

// CanVisiting says whether someone of this role, who signed in through another
// node, may do something here.
func CanVisiting(role Role, action Action) bool { return Can(role, action) && !atHome[action] }

// Weighty says whether a thing takes a visitor a sign-in of the last hours
// (FreshSignIn): all that orchestrators alone may do, and writing, since what a
// visitor writes she writes as the collective.
func Weighty(action Action) bool { return least[action] == Orchestrator || action == Write }

// Actions lists all there are.
func Actions() []Action {
	out := make([]Action, 0, len(least))
	for a := range least {
		out = append(out, a)
	}
	return out
}

// Higher gives the higher of two roles: hers, and the one she stands in for.
func Higher(a, b Role) Role {
	if ranks[b] > ranks[a] {
		return b
	}
	return a
}

// Lower gives the lower of two roles.
func Lower(a, b Role) Role {
	if ranks[b] < ranks[a] {
		return b
	}
	return a
}
