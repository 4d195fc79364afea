// Says in the editor what else there is around the date that is being chosen. The
// server finds and words it; without this script the preview says the same.
"use strict";

for (const place of document.querySelectorAll("[data-clash]")) {
  const form = place.closest("form");
  const names = place.dataset.fields.split(" ");
  let waits = 0, asked = "";

  const ask = async () => {
    const query = new URLSearchParams();
    for (const name of names) {
      const field = form.elements.namedItem(name);
      if (field && field.value) query.set(name, field.value);
    }
    if (place.dataset.except) query.set("except", place.dataset.except);
    const address = place.dataset.clash + "?" + query;
    if (address === asked) return;
    asked = address;
    if (!query.has("date")) {
      place.replaceChildren();
      return;
    }
    let found = null;
    try {
      const answer = await fetch(address, { credentials: "same-origin", redirect: "error", headers: { "Accept": "text/html" } });
      if (!answer.ok) return;
      found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-clash-found]");
    } catch {
      return; // the preview says it
    }
    if (address === asked) place.replaceChildren(...(found ? [document.adoptNode(found)] : []));
  };

  form.addEventListener("change", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(waits);
    waits = setTimeout(ask, 250);
  });
}
