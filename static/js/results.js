// Announces a verdict to screen readers once, scrolls to it if it is off screen, and reports a submission that wasn't
// sent.

const STILL_IN_EDITOR = "Your code is still in the editor. Submit again when you’re back online.";

const announcer = document.querySelector("[data-announce]");

function announce(result) {
  const verdict = result.querySelector(".verdict");
  if (!announcer || !verdict) return;
  const news = document.querySelector("#moved .news");
  const parts = news ? news.querySelectorAll("h2, h2 + p") : [verdict.querySelector("h2"), verdict.querySelector(":scope > .said")];
  const sentence = [...parts].map((part) => part?.textContent.trim().replace(/\s+/g, " ")).filter(Boolean).join(". ");
  if (announcer.textContent !== sentence) announcer.textContent = sentence;
}

/** On a narrow screen it may be far below. Only the person who submitted is taken there. */
function scrollTo(result) {
  const news = document.querySelector("#moved .moved");
  if (news) return news.scrollIntoView({ block: "nearest" });
  const { top } = result.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) result.scrollIntoView({ block: "nearest" });
}

/** Above the earlier verdict, which stays true. The next answer replaces both. */
function showNotSent(result, reason) {
  result.querySelector("[data-not-sent]")?.remove();
  const section = document.createElement("section");
  section.className = "verdict waiting stack";
  section.dataset.notSent = "";
  const title = document.createElement("h2");
  title.textContent = "Not sent";
  const message = document.createElement("p");
  message.className = "said";
  message.textContent = `${reason} ${STILL_IN_EDITOR}`;
  section.append(title, message);
  result.prepend(section);
  announce(result);
  scrollTo(result);
}

function onFailure(event) {
  const result = event.detail.elt.matches("form") && event.detail.target?.closest(".result");
  if (!result) return; // a page that follows a submission asks again by itself
  document.getElementById("moved")?.replaceChildren();
  const status = event.detail.xhr?.status;
  const reason = status ? `The site answered with error ${status}.` : "Can’t reach the site. You seem to be offline.";
  showNotSent(result, reason);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const result = event.target.closest?.(".result");
  if (!result) return;
  announce(result);
  if (event.detail.requestConfig?.elt.matches("form")) scrollTo(result);
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, onFailure);
