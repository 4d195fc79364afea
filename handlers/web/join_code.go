package web

import (
	"net/http"
	"strconv"

	"knoop/models"
)

// joinCode is the code of conduct in the form of who joins; the zero joinCode
// when she signs none.
type joinCode struct {
	Version int
	Content string // sanitised HTML
	Since   string
	Href    string
	Signed  bool // the tick is set
}

// codeToJoin shows the code of conduct as it is in force to who joins in a role
// that signs it.
func (p *Pages) codeToJoin(r *http.Request, page *joinPage, role models.Role) error {
	c, err := p.o.Store.CurrentCode(r.Context())
	switch {
	case models.KindOf(err) == models.NotFound:
		return nil
	case err != nil:
		return err
	}
	page.code(c, role)
	return nil
}

// code puts a version of the code into the form, without a tick: it was not
// signed yet.
func (page *joinPage) code(c models.Code, role models.Role) {
	if !models.Can(role, models.SignTheCode) {
		return
	}
	page.Code = joinCode{
		Version: c.Version, Content: c.HTML, Since: page.DatePlain(c.PublishedAt.In(page.Now.Location())), Href: "/code/" + strconv.Itoa(c.Version),
	}
	in := page.Form.Get("code")
	if in == nil {
		in = page.Form.add("code", "tick", nil)
	}
	in.Label = page.T("code.title")
}

// agreed reads what the form says of the code: which version it showed, and
// whether she signs it. What is missing is wrong, but for who only asks for a
// suggestion.
func (page *joinPage) agreed(r *http.Request) (version int) {
	if page.Code.Version == 0 {
		return 0
	}
	version, _ = strconv.Atoi(r.PostForm.Get("code_version"))
	page.Code.Signed = page.Form.value("code") == "yes" && version == page.Code.Version
	switch {
	case version > 0 && version != page.Code.Version:
		page.Form.wrong("code", models.Fail(models.Conflict, "error.code_changed", "Version", page.Code.Version))
	case !page.Code.Signed && r.PostForm.Get("do") != "suggest":
		page.Form.wrong("code", models.Fail(models.Invalid, "error.code_unsigned"))
	}
	return version
}
