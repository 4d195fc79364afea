package streams

import (
	propertyactor "github.com/go-fed/activity/streams/impl/activitystreams/property_actor"
	propertyattributedto "github.com/go-fed/activity/streams/impl/activitystreams/property_attributedto"
	propertycc "github.com/go-fed/activity/streams/impl/activitystreams/property_cc"
	propertycontent "github.com/go-fed/activity/streams/impl/activitystreams/property_content"
	propertydeleted "github.com/go-fed/activity/streams/impl/activitystreams/property_deleted"
	propertyendtime "github.com/go-fed/activity/streams/impl/activitystreams/property_endtime"
	propertyfirst "github.com/go-fed/activity/streams/impl/activitystreams/property_first"
	propertyfollowers "github.com/go-fed/activity/streams/impl/activitystreams/property_followers"
	propertyfollowing "github.com/go-fed/activity/streams/impl/activitystreams/property_following"
	propertyformertype "github.com/go-fed/activity/streams/impl/activitystreams/property_formertype"
	propertyhref "github.com/go-fed/activity/streams/impl/activitystreams/property_href"
	propertyicon "github.com/go-fed/activity/streams/impl/activitystreams/property_icon"
	propertyinbox "github.com/go-fed/activity/streams/impl/activitystreams/property_inbox"
	propertyinreplyto "github.com/go-fed/activity/streams/impl/activitystreams/property_inreplyto"
	propertylatitude "github.com/go-fed/activity/streams/impl/activitystreams/property_latitude"
	propertylocation "github.com/go-fed/activity/streams/impl/activitystreams/property_location"
	propertylongitude "github.com/go-fed/activity/streams/impl/activitystreams/property_longitude"
	propertymediatype "github.com/go-fed/activity/streams/impl/activitystreams/property_mediatype"
	propertyname "github.com/go-fed/activity/streams/impl/activitystreams/property_name"
	propertynext "github.com/go-fed/activity/streams/impl/activitystreams/property_next"
	propertyobject "github.com/go-fed/activity/streams/impl/activitystreams/property_object"
	propertyoutbox "github.com/go-fed/activity/streams/impl/activitystreams/property_outbox"
	propertypartof "github.com/go-fed/activity/streams/impl/activitystreams/property_partof"
	propertypreferredusername "github.com/go-fed/activity/streams/impl/activitystreams/property_preferredusername"
	propertyprev "github.com/go-fed/activity/streams/impl/activitystreams/property_prev"
	propertypublished "github.com/go-fed/activity/streams/impl/activitystreams/property_published"
	propertystarttime "github.com/go-fed/activity/streams/impl/activitystreams/property_starttime"
	propertysummary "github.com/go-fed/activity/streams/impl/activitystreams/property_summary"
	propertyto "github.com/go-fed/activity/streams/impl/activitystreams/property_to"
	propertytotalitems "github.com/go-fed/activity/streams/impl/activitystreams/property_totalitems"
	propertyupdated "github.com/go-fed/activity/streams/impl/activitystreams/property_updated"
	propertyurl "github.com/go-fed/activity/streams/impl/activitystreams/property_url"
	typeaccept "github.com/go-fed/activity/streams/impl/activitystreams/type_accept"
	typeannounce "github.com/go-fed/activity/streams/impl/activitystreams/type_announce"
	typeapplication "github.com/go-fed/activity/streams/impl/activitystreams/type_application"
	typecollection "github.com/go-fed/activity/streams/impl/activitystreams/type_collection"
	typecreate "github.com/go-fed/activity/streams/impl/activitystreams/type_create"
	typedelete "github.com/go-fed/activity/streams/impl/activitystreams/type_delete"
	typedocument "github.com/go-fed/activity/streams/impl/activitystreams/type_document"
	typeevent "github.com/go-fed/activity/streams/impl/activitystreams/type_event"
	typefollow "github.com/go-fed/activity/streams/impl/activitystreams/type_follow"
	typegroup "github.com/go-fed/activity/streams/impl/activitystreams/type_group"
	typeignore "github.com/go-fed/activity/streams/impl/activitystreams/type_ignore"
	typeimage "github.com/go-fed/activity/streams/impl/activitystreams/type_image"
	typeinvite "github.com/go-fed/activity/streams/impl/activitystreams/type_invite"
	typejoin "github.com/go-fed/activity/streams/impl/activitystreams/type_join"
	typeleave "github.com/go-fed/activity/streams/impl/activitystreams/type_leave"
	typelike "github.com/go-fed/activity/streams/impl/activitystreams/type_like"
	typelink "github.com/go-fed/activity/streams/impl/activitystreams/type_link"
	typemention "github.com/go-fed/activity/streams/impl/activitystreams/type_mention"
	typenote "github.com/go-fed/activity/streams/impl/activitystreams/type_note"
	typeoffer "github.com/go-fed/activity/streams/impl/activitystreams/type_offer"
	typeorderedcollection "github.com/go-fed/activity/streams/impl/activitystreams/type_orderedcollection"
	typeorderedcollectionpage "github.com/go-fed/activity/streams/impl/activitystreams/type_orderedcollectionpage"
	typeorganization "github.com/go-fed/activity/streams/impl/activitystreams/type_organization"
	typeperson "github.com/go-fed/activity/streams/impl/activitystreams/type_person"
	typeplace "github.com/go-fed/activity/streams/impl/activitystreams/type_place"
	typequestion "github.com/go-fed/activity/streams/impl/activitystreams/type_question"
	typereject "github.com/go-fed/activity/streams/impl/activitystreams/type_reject"
	typerelationship "github.com/go-fed/activity/streams/impl/activitystreams/type_relationship"
	typeremove "github.com/go-fed/activity/streams/impl/activitystreams/type_remove"
	typeservice "github.com/go-fed/activity/streams/impl/activitystreams/type_service"
	typetentativeaccept "github.com/go-fed/activity/streams/impl/activitystreams/type_tentativeaccept"
	typetombstone "github.com/go-fed/activity/streams/impl/activitystreams/type_tombstone"
	typeundo "github.com/go-fed/activity/streams/impl/activitystreams/type_undo"
	typeupdate "github.com/go-fed/activity/streams/impl/activitystreams/type_update"
	propertyid "github.com/go-fed/activity/streams/impl/jsonld/property_id"
	propertytype "github.com/go-fed/activity/streams/impl/jsonld/property_type"
	propertydiscoverable "github.com/go-fed/activity/streams/impl/toot/property_discoverable"
	propertyfeatured "github.com/go-fed/activity/streams/impl/toot/property_featured"
	propertyowner "github.com/go-fed/activity/streams/impl/w3idsecurityv1/property_owner"
	propertypublickey "github.com/go-fed/activity/streams/impl/w3idsecurityv1/property_publickey"
	propertypublickeypem "github.com/go-fed/activity/streams/impl/w3idsecurityv1/property_publickeypem"
	typepublickey "github.com/go-fed/activity/streams/impl/w3idsecurityv1/type_publickey"
	"github.com/go-fed/activity/streams/vocab"
)

// Each type writes its own name through this; go-fed's init sets it for all of
// its types, ours for those we write.
func init() {
	typeaccept.SetTypePropertyConstructor(newTypeProperty)
	typeannounce.SetTypePropertyConstructor(newTypeProperty)
	typeapplication.SetTypePropertyConstructor(newTypeProperty)
	typecollection.SetTypePropertyConstructor(newTypeProperty)
	typecreate.SetTypePropertyConstructor(newTypeProperty)
	typedelete.SetTypePropertyConstructor(newTypeProperty)
	typedocument.SetTypePropertyConstructor(newTypeProperty)
	typeevent.SetTypePropertyConstructor(newTypeProperty)
	typefollow.SetTypePropertyConstructor(newTypeProperty)
	typegroup.SetTypePropertyConstructor(newTypeProperty)
	typeignore.SetTypePropertyConstructor(newTypeProperty)
	typeimage.SetTypePropertyConstructor(newTypeProperty)
	typejoin.SetTypePropertyConstructor(newTypeProperty)
	typeinvite.SetTypePropertyConstructor(newTypeProperty)
	typeleave.SetTypePropertyConstructor(newTypeProperty)
	typeremove.SetTypePropertyConstructor(newTypeProperty)
	typerelationship.SetTypePropertyConstructor(newTypeProperty)
	typelike.SetTypePropertyConstructor(newTypeProperty)
	typelink.SetTypePropertyConstructor(newTypeProperty)
	typemention.SetTypePropertyConstructor(newTypeProperty)
	typenote.SetTypePropertyConstructor(newTypeProperty)
	typeoffer.SetTypePropertyConstructor(newTypeProperty)
	typeorderedcollection.SetTypePropertyConstructor(newTypeProperty)
	typeorderedcollectionpage.SetTypePropertyConstructor(newTypeProperty)
	typeorganization.SetTypePropertyConstructor(newTypeProperty)
	typeperson.SetTypePropertyConstructor(newTypeProperty)
	typeplace.SetTypePropertyConstructor(newTypeProperty)
	typepublickey.SetTypePropertyConstructor(newTypeProperty)
	typequestion.SetTypePropertyConstructor(newTypeProperty)
	typereject.SetTypePropertyConstructor(newTypeProperty)
	typeservice.SetTypePropertyConstructor(newTypeProperty)
	typetentativeaccept.SetTypePropertyConstructor(newTypeProperty)
	typetombstone.SetTypePropertyConstructor(newTypeProperty)
	typeundo.SetTypePropertyConstructor(newTypeProperty)
	typeupdate.SetTypePropertyConstructor(newTypeProperty)
}

func newTypeProperty() vocab.JSONLDTypeProperty { return propertytype.NewJSONLDTypeProperty() }

// NewActivityStreamsAccept as in go-fed's streams.
func NewActivityStreamsAccept() vocab.ActivityStreamsAccept {
	return typeaccept.NewActivityStreamsAccept()
}

// NewActivityStreamsActorProperty as in go-fed's streams.
func NewActivityStreamsActorProperty() vocab.ActivityStreamsActorProperty {
	return propertyactor.NewActivityStreamsActorProperty()
}

// NewActivityStreamsAnnounce as in go-fed's streams.
func NewActivityStreamsAnnounce() vocab.ActivityStreamsAnnounce {
	return typeannounce.NewActivityStreamsAnnounce()
}

// NewActivityStreamsApplication as in go-fed's streams.
func NewActivityStreamsApplication() vocab.ActivityStreamsApplication {
	return typeapplication.NewActivityStreamsApplication()
}

// NewActivityStreamsAttributedToProperty as in go-fed's streams.
func NewActivityStreamsAttributedToProperty() vocab.ActivityStreamsAttributedToProperty {
	return propertyattributedto.NewActivityStreamsAttributedToProperty()
}

// NewActivityStreamsCcProperty as in go-fed's streams.
func NewActivityStreamsCcProperty() vocab.ActivityStreamsCcProperty {
	return propertycc.NewActivityStreamsCcProperty()
}

// NewActivityStreamsContentProperty as in go-fed's streams.
func NewActivityStreamsContentProperty() vocab.ActivityStreamsContentProperty {
	return propertycontent.NewActivityStreamsContentProperty()
}

// NewActivityStreamsCreate as in go-fed's streams.
func NewActivityStreamsCreate() vocab.ActivityStreamsCreate {
	return typecreate.NewActivityStreamsCreate()
}

// NewActivityStreamsDelete as in go-fed's streams.
func NewActivityStreamsDelete() vocab.ActivityStreamsDelete {
	return typedelete.NewActivityStreamsDelete()
}

// NewActivityStreamsDeletedProperty as in go-fed's streams.
func NewActivityStreamsDeletedProperty() vocab.ActivityStreamsDeletedProperty {
	return propertydeleted.NewActivityStreamsDeletedProperty()
}

// NewActivityStreamsDocument as in go-fed's streams.
func NewActivityStreamsDocument() vocab.ActivityStreamsDocument {
	return typedocument.NewActivityStreamsDocument()
}

// NewActivityStreamsEndTimeProperty as in go-fed's streams.
func NewActivityStreamsEndTimeProperty() vocab.ActivityStreamsEndTimeProperty {
	return propertyendtime.NewActivityStreamsEndTimeProperty()
}

// NewActivityStreamsEvent as in go-fed's streams.
func NewActivityStreamsEvent() vocab.ActivityStreamsEvent {
	return typeevent.NewActivityStreamsEvent()
}

// NewActivityStreamsFirstProperty as in go-fed's streams.
func NewActivityStreamsFirstProperty() vocab.ActivityStreamsFirstProperty {
	return propertyfirst.NewActivityStreamsFirstProperty()
}

// NewActivityStreamsFollow as in go-fed's streams.
func NewActivityStreamsFollow() vocab.ActivityStreamsFollow {
	return typefollow.NewActivityStreamsFollow()
}

// NewActivityStreamsFollowersProperty as in go-fed's streams.
func NewActivityStreamsFollowersProperty() vocab.ActivityStreamsFollowersProperty {
	return propertyfollowers.NewActivityStreamsFollowersProperty()
}

// NewActivityStreamsFollowingProperty as in go-fed's streams.
func NewActivityStreamsFollowingProperty() vocab.ActivityStreamsFollowingProperty {
	return propertyfollowing.NewActivityStreamsFollowingProperty()
}

// NewActivityStreamsFormerTypeProperty as in go-fed's streams.
func NewActivityStreamsFormerTypeProperty() vocab.ActivityStreamsFormerTypeProperty {
	return propertyformertype.NewActivityStreamsFormerTypeProperty()
}

// NewActivityStreamsGroup as in go-fed's streams.
func NewActivityStreamsGroup() vocab.ActivityStreamsGroup {
	return typegroup.NewActivityStreamsGroup()
}

// NewActivityStreamsHrefProperty as in go-fed's streams.
func NewActivityStreamsHrefProperty() vocab.ActivityStreamsHrefProperty {
	return propertyhref.NewActivityStreamsHrefProperty()
}

// NewActivityStreamsIconProperty as in go-fed's streams.
func NewActivityStreamsIconProperty() vocab.ActivityStreamsIconProperty {
	return propertyicon.NewActivityStreamsIconProperty()
}

// NewActivityStreamsIgnore as in go-fed's streams.
func NewActivityStreamsIgnore() vocab.ActivityStreamsIgnore {
	return typeignore.NewActivityStreamsIgnore()
}

// NewActivityStreamsImage as in go-fed's streams.
func NewActivityStreamsImage() vocab.ActivityStreamsImage {
	return typeimage.NewActivityStreamsImage()
}

// NewActivityStreamsInReplyToProperty as in go-fed's streams.
func NewActivityStreamsInReplyToProperty() vocab.ActivityStreamsInReplyToProperty {
	return propertyinreplyto.NewActivityStreamsInReplyToProperty()
}

// NewActivityStreamsInboxProperty as in go-fed's streams.
func NewActivityStreamsInboxProperty() vocab.ActivityStreamsInboxProperty {
	return propertyinbox.NewActivityStreamsInboxProperty()
}

// NewActivityStreamsLatitudeProperty as in go-fed's streams.
func NewActivityStreamsLatitudeProperty() vocab.ActivityStreamsLatitudeProperty {
	return propertylatitude.NewActivityStreamsLatitudeProperty()
}

// NewActivityStreamsJoin as in go-fed's streams.
func NewActivityStreamsJoin() vocab.ActivityStreamsJoin {
	return typejoin.NewActivityStreamsJoin()
}

// NewActivityStreamsInvite as in go-fed's streams.
func NewActivityStreamsInvite() vocab.ActivityStreamsInvite {
	return typeinvite.NewActivityStreamsInvite()
}

// NewActivityStreamsLeave as in go-fed's streams.
func NewActivityStreamsLeave() vocab.ActivityStreamsLeave {
	return typeleave.NewActivityStreamsLeave()
}

// NewActivityStreamsRemove as in go-fed's streams.
func NewActivityStreamsRemove() vocab.ActivityStreamsRemove {
	return typeremove.NewActivityStreamsRemove()
}

// NewActivityStreamsRelationship as in go-fed's streams.
func NewActivityStreamsRelationship() vocab.ActivityStreamsRelationship {
	return typerelationship.NewActivityStreamsRelationship()
}

// NewActivityStreamsLike as in go-fed's streams.
func NewActivityStreamsLike() vocab.ActivityStreamsLike {
	return typelike.NewActivityStreamsLike()
}

// NewActivityStreamsLink as in go-fed's streams.
func NewActivityStreamsLink() vocab.ActivityStreamsLink {
	return typelink.NewActivityStreamsLink()
}

// NewActivityStreamsLocationProperty as in go-fed's streams.
func NewActivityStreamsLocationProperty() vocab.ActivityStreamsLocationProperty {
	return propertylocation.NewActivityStreamsLocationProperty()
}

// NewActivityStreamsLongitudeProperty as in go-fed's streams.
func NewActivityStreamsLongitudeProperty() vocab.ActivityStreamsLongitudeProperty {
	return propertylongitude.NewActivityStreamsLongitudeProperty()
}

// NewActivityStreamsMediaTypeProperty as in go-fed's streams.
func NewActivityStreamsMediaTypeProperty() vocab.ActivityStreamsMediaTypeProperty {
	return propertymediatype.NewActivityStreamsMediaTypeProperty()
}

// NewActivityStreamsMention as in go-fed's streams.
func NewActivityStreamsMention() vocab.ActivityStreamsMention {
	return typemention.NewActivityStreamsMention()
}

// NewActivityStreamsNameProperty as in go-fed's streams.
func NewActivityStreamsNameProperty() vocab.ActivityStreamsNameProperty {
	return propertyname.NewActivityStreamsNameProperty()
}

// NewActivityStreamsNextProperty as in go-fed's streams.
func NewActivityStreamsNextProperty() vocab.ActivityStreamsNextProperty {
	return propertynext.NewActivityStreamsNextProperty()
}

// NewActivityStreamsNote as in go-fed's streams.
func NewActivityStreamsNote() vocab.ActivityStreamsNote {
	return typenote.NewActivityStreamsNote()
}

// NewActivityStreamsObjectProperty as in go-fed's streams.
func NewActivityStreamsObjectProperty() vocab.ActivityStreamsObjectProperty {
	return propertyobject.NewActivityStreamsObjectProperty()
}

// NewActivityStreamsOrderedCollection as in go-fed's streams.
func NewActivityStreamsOrderedCollection() vocab.ActivityStreamsOrderedCollection {
	return typeorderedcollection.NewActivityStreamsOrderedCollection()
}

// NewActivityStreamsOrderedCollectionPage as in go-fed's streams.
func NewActivityStreamsOrderedCollectionPage() vocab.ActivityStreamsOrderedCollectionPage {
	return typeorderedcollectionpage.NewActivityStreamsOrderedCollectionPage()
}

// NewActivityStreamsOrganization as in go-fed's streams.
func NewActivityStreamsOrganization() vocab.ActivityStreamsOrganization {
	return typeorganization.NewActivityStreamsOrganization()
}

// NewActivityStreamsOutboxProperty as in go-fed's streams.
func NewActivityStreamsOutboxProperty() vocab.ActivityStreamsOutboxProperty {
	return propertyoutbox.NewActivityStreamsOutboxProperty()
}

// NewActivityStreamsPartOfProperty as in go-fed's streams.
func NewActivityStreamsPartOfProperty() vocab.ActivityStreamsPartOfProperty {
	return propertypartof.NewActivityStreamsPartOfProperty()
}

// NewActivityStreamsPerson as in go-fed's streams.
func NewActivityStreamsPerson() vocab.ActivityStreamsPerson {
	return typeperson.NewActivityStreamsPerson()
}

// NewActivityStreamsPlace as in go-fed's streams.
func NewActivityStreamsPlace() vocab.ActivityStreamsPlace {
	return typeplace.NewActivityStreamsPlace()
}

// NewActivityStreamsPreferredUsernameProperty as in go-fed's streams.
func NewActivityStreamsPreferredUsernameProperty() vocab.ActivityStreamsPreferredUsernameProperty {
	return propertypreferredusername.NewActivityStreamsPreferredUsernameProperty()
}

// NewActivityStreamsPrevProperty as in go-fed's streams.
func NewActivityStreamsPrevProperty() vocab.ActivityStreamsPrevProperty {
	return propertyprev.NewActivityStreamsPrevProperty()
}

// NewActivityStreamsPublishedProperty as in go-fed's streams.
func NewActivityStreamsPublishedProperty() vocab.ActivityStreamsPublishedProperty {
	return propertypublished.NewActivityStreamsPublishedProperty()
}

// NewActivityStreamsQuestion as in go-fed's streams.
func NewActivityStreamsQuestion() vocab.ActivityStreamsQuestion {
	return typequestion.NewActivityStreamsQuestion()
}

// NewActivityStreamsReject as in go-fed's streams.
func NewActivityStreamsReject() vocab.ActivityStreamsReject {
	return typereject.NewActivityStreamsReject()
}

// NewActivityStreamsService as in go-fed's streams.
func NewActivityStreamsService() vocab.ActivityStreamsService {
	return typeservice.NewActivityStreamsService()
}

// NewActivityStreamsStartTimeProperty as in go-fed's streams.
func NewActivityStreamsStartTimeProperty() vocab.ActivityStreamsStartTimeProperty {
	return propertystarttime.NewActivityStreamsStartTimeProperty()
}

// NewActivityStreamsSummaryProperty as in go-fed's streams.
func NewActivityStreamsSummaryProperty() vocab.ActivityStreamsSummaryProperty {
	return propertysummary.NewActivityStreamsSummaryProperty()
}

// NewActivityStreamsTentativeAccept as in go-fed's streams.
func NewActivityStreamsTentativeAccept() vocab.ActivityStreamsTentativeAccept {
	return typetentativeaccept.NewActivityStreamsTentativeAccept()
}

// NewActivityStreamsToProperty as in go-fed's streams.
func NewActivityStreamsToProperty() vocab.ActivityStreamsToProperty {
	return propertyto.NewActivityStreamsToProperty()
}

// NewActivityStreamsTombstone as in go-fed's streams.
func NewActivityStreamsTombstone() vocab.ActivityStreamsTombstone {
	return typetombstone.NewActivityStreamsTombstone()
}

// NewActivityStreamsTotalItemsProperty as in go-fed's streams.
func NewActivityStreamsTotalItemsProperty() vocab.ActivityStreamsTotalItemsProperty {
	return propertytotalitems.NewActivityStreamsTotalItemsProperty()
}

// NewActivityStreamsUndo as in go-fed's streams.
func NewActivityStreamsUndo() vocab.ActivityStreamsUndo {
	return typeundo.NewActivityStreamsUndo()
}

// NewActivityStreamsUpdate as in go-fed's streams.
func NewActivityStreamsUpdate() vocab.ActivityStreamsUpdate {
	return typeupdate.NewActivityStreamsUpdate()
}

// NewActivityStreamsUpdatedProperty as in go-fed's streams.
func NewActivityStreamsUpdatedProperty() vocab.ActivityStreamsUpdatedProperty {
	return propertyupdated.NewActivityStreamsUpdatedProperty()
}

// NewActivityStreamsUrlProperty as in go-fed's streams.
func NewActivityStreamsUrlProperty() vocab.ActivityStreamsUrlProperty {
	return propertyurl.NewActivityStreamsUrlProperty()
}

// NewJSONLDIdProperty as in go-fed's streams.
func NewJSONLDIdProperty() vocab.JSONLDIdProperty {
	return propertyid.NewJSONLDIdProperty()
}

// NewTootDiscoverableProperty as in go-fed's streams.
func NewTootDiscoverableProperty() vocab.TootDiscoverableProperty {
	return propertydiscoverable.NewTootDiscoverableProperty()
}

// NewTootFeaturedProperty as in go-fed's streams.
func NewTootFeaturedProperty() vocab.TootFeaturedProperty {
	return propertyfeatured.NewTootFeaturedProperty()
}

// NewW3IDSecurityV1OwnerProperty as in go-fed's streams.
func NewW3IDSecurityV1OwnerProperty() vocab.W3IDSecurityV1OwnerProperty {
	return propertyowner.NewW3IDSecurityV1OwnerProperty()
}

// NewW3IDSecurityV1PublicKey as in go-fed's streams.
func NewW3IDSecurityV1PublicKey() vocab.W3IDSecurityV1PublicKey {
	return typepublickey.NewW3IDSecurityV1PublicKey()
}

// NewW3IDSecurityV1PublicKeyPemProperty as in go-fed's streams.
func NewW3IDSecurityV1PublicKeyPemProperty() vocab.W3IDSecurityV1PublicKeyPemProperty {
	return propertypublickeypem.NewW3IDSecurityV1PublicKeyPemProperty()
}

// NewW3IDSecurityV1PublicKeyProperty as in go-fed's streams.
func NewW3IDSecurityV1PublicKeyProperty() vocab.W3IDSecurityV1PublicKeyProperty {
	return propertypublickey.NewW3IDSecurityV1PublicKeyProperty()
}

// NewActivityStreamsCollection as in go-fed's streams.
func NewActivityStreamsCollection() vocab.ActivityStreamsCollection {
	return typecollection.NewActivityStreamsCollection()
}

// NewActivityStreamsOffer as in go-fed's streams.
func NewActivityStreamsOffer() vocab.ActivityStreamsOffer {
	return typeoffer.NewActivityStreamsOffer()
}
