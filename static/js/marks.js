// Keeps the focus and the folded parts of a topic where they were while a mark replaces the page's content.

let folds = new Map();

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  folds = new Map([...target.querySelectorAll("details.fold")].map((fold) => [fold.id, fold.open]));
});

document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  for (const fold of target.querySelectorAll("details.fold")) fold.open = folds.get(fold.id) ?? fold.open;
  const button = target.querySelector(`[formaction="${detail.pathInfo.requestPath}"]`);
  button?.closest("details").querySelector("summary").focus();
});
