package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

// quiet keeps gorm from printing: its lines would hold texts and addresses. A
// statement that takes long is reported by its time alone.
type quiet struct{ log *slog.Logger }

const slow = 2 * time.Second

func (q quiet) LogMode(logger.LogLevel) logger.Interface { return q }
func (q quiet) Info(context.Context, string, ...any)     {}
func (q quiet) Warn(context.Context, string, ...any)     {}
func (q quiet) Error(context.Context, string, ...any)    {}
func (q quiet) Trace(ctx context.Context, begin time.Time, _ func() (string, int64), _ error) {
	if d := time.Since(begin); d > slow {
		q.log.WarnContext(ctx, "slow statement", "ms", d.Milliseconds())
	}
}
