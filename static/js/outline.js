// Reorder the editor's outline by dragging. The arrows under "Actions" do the same without a mouse or a script.

let dragged = null;

function siblings(item) {
  return [...item.parentElement.children].filter((other) => other.dataset.kind === item.dataset.kind);
}

function canTake(item) {
  return dragged && item && item !== dragged && item.parentElement === dragged.parentElement
    && item.dataset.kind === dragged.dataset.kind;
}

/** Post the new place through a form, so that the answer is the page with its offer to undo. */
function move(item, place) {
  const form = document.createElement("form");
  const token = item.querySelector("input[name=csrfmiddlewaretoken]").value;
  const values = { csrfmiddlewaretoken: token, parent: item.dataset.parent, place };
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  Object.assign(form, { method: "post", action: item.dataset.move });
  document.body.append(form);
  form.submit();
}

for (const item of document.querySelectorAll(".outline > li")) item.draggable = true;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".outline > li");
  dragged?.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const item = event.target.closest?.(".outline > li");
  document.querySelector(".is-target")?.classList.remove("is-target");
  if (!canTake(item)) return;
  event.preventDefault();
  item.classList.add("is-target");
});

document.addEventListener("drop", (event) => {
  const item = event.target.closest?.(".outline > li");
  if (!canTake(item)) return;
  event.preventDefault();
  move(dragged, siblings(item).indexOf(item) + 1);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  document.querySelector(".is-target")?.classList.remove("is-target");
  dragged = null;
});
