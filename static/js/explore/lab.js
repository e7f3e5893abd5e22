// The page of an explorable: an answer to the guess, and sliders that redraw the finished figure. The module named in
// data-module computes what changes: draw(settings) gives the marks by key, a label, a sentence and the table's last column.

const QUIET_MS = 700; // what changed is read out once the sliders rest for so long

function answerGuess(fieldset) {
  const answer = document.querySelector("[data-answer]");
  fieldset.addEventListener("change", ({ target }) => {
    const isRight = target.value === fieldset.dataset.right;
    answer.replaceChildren(document.querySelector(isRight ? "[data-when-right]" : "[data-when-wrong]").content.cloneNode(true));
    answer.classList.toggle("right", isRight);
    answer.hidden = false;
  });
}

function valueText(slider) {
  if (slider.dataset.names) return slider.dataset.names.split("|")[slider.valueAsNumber];
  return slider.valueAsNumber.toFixed(slider.dataset.digits).replace("-", "−");
}

function show(lab, { marks, label, sentence, cells }) {
  for (const [key, { text, ...attributes }] of Object.entries(marks)) {
    const mark = lab.querySelector(`[data-mark="${key}"]`);
    for (const [name, value] of Object.entries(attributes)) mark.setAttribute(name, value);
    if (text !== undefined) mark.textContent = text;
  }
  lab.querySelector(".live svg").setAttribute("aria-label", label);
  lab.querySelector("[data-sentence]").textContent = sentence;
  lab.querySelectorAll("[data-now]").forEach((cell, k) => { cell.textContent = cells[k]; });
}

async function connect(lab) {
  const { draw } = await import(lab.dataset.module);
  const sliders = [...lab.querySelectorAll("input[type=range]")];
  const spoken = lab.querySelector("[data-spoken]");
  let rest = 0;
  function redraw() {
    const drawing = draw(Object.fromEntries(sliders.map((slider) => [slider.name, slider.valueAsNumber])));
    show(lab, drawing);
    for (const slider of sliders) {
      slider.setAttribute("aria-valuetext", valueText(slider));
      lab.querySelector(`output[for="${slider.id}"]`).value = valueText(slider);
    }
    clearTimeout(rest);
    rest = setTimeout(() => { spoken.textContent = drawing.sentence; }, QUIET_MS);
  }
  for (const slider of sliders) slider.addEventListener("input", redraw);
  lab.dataset.ready = "";
  if (sliders.some((slider) => slider.value !== slider.getAttribute("value"))) redraw(); // the browser kept them on reload
}

document.querySelectorAll("[data-guess]").forEach(answerGuess);
document.querySelectorAll("[data-module]").forEach(connect);
