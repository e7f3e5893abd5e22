// Remarks on lines of code. A click on a line's number opens a remark below it, and a second one makes it a range. Without
// this script the numbers are typed into the form.

const form = document.querySelector("#write");
const remarks = [...form.querySelectorAll("[data-remark]")];
const slots = new Map(remarks.map((remark) => [remark, document.createComment("")])); // where each is in the form

function fieldsOf(remark) {
  const [first, last, text] = remark.querySelectorAll("input, textarea");
  return { first, last, text };
}

function isUsed(remark) {
  return Object.values(fieldsOf(remark)).some((field) => field.value);
}

/** The lines of a remark in their order, or nothing. */
function rangeOf(remark) {
  const { first, last } = fieldsOf(remark);
  const numbers = [first, last].map((field) => Number.parseInt(field.value, 10)).filter((number) => number > 0);
  return numbers.length ? [Math.min(...numbers), Math.max(...numbers)] : null;
}

function markLines() {
  const ranges = remarks.filter((remark) => !remark.hidden).map(rangeOf);
  for (const number of document.querySelectorAll(".lines [data-line]")) {
    const isChosen = ranges.some((range) => range && number.dataset.line >= range[0] && number.dataset.line <= range[1]);
    number.parentElement.classList.toggle("chosen", isChosen);
  }
}

/** Below its last line, or in the form if the page doesn't show that line. */
function place(remark) {
  const line = document.querySelector(`.lines #line-${rangeOf(remark)?.[1]}`);
  if (line) line.append(remark);
  else slots.get(remark).after(remark);
  remark.classList.toggle("remark", Boolean(line));
  remark.querySelector("[data-at-line]").hidden = !line;
}

function open(remark, [first, last]) {
  const fields = fieldsOf(remark);
  [fields.first.value, fields.last.value] = [first, last];
  remark.hidden = false;
  if (first) place(remark);
  changed();
  (first ? fields.text : fields.first).focus();
}

function close(remark) {
  for (const field of Object.values(fieldsOf(remark))) field.value = "";
  remark.hidden = true;
  place(remark);
  changed();
}

/** The drafts of the form hear of it, although the remark may be elsewhere. */
function changed() {
  markLines();
  form.dispatchEvent(new Event("input"));
}

function openNext(range) {
  const remark = remarks.find((item) => item.hidden) ?? remarks.find((item) => !isUsed(item));
  if (remark) open(remark, range);
}

function choose(number) {
  const empty = remarks.find((remark) => rangeOf(remark) && !fieldsOf(remark).text.value.trim());
  if (!empty) return openNext([number, number]);
  const [first, last] = rangeOf(empty);
  if (first !== last) return open(empty, [number, number]);
  if (first === number) return close(empty);
  open(empty, [first, number].sort((a, b) => a - b));
}

function click(event) {
  const { line } = event.target.closest(".lines [data-line]")?.dataset ?? {};
  if (line) return choose(Number(line));
  const remove = event.target.closest("[data-remove]");
  if (remove) {
    close(remove.closest("[data-remark]"));
    return form.querySelector("[name=add]")?.focus({ preventScroll: true });
  }
  const add = event.target.closest("[name=add]");
  if (!add) return;
  event.preventDefault();
  openNext(add.value ? add.value.split("-").map(Number) : ["", ""]);
}

function showUsed() {
  for (const remark of remarks) {
    remark.hidden = !isUsed(remark);
    place(remark);
  }
  markLines();
}

/** The page's code is new (live.js), or it has just been opened. */
function mount() {
  for (const code of document.querySelectorAll(".lines")) code.dataset.mounted = "";
  markLines();
}

document.addEventListener("click", click);
document.addEventListener("input", (event) => {
  if (event.target.form !== form) return;
  markLines();
  if (!form.contains(event.target)) form.dispatchEvent(new Event("input"));
});
document.addEventListener("live:shown", mount);
form.addEventListener("reset", () => setTimeout(showUsed));
for (const [remark, slot] of slots) remark.before(slot);
for (const item of form.querySelectorAll("[data-lines-help], [data-remove]")) item.hidden = false;
showUsed();
mount();
