package vocab

// Error says why a document was refused. Reason is for logs and for the sender
// of a request (400), never for a reader; it holds no content of the document
// beyond the name of a property.
type Error struct {
	Reason string
}

func (e *Error) Error() string { return "document refused: " + e.Reason }

func refuse(reason string) error { return &Error{Reason: reason} }
