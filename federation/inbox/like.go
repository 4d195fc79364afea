package inbox

import "context"

// like counts a Like of an object of ours; what people like elsewhere is not our
// business.
func (in *Inbox) like(_ context.Context, j *job) (effect, error) {
	if !in.base.Ours(j.activity.ObjectID) {
		return drop("likes nothing of ours"), nil
	}
	return in.reacted(j, "like", j.activity.ObjectID), nil
}
