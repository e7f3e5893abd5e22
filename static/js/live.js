// Keeps an open page up to date. While the page is visible it asks whether there is a newer version, less and less often
// as long as there isn't. It replaces the parts that are marked, but nothing in which somebody types or selects text.

const MIN_SECONDS = 15;
const MAX_SECONDS = 120;
const FIRST_WAIT_SECONDS = 2; // after the page has loaded, or an answer came
const MAX_WAITS = 45; // without news: a quarter of an hour, then the page asks now and then
const FIELDS = "input:not([type=hidden]), textarea, select";

const line = document.querySelector("[data-live]");
const status = line?.querySelector("[data-live-status]");
const reload = line?.querySelector("[data-live-reload]"); // only where this script can't show the news itself
const waitSeconds = Number(line?.dataset.liveWait); // how long the server may keep an answer until there's news. 0: it can't
let waits = waitSeconds ? MAX_WAITS : 0;
let seconds = waits ? FIRST_WAIT_SECONDS : MIN_SECONDS;
let timer = 0;
let asking = null; // what stops the request in progress
let isStopped = false;

function schedule() {
  clearTimeout(timer);
  if (isStopped || document.hidden) return;
  timer = setTimeout(ask, seconds * 1000 * (0.9 + 0.2 * Math.random()));
}

/** The page is gone, or the reader may not see it any more. */
function stop() {
  isStopped = true;
  status.textContent = "This page no longer updates.";
  reload.hidden = false;
}

async function ask() {
  if (asking || isStopped || document.hidden) return;
  const control = new AbortController();
  asking = control;
  try {
    const headers = { "X-Live-Version": line.dataset.live };
    if (waits > 0) headers.Prefer = `wait=${waitSeconds}`;
    const answer = await fetch(location.href, { headers, redirect: "manual", cache: "no-store", signal: control.signal });
    if (answer.status === 204) seconds = pauseAfter(answer);
    else if (answer.status === 200) seconds = show(await answer.text()) ? pauseAfterNews() : MAX_SECONDS;
    else if (answer.status === 429 || answer.status >= 500) seconds = MAX_SECONDS;
    else stop();
  } catch {
    if (control.signal.aborted) return; // the page was hidden
    seconds = MAX_SECONDS; // offline
  } finally {
    if (asking === control) asking = null;
    if (!control.signal.aborted) schedule();
  }
}

/** The server has waited for news: ask at once. It had no room, or nothing to wait for: ask less and less often. */
function pauseAfter(answer) {
  if (answer.headers.has("Preference-Applied")) {
    waits -= 1;
    return waits > 0 ? 0 : MAX_SECONDS;
  }
  return Math.min(2 * Math.max(seconds, MIN_SECONDS), MAX_SECONDS);
}

function pauseAfterNews() {
  waits = waitSeconds ? MAX_WAITS : 0;
  return waits ? FIRST_WAIT_SECONDS : MIN_SECONDS;
}

/** All parts or none: an answer sends which comment is the newest that its writer has read. Returns whether it did. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const version = page.querySelector("[data-live]")?.dataset.live;
  const isTaken = version && !document.dispatchEvent(new CustomEvent("live:page", { detail: page, cancelable: true }));
  if (isTaken) {
    line.dataset.live = version; // the page has a script of its own, such as grid_live.js
    return true;
  }
  const parts = [...document.querySelectorAll("[data-live-part]")];
  const isSame = parts.length === page.querySelectorAll("[data-live-part]").length;
  const isComplete = Boolean(version) && isSame && parts.every((part) => page.getElementById(part.id) && !isBusy(part));
  if (isComplete) {
    for (const part of parts) replace(part, page.getElementById(part.id));
    line.dataset.live = version;
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("live:shown"));
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    status.textContent = `Updated at ${time}.`;
  } else {
    status.textContent = "There’s something new.";
  }
  reload.hidden = isComplete;
  line.toggleAttribute("data-news", !isComplete); // then it stays in sight
  return isComplete;
}

function isBusy(part) {
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && part.contains(selection.anchorNode)) return true;
  if (part.contains(document.activeElement) && document.activeElement.matches(FIELDS)) return true;
  const fields = [...part.querySelectorAll(FIELDS)];
  return fields.some((field) => isChanged(field) || (field.form && !part.contains(field.form))); // a remark of a form elsewhere
}

function isChanged(field) {
  if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

function replace(part, next) {
  const element = document.importNode(next, true);
  const focus = part.contains(document.activeElement) ? selectorOf(document.activeElement) : "";
  const { top, bottom } = part.getBoundingClientRect();
  const offsets = [...part.querySelectorAll(".scroll")].map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
  if (part.matches(".scroll")) offsets.unshift([part.scrollLeft, part.scrollTop]);
  keepOpen(part, element);
  part.replaceWith(element);
  const boxes = [...(element.matches(".scroll") ? [element] : []), ...element.querySelectorAll(".scroll")];
  boxes.forEach((box, at) => {
    [box.scrollLeft, box.scrollTop] = offsets[at] ?? [0, 0];
  });
  window.htmx?.process(element);
  if (focus) element.querySelector(focus)?.focus({ preventScroll: true });
  // What is read stays where it is when something above it grows. The browser may have seen to that already.
  const shift = element.getBoundingClientRect().bottom - bottom;
  if (bottom <= 0 && shift && element.getBoundingClientRect().top === top) window.scrollBy(0, shift);
}

function keepOpen(part, element) {
  const open = new Set([...part.querySelectorAll("details[open]")].map(nameOf));
  const closed = new Set([...part.querySelectorAll("details:not([open])")].map(nameOf));
  for (const details of element.querySelectorAll("details")) {
    if (open.has(nameOf(details))) details.open = true;
    else if (closed.has(nameOf(details))) details.open = false;
  }
}

function nameOf(details) {
  return details.id || details.querySelector("summary")?.textContent.trim();
}

function selectorOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  const form = element.closest("form")?.getAttribute("action");
  return form ? `form[action="${CSS.escape(form)}"] ${element.localName}` : "";
}

function leave() {
  clearTimeout(timer);
  asking?.abort();
  asking = null;
}

if (line) {
  reload.hidden = true;
  document.addEventListener("visibilitychange", () => {
    leave(); // an answer that waits is given back
    seconds = pauseAfterNews();
    if (!document.hidden) ask();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => {
    if (event.persisted) schedule();
  });
  schedule();
}
