// Package recurrence says on which dates a series of meetings falls: rules of RFC
// 5545 (3.3.10), a local hour that a change of the clock leaves alone, exceptions,
// extra dates and Dutch public holidays.
//
// The only importer of rrule-go, which is asked in wall time: a rule gives dates
// and hours as they stand on a clock on the wall, and only then is each of them
// placed in its zone (Place). So half past nine stays half past nine.
//
// # What it refuses
//
// Rules finer than a day, hours of their own (the series has one), week numbers
// and days of the year, more than 1,000 dates by COUNT, and rules that can never
// match: those would be searched for until the year 9999. An endless rule is
// fine, since it is only ever expanded within a window, and never for more than
// 20,000 dates from its start.
package recurrence
