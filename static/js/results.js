// Says a verdict to a screen reader once, as a sentence, shows where it stands, and says when a run could not be sent at all.
(() => {
  const announcer = document.querySelector("[data-announce]");

  function announce(result) {
    const verdict = result.querySelector(".verdict");
    if (!announcer || !verdict) return;
    const parts = [verdict.querySelector("h2"), verdict.querySelector(":scope > .said")];
    const said = parts.map((part) => part?.textContent.trim()).filter(Boolean).join(". ");
    if (announcer.textContent !== said) announcer.textContent = said;
  }

  /** Where it is not beside the editor it may be far below. Nothing moves by itself: only whoever sent a run is led there. */
  function show(result) {
    const { top } = result.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) result.scrollIntoView({ block: "nearest" });
  }

  /** Above what stands there, which stays true. The next answer replaces both. */
  function sayNotSent(result, reason) {
    result.querySelector("[data-not-sent]")?.remove();
    const section = document.createElement("section");
    section.className = "verdict waiting stack";
    section.dataset.notSent = "";
    const head = document.createElement("h2");
    head.textContent = "Not sent";
    const said = document.createElement("p");
    said.className = "said";
    said.textContent = `${reason} Your code is safe in the editor. Press the button again when you are back.`;
    section.append(head, said);
    result.prepend(section);
    announce(result);
    show(result);
  }

  function failed(event) {
    const result = event.detail.elt.matches("form") && event.detail.target?.closest(".result");
    if (!result) return; // a page that follows its run simply asks again
    const status = event.detail.xhr?.status;
    const reason = status ? `The site answered with error ${status}.` : "The site can’t be reached: you seem to be offline.";
    sayNotSent(result, reason);
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const result = event.target.closest?.(".result");
    if (!result) return;
    announce(result);
    if (event.detail.requestConfig?.elt.matches("form")) show(result);
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, failed);
})();
