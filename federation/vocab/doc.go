// Package vocab reads and writes ActivityStreams documents.
package vocab
