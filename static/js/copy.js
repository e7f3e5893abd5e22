// Buttons that copy the text of a field. Without the script, or on a page without TLS, they stay hidden and the field can
// be selected.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.getAttribute("aria-describedby"));
  status.textContent = "";
  try {
    await navigator.clipboard.writeText(field.value);
    status.textContent = "Copied";
  } catch {
    field.select();
    status.textContent = "Press Ctrl+C to copy it";
  }
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
