// A click on a line number fills the line fields of the form, and a second one makes it a range. Without it the numbers
// are typed.

const code = document.querySelector(".lines");
const fields = [document.querySelector("#id_first_line"), document.querySelector("#id_last_line")];

/** The chosen lines in their order, or nothing. */
function range() {
  const numbers = fields.map((field) => Number.parseInt(field.value, 10)).filter((number) => number > 0);
  return numbers.length ? [Math.min(...numbers), Math.max(...numbers)] : null;
}

function mark() {
  const lines = range();
  for (const number of code.querySelectorAll("[data-line]")) {
    const { line } = number.dataset;
    number.parentElement.classList.toggle("chosen", Boolean(lines) && line >= lines[0] && line <= lines[1]);
  }
}

function choose(number) {
  const lines = range();
  const isOneOther = lines && lines[0] === lines[1] && lines[0] !== number;
  const isSame = lines && lines[0] === number && lines[1] === number;
  const [first, last] = isSame ? ["", ""] : isOneOther ? [lines[0], number].sort((a, b) => a - b) : [number, number];
  [fields[0].value, fields[1].value] = [first, last];
  mark();
}

if (code && fields.every(Boolean)) {
  code.dataset.mounted = "";
  code.addEventListener("click", (event) => {
    const { line } = event.target.closest("[data-line]")?.dataset ?? {};
    if (line) choose(Number(line));
  });
  for (const field of fields) field.addEventListener("input", mark);
  mark();
}
