package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"knoop/handlers/render"
	"knoop/static"
)

func TestServeForShots(t *testing.T) {
	if os.Getenv("SHOTS") == "" {
		t.Skip()
	}
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	for _, w := range []*world{sampleWorld(), emptyWorld(), hostileWorld()} {
		for _, lang := range []string{"nl", "en"} {
			rd := w.renderer()
			for name, s := range w.pages(t, rd, lang) {
				var b bytes.Buffer
				if err := rd.Write(&b, s.file, s.page); err != nil {
					t.Fatal(err)
				}
				body := append([]byte(nil), b.Bytes()...)
				mux.HandleFunc("/"+w.name+"/"+lang+"/"+name, func(rw http.ResponseWriter, r *http.Request) {
					render.Secure(rw.Header())
					rw.Header().Set("Content-Type", "text/html; charset=utf-8")
					rw.Write(body)
				})
			}
			mux.HandleFunc("/"+w.name+"/"+lang+"/error", func(rw http.ResponseWriter, r *http.Request) {
				rec := httptest.NewRecorder()
				rd.Error(rec, w.request("GET", "/x", lang), render.Pages, errors.New("x"))
				rw.Header().Set("Content-Type", "text/html; charset=utf-8")
				rw.Write(rec.Body.Bytes())
			})
		}
	}
	go http.ListenAndServe("127.0.0.1:18099", mux)
	for i := 0; i < 1800; i++ {
		time.Sleep(500 * time.Millisecond)
		if _, err := os.Stat("/tmp/pages/stop"); err == nil {
			return
		}
	}
}
