// Package mail writes letters and hands them to a mail server. What is to be
// sent stands in the store (store.QueueMail), sealed; the text is made here at
// the last moment, in the reader's language, from the catalogues (area mail) and
// the two templates beside them: plain text and plain HTML that say the same.
//
// # At least once
//
// A mail is leased, handed over, and only then marked as sent. A process that is
// killed between the mail server's answer and our commit sends it again: twice is
// better than never. The Message-ID is made of the mail's own id, so both copies
// have the same one, and mail programs that look show it once.
//
// # What it refuses
//
// No password travels unencrypted: with a user name the mail server must offer
// STARTTLS or be asked by smtps://, unless it is on this machine. No value of a
// letter can become a header: values lose their control characters before they
// go anywhere, and every link leads to our own origin.
//
// No address, token or text of a letter is logged or shown: what the mail
// server says is kept without the addresses in it.
//
// # Yes, no, later
//
// 4xx, a cut connection, a server that does not answer or does not take our
// password: later, by models.MailBackoff. 5xx about this mail: refused, and
// shown to the orchestrators (/manage/mail) with the server's words.
package mail
