// Says in a sentence why a passkey could not be used; allauth's script only writes it to the console.
"use strict";

const REASONS = {
  NotAllowedError: "Nothing was chosen, or it took too long. Try again.",
  InvalidStateError: "This device already holds a passkey of yours for Descent.",
  NotSupportedError: "This device can't make such a passkey. Use an app or a security key.",
  SecurityError: "Passkeys need the site's name in the address bar, not a number, and https.",
};

function say(sentence) {
  let said = document.getElementById("passkey-said");
  if (!said) {
    said = Object.assign(document.createElement("p"), { id: "passkey-said", className: "no" });
    said.setAttribute("role", "alert");
    document.querySelector("main h1").after(said);
  }
  said.textContent = sentence;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const local = location.hostname === "127.0.0.1" ? ` Open http://localhost:${location.port}/ instead.` : "";
  say((REASONS[event.detail.exception?.name] ?? "The passkey could not be used. Try again.") + local);
});
