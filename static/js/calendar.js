// The calendar of the hours page: one tab stop, arrow keys between the days, and a day's details below the calendar.
// Without it every day is a link to the page with its details.

const SELECTOR = ".calendar";

function columnOf(link) {
  return link.closest("td").cellIndex;
}

/** The nearest day above or below it in its week. */
function inWeek(table, link, step) {
  const days = [...table.querySelectorAll("a")].filter((day) => columnOf(day) === columnOf(link));
  return days[days.indexOf(link) + step];
}

function inRow(link, choose) {
  const days = [...link.closest("tr").querySelectorAll("a")];
  return choose(days, days.indexOf(link));
}

const MOVES = {
  ArrowUp: (table, link) => inWeek(table, link, -1),
  ArrowDown: (table, link) => inWeek(table, link, 1),
  ArrowLeft: (_, link) => inRow(link, (days, at) => days[at - 1]),
  ArrowRight: (_, link) => inRow(link, (days, at) => days[at + 1]),
  Home: (_, link) => inRow(link, (days) => days[0]),
  End: (_, link) => inRow(link, (days) => days.at(-1)),
};

/** Only this day is reached with Tab. */
function makeTabStop(table, day) {
  for (const other of table.querySelectorAll("a")) other.tabIndex = other === day ? 0 : -1;
}

function onKey(event) {
  const link = event.target.closest?.(`${SELECTOR} a`);
  const move = MOVES[event.key];
  if (!link || !move || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const table = link.closest(SELECTOR);
  const next = move(table, link);
  if (!next || !next.checkVisibility()) return;
  makeTabStop(table, next);
  next.focus();
}

async function onClick(event) {
  const link = event.target.closest?.(`${SELECTOR} a`);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  makeTabStop(link.closest(SELECTOR), link);
  await window.htmx.ajax("GET", link.search, { target: "#day", select: "#day > *", swap: "innerHTML" });
}

/** The latest day. Marks and logs replace the page's content. */
function start() {
  const table = document.querySelector(SELECTOR);
  if (!table || table.querySelector('[tabindex="0"]')) return;
  const latest = [...table.querySelectorAll("a")].sort((one, other) => one.search.localeCompare(other.search)).at(-1);
  table.setAttribute("role", "grid");
  makeTabStop(table, latest);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("htmx:afterSettle", start);
start();
