// Buttons that copy the text of a field or of code. Without the script, or on a page without TLS, they stay hidden and the
// text can be selected.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.getAttribute("aria-describedby"));
  status.textContent = "";
  try {
    await navigator.clipboard.writeText(field.value ?? field.textContent);
    status.textContent = "Copied";
  } catch {
    if (field.select) field.select();
    else document.getSelection().selectAllChildren(field);
    status.textContent = "Press Ctrl+C to copy it";
  }
}

function show(root) {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

if (navigator.clipboard) {
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}
