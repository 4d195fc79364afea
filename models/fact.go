package models

import "time"

// FactKind says what happened, in our words.
type FactKind string

// The facts that federation speaks about. Subject is the id (row) named.
const (
	FollowAskedFact     FactKind = "follow.asked"     // Subject: follow
	FollowWithdrawnFact FactKind = "follow.withdrawn" // Subject: follow
	FollowAnsweredFact  FactKind = "follow.answered"  // Subject: follow; Data: the Follow as received
	NotePublishedFact   FactKind = "note.published"   // Subject: object
	NoteEditedFact      FactKind = "note.edited"
	EventPublishedFact  FactKind = "event.published"
	EventEditedFact     FactKind = "event.edited"
	EventCancelledFact  FactKind = "event.cancelled"
	EventMovedFact      FactKind = "event.moved"
	EventPlannedFact    FactKind = "event.planned" // to software with a calendar alone: the date of a series, weeks ahead
	EventTalliedFact    FactKind = "event.tallied" // how many come has changed, and nothing else
	ObjectDeletedFact   FactKind = "object.deleted"
	ActorEditedFact     FactKind = "actor.edited"     // Subject: actor
	ActorDeletedFact    FactKind = "actor.deleted"    // Subject: actor
	JoinReceivedFact    FactKind = "join.received"    // Subject: object; Data: the Join as received
	DeletionAppliedFact FactKind = "deletion.applied" // Subject: another's Delete; Data: DeletionApplied; by our Application

	MembershipAskedFact          FactKind = "membership.asked"           // Subject: membership; Data: MembershipWord; by the person
	MembershipAnsweredFact       FactKind = "membership.answered"        // by our collective
	MembershipInvitedFact        FactKind = "membership.invited"         // by our collective
	MembershipInviteAnsweredFact FactKind = "membership.invite_answered" // by the person
	MembershipWithdrawnFact      FactKind = "membership.withdrawn"       // by who had opened it
	MembershipLeftFact           FactKind = "membership.left"            // by the person
	MembershipRemovedFact        FactKind = "membership.removed"         // by our collective
	StampChangedFact             FactKind = "stamp.changed"              // Subject: membership; by our collective

	CohostOfferedFact   FactKind = "cohost.offered"   // Subject: cohost; Data: CohostWord; by the organiser
	CohostWithdrawnFact FactKind = "cohost.withdrawn" // the same: taken back, or ended
	CohostAnsweredFact  FactKind = "cohost.answered"  // by our collective, asked to co-organise
	CohostListedFact    FactKind = "cohost.listed"    // the event names our collective: its followers hear of it
	CohostLeftFact      FactKind = "cohost.left"      // our collective stopped: the stamp is gone
	CohostDroppedFact   FactKind = "cohost.dropped"   // the organiser stopped: only our followers are told

	AttendanceHeardFact   FactKind = "attendance.heard"   // Subject: attendance; Data: AttendanceWord; by the organiser
	AttendanceMovedFact   FactKind = "attendance.moved"   // the same: she waited and has a seat now
	AttendanceChangedFact FactKind = "attendance.changed" // the same: the event moved, or is called off
	AttendanceDoubtedFact FactKind = "attendance.doubted" // as refused, without a Reason: she was not understood
	AttendanceLinkFact    FactKind = "attendance.link"    // Subject: guest link; Data: AttendanceWord with a LinkID
	AttendanceAskedFact   FactKind = "attendance.asked"   // as heard: the organiser asks her something
	AttendanceRemindFact  FactKind = "attendance.remind"  // as heard: she is reminded
	AttendanceRefusedFact FactKind = "attendance.refused" // Subject: object and actor; Data: AttendanceWord with a Reason
)

// Fact is one thing that happened here and that others must be told. It is
// written in the transaction of the change itself, and marked done in the
// transaction that writes its letters: so letters follow exactly once.
type Fact struct {
	ID        string `gorm:"primaryKey;index:fact_open,where:done_at IS NULL"`
	Kind      FactKind
	ActorID   string // row of the local actor in whose name
	Subject   string
	Data      []byte
	CreatedAt time.Time
	DoneAt    *time.Time
}
