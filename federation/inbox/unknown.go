package inbox

// unknown is the end of an activity nothing here understands: its id is
// remembered, the rest is not.
func unknown(j *job) effect { return drop("not understood: " + j.activity.Type) }
