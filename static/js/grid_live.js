// New rows for an open grid. live.js fetches the page when it has changed. This says how many learners changed and waits
// for the mentor: nothing moves while they read. An open panel of evidence, the focus and the scroll positions stay.

const table = document.querySelector("[data-grid]");
const news = document.querySelector("[data-grid-news]");
const HEADER_PARTS = ["#cohort-news", "#grid-count"];
let pending = null;

function keyOf(row) {
  return row.querySelector("th a")?.getAttribute("href") ?? "";
}

/** What a reader sees of a row. The classes are its states. */
function contentOf(row) {
  const states = [...row.cells].map((cell) => cell.className.replace("is-open", "").trim());
  return `${row.textContent.replace(/\s+/g, " ").trim()} ${states.join()}`;
}

function rowsOf(body) {
  return [...body.rows].filter((row) => keyOf(row));
}

/** The learners whose row is new, changed or gone. Null if the page has no grid, or other columns. */
function changesTo(page) {
  const other = page.querySelector("[data-grid]");
  if (!other || other.tHead.textContent !== table.tHead.textContent) return null;
  const next = other.tBodies[0];
  const before = new Map(rowsOf(table.tBodies[0]).map((row) => [keyOf(row), row]));
  const changed = rowsOf(next).filter((row) => {
    const old = before.get(keyOf(row));
    before.delete(keyOf(row));
    return !old || contentOf(old) !== contentOf(row);
  });
  return [...changed.map(keyOf), ...before.keys()];
}

function say(text, withButton) {
  news.textContent = text;
  if (!withButton) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = "Show";
  button.addEventListener("click", show);
  news.append(" ", button);
}

function onPage(event) {
  const changes = changesTo(event.detail);
  if (!changes) return; // live.js says that there is something new, with a link to reload the page
  event.preventDefault();
  pending = event.detail;
  if (changes.length) say(`${changes.length} ${changes.length === 1 ? "learner has" : "learners have"} changed.`, true);
  else update();
}

function show() {
  const changes = new Set(changesTo(pending));
  update();
  for (const row of rowsOf(table.tBodies[0])) row.classList.toggle("is-new", changes.has(keyOf(row)));
  say("The grid is up to date.", false);
  table.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
}

function update() {
  const scroller = table.closest(".grid-scroll");
  const { scrollTop, scrollLeft } = scroller;
  for (const part of HEADER_PARTS) {
    const [old, next] = [document.querySelector(part), pending.querySelector(part)];
    if (old && next && !old.contains(document.activeElement)) old.replaceChildren(...document.importNode(next, true).childNodes);
  }
  replaceRows(table.tBodies[0], pending.querySelector("[data-grid]").tBodies[0]);
  [scroller.scrollTop, scroller.scrollLeft] = [scrollTop, scrollLeft];
  pending = null;
}

function replaceRows(body, next) {
  const focus = body.contains(document.activeElement) ? document.activeElement : null;
  const panel = body.querySelector(".grid-open")?.closest("tr");
  const opener = panel?.previousElementSibling;
  const before = new Map(rowsOf(body).map((row) => [keyOf(row), row]));
  const rows = rowsOf(next).map((row) => {
    const old = before.get(keyOf(row));
    if (old && (old === opener || contentOf(old) === contentOf(row))) return old;
    const next = withStops(document.importNode(row, true));
    if (old?.querySelector("input")?.checked) next.querySelector("input").checked = true;
    return next;
  });
  if (opener && !rows.includes(opener)) rows.push(opener); // its evidence is open: it goes with the next change
  body.replaceChildren(...rows.flatMap((row) => (row === opener ? [row, panel] : [row])));
  if (!body.querySelector('[tabindex="0"]')) body.querySelector("a[href], input")?.setAttribute("tabindex", "0");
  focus?.focus({ preventScroll: true });
}

/** grid.js has made the table one tab stop. */
function withStops(row) {
  for (const link of row.querySelectorAll("a[href], input")) link.setAttribute("tabindex", "-1");
  return row;
}

if (table && news) document.addEventListener("live:page", onPage);
