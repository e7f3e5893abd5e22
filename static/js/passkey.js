// Enables the passkey buttons once allauth's script listens to them, and says why a passkey didn't work: allauth only
// writes that to the console.

const REASONS = {
  NotAllowedError: "You didn’t choose a passkey in time. Try again.",
  InvalidStateError: "This device already has a passkey of yours for this site.",
  NotSupportedError: "This device can’t create such a passkey. Use an authenticator app or a security key.",
  SecurityError: "Passkeys need https, and a name instead of a number in the address bar.",
};

/** Where passkeys work on this machine, unless they do here. */
function betterAddress() {
  if (location.hostname !== "127.0.0.1") return "";
  const address = `http://localhost:${location.port}${location.pathname}`;
  return Object.assign(document.createElement("a"), { href: address, textContent: `Open ${address}` });
}

function show(message) {
  let line = document.getElementById("passkey-said");
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "passkey-said", className: "no breakable" });
    line.setAttribute("role", "alert");
    document.querySelector("main h1").after(line);
  }
  line.replaceChildren(message, " ", betterAddress());
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show(REASONS[event.detail.exception?.name] ?? "The passkey didn’t work. Try again.");
});

// allauth starts to listen on the same event, and its scripts come first.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
  // Say it before somebody has confirmed their password and thought of a name.
  if (document.querySelector("[data-add-passkey]") && betterAddress()) show(REASONS.SecurityError);
});
