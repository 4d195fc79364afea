// What is wrong with the page at this width, in words.
(minimum) => {
  const wrong = [];
  const root = document.documentElement, width = root.clientWidth;
  const shown = (e) => e.checkVisibility({checkVisibilityCSS: true});
  const name = (e) => e.tagName.toLowerCase() + [...e.classList].map((c) => "." + c).join("") + " “" + (e.innerText ?? "").trim().slice(0, 40) + "”";
  if (root.scrollWidth > width) wrong.push(`scrolls sideways: ${root.scrollWidth} in ${width}`);

  // Nothing with words in it sticks out or is cut off.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let n; (n = walker.nextNode()); ) {
    const e = n.parentElement;
    if (!n.data.trim() || !shown(e) || e.closest(".vh, .skip, .scroll, option, datalist, [aria-hidden=true]")) continue;
    range.selectNodeContents(n);
    const box = range.getBoundingClientRect();
    if (box.width && (box.right > width + 1 || box.left < -1)) wrong.push(`sticks out: ${name(e)} ${Math.round(box.left)}–${Math.round(box.right)} of ${width}`);
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (!/hidden|clip/.test(style.overflowX) || style.textOverflow === "ellipsis") continue;
      const edge = up.getBoundingClientRect();
      if (box.right > edge.right + 1) wrong.push(`cut off: ${name(e)} in ${name(up)}`);
    }
  }

  // What one presses is large enough for a thumb.
  for (const e of document.querySelectorAll("button, .btn, nav a, summary, input:not([type=hidden], [type=radio], .pick [type=checkbox]), textarea, select, .pick")) {
    if (!shown(e) || e.closest(".foot, [aria-hidden=true]")) continue;
    const height = Math.round(e.getBoundingClientRect().height * 10) / 10;
    const least = e.matches(".btn:not(.mini)") ? 44 : 40;
    if (height < least) wrong.push(`${height} px high, not ${least}: ${name(e)}`);
  }
  return wrong;
}
