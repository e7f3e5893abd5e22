// The mentor's grid: one tab stop for the whole table, arrow keys between its cells, and evidence that opens in place.
// Without it every cell is a plain link.

const table = document.querySelector("[data-grid]");
const panel = document.createElement("div");
const panelRow = document.createElement("tr");
const FOCUSABLE = "a[href], input";
const IN_PLACE = "td:not(.figure, .grid-open) > a, [data-in-place]";

function linksOf(row) {
  return [...row.querySelectorAll(FOCUSABLE)];
}

function columnOf(link) {
  return link.closest("th, td").cellIndex;
}

/** In another row, the same column or else the nearest before it: its box if `from` is one, its first link otherwise. */
function linkInColumn(row, from) {
  const links = linksOf(row);
  const nearest = links.filter((link) => columnOf(link) <= columnOf(from)).at(-1) ?? links[0];
  const inCell = links.filter((link) => columnOf(link) === columnOf(nearest));
  return inCell.find((link) => link.tagName === from.tagName) ?? inCell[0];
}

/** In the row below or above. The open evidence is no row of the grid. Above the first one is the box of the head. */
function linkBeside(link, row, direction) {
  if (row.parentElement === table.tHead) return direction === "nextElementSibling" ? linksOf(table.tBodies[0])[0] : null;
  const next = row[direction] === panelRow ? panelRow[direction] : row[direction];
  if (!next) return direction === "previousElementSibling" ? headBox : null;
  return linkInColumn(next, link);
}

function moveTo(link) {
  if (!link) return;
  table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
  link.setAttribute("tabindex", "0");
  link.focus();
}

/** The header and the names lie over the cells that scroll below them. A click has its cell in sight, and moves nothing. */
function reveal({ target }) {
  const cell = target.closest("th, td");
  if (!cell || !target.matches(":focus-visible")) return;
  const scroller = cell.closest(".grid-scroll");
  const head = table.tHead.rows[0].cells[0].getBoundingClientRect(); // the cells stay in place, not their row
  const name = cell.parentElement.cells[0];
  const box = cell.getBoundingClientRect();
  if (cell.closest("tbody") && box.top < head.bottom) scroller.scrollTop -= head.bottom - box.top;
  if (cell !== name && box.left < name.getBoundingClientRect().right) {
    scroller.scrollLeft -= name.getBoundingClientRect().right - box.left;
  }
}

const MOVES = {
  ArrowRight: (link, links) => links[links.indexOf(link) + 1],
  ArrowLeft: (link, links) => links[links.indexOf(link) - 1],
  Home: (_, links) => links[0],
  End: (_, links) => links.at(-1),
  ArrowDown: (link, _, row) => linkBeside(link, row, "nextElementSibling"),
  ArrowUp: (link, _, row) => linkBeside(link, row, "previousElementSibling"),
};

function onKey(event) {
  const link = event.target.closest(FOCUSABLE);
  const move = MOVES[event.key];
  if (!link || !move || panel.contains(link) || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.ctrlKey && ["Home", "End"].includes(event.key)) {
    const links = linksOf(table.tBodies[0]);
    moveTo(event.key === "Home" ? links[0] : links.at(-1));
    return;
  }
  const row = link.closest("tr");
  moveTo(move(link, linksOf(row), row));
}

function markOpen(link) {
  for (const open of table.querySelectorAll(".is-open")) open.classList.remove("is-open");
  link?.closest("td")?.classList.add("is-open");
  link?.closest("tr").classList.add("is-open");
}

async function openInPlace(event) {
  const link = event.target.closest(IN_PLACE);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opener = link;
  markOpen(link);
  link.closest("tr").after(panelRow);
  await window.htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML", source: link });
}

function close() {
  panelRow.remove();
  panel.replaceChildren();
  markOpen(null);
  if (opener) moveTo(opener);
}

function makePanel() {
  panel.className = "grid-evidence stack";
  const cell = document.createElement("td");
  cell.className = "grid-open on-screen";
  cell.colSpan = table.rows[0].cells.length;
  cell.append(panel);
  panelRow.append(cell);
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
  });
  panel.addEventListener("htmx:afterSwap", () => {
    panel.querySelector("h2")?.focus({ preventScroll: true });
    opener?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function takeKeyboard() {
  for (const link of table.querySelectorAll(FOCUSABLE)) link.setAttribute("tabindex", "-1");
  table.tBodies[0].querySelector(FOCUSABLE)?.setAttribute("tabindex", "0");
  table.setAttribute("role", "grid");
  table.closest(".grid-scroll").removeAttribute("tabindex"); // the table is the stop
  document.documentElement.classList.add("has-keys");
  table.addEventListener("keydown", onKey);
  table.addEventListener("focusin", reveal);
  table.addEventListener("click", openInPlace);
  table.closest("form")?.addEventListener("change", onTick);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panelRow.isConnected) close();
  });
}

// ---- ticks

function boxes() {
  return [...table.querySelectorAll("tbody input[name=learner]")];
}

/** A box in the head ticks all rows of the page. Without this script there is one for all that match. */
function makeHeadBox() {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.setAttribute("aria-label", "Choose all on this page");
  table.tHead.rows[0].cells[0].prepend(box);
  return box;
}

function onTick(event) {
  if (event.target === headBox) for (const box of boxes()) box.checked = headBox.checked;
  const ticked = boxes().filter((box) => box.checked).length;
  headBox.checked = ticked > 0 && ticked === boxes().length;
  headBox.indeterminate = ticked > 0 && !headBox.checked;
  document.querySelector("[data-bulk-count]").textContent = ticked ? `${ticked} ticked` : "";
}

let opener = null;
let headBox = null;
if (table) {
  makePanel();
  if (boxes().length) headBox = makeHeadBox();
  takeKeyboard();
}
