// What is wrong with the page as it stands, in words. Everything here is what
// axe-core does not judge, or judges only in part.
(lang, scripted) => {
  const wrong = [];
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const shown = (e) => e.checkVisibility({checkVisibilityCSS: true, contentVisibilityAuto: true});
  const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map((c) => "." + c).join("") +
    " “" + (e.innerText ?? "").trim().slice(0, 40) + "”";

  if (document.documentElement.lang !== lang) wrong.push(`lang is ${document.documentElement.lang}`);
  if (!document.title.trim()) wrong.push("no title");
  if (all("h1").length !== 1) wrong.push(`${all("h1").length} h1`);
  let level = 0;
  for (const h of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
    const n = Number(h.tagName[1]);
    if (n > level + 1) wrong.push(`heading leaps from ${level} to ${n}: ${name(h)}`);
    if (!h.innerText.trim()) wrong.push(`empty heading ${name(h)}`);
    level = n;
  }
  // A frame within a page of another site has no bars, and leads out of itself.
  const framed = location.pathname.startsWith("/embed/");
  for (const [selector, what] of [["main", "main"], ["body > header", "banner"], ["body > footer", "contentinfo"]]) {
    if (all(selector).length !== (framed && what !== "main" ? 0 : 1)) wrong.push(`${all(selector).length} × ${what}`);
  }
  const names = all("nav").map((n) => n.getAttribute("aria-label") || document.getElementById(n.getAttribute("aria-labelledby"))?.innerText || "");
  if (names.some((n) => !n) || new Set(names).size < names.length) wrong.push(`navs are named ${JSON.stringify(names)}`);
  const first = document.querySelector("a, button, input, summary, [tabindex]");
  if (framed ? all("base[target=_top]").length !== 1 : !first?.matches("a.skip[href='#main']")) wrong.push(framed ? "links stay in the frame" : "the first stop is not the skip link");

  // No program in the page, nothing from elsewhere.
  // The passkey ceremony cannot do without, and the editor of events tells of clashes
  // meanwhile: their scripts are files of ours.
  const ceremony = (e) => e.matches("script[src]") && !e.textContent && /^\/static\/[^/]*(passkey|clash)[^/]*\.js$/.test(new URL(e.src).pathname);
  // What an event says in the words of schema.org is no program.
  for (const e of all("script:not([type='application/ld+json']), style, iframe, object, embed, [style]")) if (!ceremony(e)) wrong.push(`there is a ${name(e)}`);
  for (const e of all("*")) for (const a of e.attributes) if (a.name.startsWith("on") || /^javascript:/i.test(a.value)) wrong.push(`${a.name} on ${name(e)}`);

  // Pictures and symbols are there.
  for (const i of all("img").filter(shown)) {
    i.loading = "eager";
    if (i.complete && !i.naturalWidth) wrong.push(`picture does not load: ${i.src}`);
  }
  for (const u of all("svg use").filter(shown)) {
    const box = u.getBoundingClientRect();
    if (!box.width || !box.height) wrong.push(`symbol is empty: ${u.getAttribute("href")}`);
  }

  // Keys of the catalogue never reach a page, nor values that are not there.
  const words = document.body.innerText;
  const leak = words.match(/\b(layout|home|event|events|note|profile|members|collectives|about|follow|welcome|errorpage|error|remote|rsvp|series|embed)\.[a-z_]{3,}\b|<no value>|%!\w|\{\{|\bundefined\b|\bnull\b|0001/);
  if (leak) wrong.push(`the page says ${leak[0]}`);
  if (/ {2}|\s[,.;]\s|\(\)|,,|\.\./.test(words.replace(/\s*\n\s*/g, "\n"))) wrong.push("punctuation: " + words.replace(/\s*\n\s*/g, "\n").match(/.{0,30}( {2}|\s[,.;]\s|\(\)|,,|\.\.).{0,30}/)?.[0]);
  return wrong;
}
