// Keeps the parts of a topic open or folded as the reader left them while a mark replaces the page's content.

let folds = new Map();

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  folds = new Map([...target.querySelectorAll("details.fold")].map((fold) => [fold.id, fold.open]));
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  for (const fold of target.querySelectorAll("details.fold")) fold.open = folds.get(fold.id) ?? fold.open;
});
