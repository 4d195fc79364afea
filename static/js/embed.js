// Puts our agenda in the page of another site: a frame, right after the script
// tag. data-lang (else the page's own language), data-by, data-n, data-title and
// data-height are its wishes. The frame runs no script and sets no cookie; its height is the one asked for.
(() => {
  const tag = document.currentScript
  if (!tag) return
  const wish = tag.dataset
  const address = new URL("/embed/agenda", tag.src)
  const lang = document.documentElement.lang.slice(0, 2).toLowerCase()
  if (lang) address.searchParams.set("lang", lang)
  for (const name of ["lang", "by", "n"]) if (wish[name]) address.searchParams.set(name, wish[name])
  const frame = document.createElement("iframe")
  frame.src = address.href
  frame.title = wish.title || "Agenda"
  frame.loading = "lazy"
  frame.width = "100%"
  frame.frameBorder = "0" // or it is wider than the page by its border
  frame.height = /^\d{2,4}$/.test(wish.height || "") ? wish.height : "640"
  tag.after(frame)
})()
