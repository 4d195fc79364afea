// The one script of this site: it lets the browser make or use a passkey, which
// nothing but a script can ask. It stands only on pages that need it, takes its
// sentences from the form, and sends nothing but the answer to our own server.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const text = form.dataset;
  const button = form.querySelector("button");
  const said = form.querySelector("[data-said]");

  const say = (sentence, wrong) => {
    said.textContent = sentence;
    said.classList.toggle("err", wrong);
    said.setAttribute("role", wrong ? "alert" : "status");
  };

  // ask posts JSON and gives JSON; what the server says of an error is thrown as
  // its sentence.
  const ask = async (address, value) => {
    let response;
    try {
      response = await fetch(address, {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Accept": "application/json", "Content-Type": "application/json" },
        body: JSON.stringify(value),
      });
    } catch {
      throw { sentence: text.offline };
    }
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw { sentence: answer.error || text.failed };
    return answer;
  };

  const perform = async () => {
    const options = await ask(text.begin, {});
    const credential = text.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    if (!credential) throw { name: "NotAllowedError" };
    const name = form.elements.namedItem("name");
    await ask(text.finish, { name: name ? name.value : "", credential: credential.toJSON() });
  };

  // Browsers tell little of what went wrong, on purpose (WebAuthn 5.1.3).
  const sentenceOf = (error) => {
    if (error.sentence) return error.sentence;
    switch (error.name) {
      case "NotAllowedError": case "AbortError": return text.cancelled;
      case "InvalidStateError": return text.known;
      case "NotSupportedError": case "ConstraintError": case "SecurityError": return text.unsupported;
    }
    return text.failed;
  };

  const able = window.PublicKeyCredential
    && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!able) {
    button.disabled = true;
    say(text.unsupported, true);
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say(text.busy, false);
    try {
      await perform();
      location.assign(text.next);
    } catch (error) {
      say(sentenceOf(error), true);
      button.disabled = false;
      button.focus();
    }
  });
}
