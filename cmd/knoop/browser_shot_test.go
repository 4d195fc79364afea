package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// shoot saves a picture of the whole page in the directory TEST_SHOTS, to be
// looked at by a person: NAME-LANGUAGE-WIDTH-SCHEME.png. Without it, it does
// nothing.
func shoot(p *tab, name, language, scheme string, width int64) {
	p.t.Helper()
	dir := os.Getenv("TEST_SHOTS")
	if dir == "" {
		return
	}
	p.must("make "+dir, os.MkdirAll(dir, 0o755))
	ctx, cancel := context.WithTimeout(p.ctx, pagePatience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	p.must("take a picture", err)
	file := fmt.Sprintf("%s-%s-%d-%s.png", strings.ReplaceAll(name, " ", "_"), language, width, scheme)
	p.must("save a picture", os.WriteFile(filepath.Join(dir, file), picture, 0o644))
}
