package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestTable_letsAnotherNodeRedeemWhateverItCallsItsOrigin(t *testing.T) {
	h := newHouse(t, nil)
	for _, headers := range [][]string{nil, {"Origin", "https://kade.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		w := h.ask("POST", "/oauth/token", headers...)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"error":"invalid_request"`) {
			t.Errorf("%v: %d %s", headers, w.Code, w.Body)
		}
	}
	if w := h.ask("POST", "/oauth/authorize", "Origin", "https://kade.example"); w.Code != http.StatusForbidden {
		t.Errorf("another site answers for her: %d", w.Code)
	}
	if w := h.ask("POST", "/login/home", "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("another site sends people home: %d", w.Code)
	}
}
