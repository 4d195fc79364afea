package web

import (
	"context"

	"knoop/models"
)

// applied fills in what an approved applicant wrote when she asked to join, and
// keeps to her language. Whoever was invited without having asked wrote nothing.
func (p *Pages) applied(ctx context.Context, page *joinPage, i models.Invitation) error {
	r, address, err := p.o.Store.JoinRequestOf(ctx, i)
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	page.applicant(r, address)
	return nil
}

func (page *joinPage) applicant(r models.JoinRequest, address string) {
	page.Wish, page.Speaks = r.Handle, r.Language
	page.Form.Get("name").Value = r.Name
	if in := page.Form.Get("address"); in != nil {
		in.Value = address
	}
}

// known fills in the handle of whom we know by name: the one she wished, or one
// like it when that is another's by now.
func (p *Pages) known(ctx context.Context, page *joinPage, i models.Invitation) (err error) {
	in, like := page.Form.Get("handle"), i.Name
	if page.Wish != "" {
		free, err := p.o.Store.HandleFree(ctx, page.Wish)
		if err != nil {
			return err
		}
		if in.Value = page.Wish; free {
			return nil
		}
		like = page.Wish
	}
	if like == "" {
		return nil
	}
	if in.Value, err = p.o.Store.FreeHandle(ctx, like); err != nil {
		return err
	}
	if page.Wish != "" && in.Value != "" {
		page.Suggest = page.T("join.wish_taken", "Wish", "@"+page.Wish, "Handle", "@"+in.Value+"@"+page.Domain)
	}
	return nil
}
