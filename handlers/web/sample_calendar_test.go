package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, calendarSamples) }

func calendarSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	token := w.node.Origin + "/calendar/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE.ics"
	for name, page := range map[string]*calendarSettingsPage{"calendar_settings": {}, "calendar_settings_made": {Address: token}, "calendar_settings_none": {}} {
		page.Page = begin("/settings/calendar")
		row := models.PrivateCalendar{ActorID: "a", CreatedAt: sampleNow.Add(-9 * 24 * time.Hour)}
		if name == "calendar_settings_none" {
			row = models.PrivateCalendar{}
		}
		page.fill(row)
		out[name] = sample{"calendar_settings.html", page}
	}
	ago := func(d time.Duration) *time.Time { t := sampleNow.Add(-d); return &t }
	end := sampleNow.Add(50 * time.Hour)
	file := models.CalendarFile{
		Name: w.word("Buurthuis De Meent"), Repeated: 2, Past: 41,
		Dates: []models.CalendarDate{
			{UID: "1", Title: w.word("Repaircafé"), Location: w.word("De Meent, Meentplein 3"), URL: "https://meent.example/1", StartsAt: end.Add(-2 * time.Hour), EndsAt: &end, Timezone: "Europe/Amsterdam"},
			{UID: "2", Title: w.word("Spreekuur administratie"), StartsAt: end.Add(24 * time.Hour), Timezone: "Europe/Amsterdam"},
			{UID: "3", Title: w.word("Buurtborrel"), StartsAt: end.Add(48 * time.Hour), Timezone: "Europe/Amsterdam", Cancelled: true},
		},
		Faults: []models.CalendarFault{
			{Line: 812, Title: w.word("Yoga"), Key: "calendar.fault_rule", Args: []string{"Rule", w.word("FREQ=YEARLY;BYWEEKNO=20")}},
			{Line: 1020, Key: "calendar.fault_title"},
			{Line: 1044, Title: w.word("Bestuur"), Key: "calendar.fault_zone", Args: []string{"Zone", w.word("Customized Time Zone")}},
		},
		Remarks: []models.CalendarFault{{Line: 90, Title: w.word("Nachtmarkt"), Key: "calendar.remark_gap", Args: []string{"Time", "02:30", "Day", "2027-03-28", "Taken", "03:30"}}},
	}
	verdicts := []models.CalendarVerdict{models.CalendarNew, models.CalendarKept, models.CalendarOff}
	subscriptions := []models.Subscription{
		{ID: "1", Name: file.Name, Host: "meent.example", Dates: 23, Faults: 2, FetchedAt: ago(12 * time.Minute)},
		{ID: "2", Name: w.word("Bibliotheek"), Host: "bieb.example", Dates: 4, FetchedAt: ago(50 * time.Hour), Failures: 3, Fault: "error.calendar_status", FaultArgs: []string{"Host", "bieb.example", "Status", "503"}, NextAt: sampleNow.Add(4 * time.Hour)},
		{ID: "3", Name: "oud.example", Host: "oud.example", StoppedAt: ago(time.Hour)},
	}
	imports := []models.CalendarImport{
		{ID: "4", Name: w.word("agenda 2027"), State: models.WavePreview, Total: 3, CreatedAt: *ago(time.Minute)},
		{ID: "5", Name: w.word("agenda"), State: models.WaveDone, Total: 9, Done: 9, Made: 7, Passed: 2, CreatedAt: *ago(90 * time.Hour)},
	}
	var dates []store.CalendarEvent
	for _, d := range file.Dates {
		dates = append(dates, store.CalendarEvent{
			SubscribedDate: models.SubscribedDate{Title: d.Title, Location: d.Location, URL: d.URL, StartsAt: d.StartsAt, EndsAt: d.EndsAt, Timezone: d.Timezone, Cancelled: d.Cancelled},
			Calendar:       file.Name, Host: "meent.example",
		})
	}
	if w.name == "empty" {
		subscriptions, imports, dates = nil, nil, nil
	}
	for _, name := range []string{"calendar_manage", "calendar_manage_look", "calendar_manage_error", "calendar_manage_file_error"} {
		page := &calendarsPage{Page: begin("/manage/calendars")}
		page.begin()
		switch name {
		case "calendar_manage_look":
			page.Address.Get("address").Value = "https://meent.example/agenda.ics"
			page.look(file, nil, 0)
		case "calendar_manage_error":
			page.Address.Get("address").Value = w.word("meent.example")
			page.Address.wrong("address", models.Fail(models.Invalid, "error.calendar_address"))
		case "calendar_manage_file_error":
			page.File.wrong("file", models.Fail(models.Invalid, "error.calendar_cut"))
		}
		page.fill(subscriptions, imports, dates)
		out[name] = sample{"calendar_manage.html", page}
	}
	for name, one := range map[string]models.CalendarImport{
		"calendar_import":         importAt(models.WavePreview, 0),
		"calendar_import_running": importAt(models.WaveRunning, 40),
		"calendar_import_stopped": importAt(models.WaveStopped, 50),
		"calendar_import_done":    importAt(models.WaveDone, 90),
	} {
		one.Name = w.word("agenda 2027")
		page := &importPage{Page: begin("/manage/calendars/4")}
		switch one.State {
		case models.WavePreview:
			page.fill(one, &file, verdicts, 0)
		case models.WaveStopped:
			one.Fault = "error.too_many_drafts"
			page.fill(one, nil, nil, 0)
		default:
			page.fill(one, nil, nil, 0)
		}
		out[name] = sample{"calendar_import.html", page}
	}
}

func importAt(state models.WaveState, done int) models.CalendarImport {
	return models.CalendarImport{ID: "4", State: state, Total: 90, Done: done, Made: done / 2, Passed: done - done/2}
}
