// Package proof signs JSON documents and checks such signatures: eddsa-jcs-2022
// as FEP-8b32 uses it. It is a leaf: bytes and keys in, bytes or an error out.
//
// # What is signed
//
// The SHA-256 of the proof's own options (without proofValue) in canonical JSON
// (RFC 8785), followed by the SHA-256 of the document without its proof, in
// canonical JSON too. So a document may be stored, reformatted and sent on, and
// still proves who wrote it; changing one value breaks it.
//
// # What it refuses
//
// More than one proof, another cryptosuite, another purpose, a proof without
// @context equal to the document's where the document has one, a
// time of making more than an hour ahead, and a key that the caller does not
// vouch for. A name twice in one object is refused by whoever parses
// (federation/vocab), since two readers could see two documents.
//
// Ed25519 gives the same signature for the same bytes, so a document that is
// written from a row need not be stored: it is signed anew at every reading.
package proof
