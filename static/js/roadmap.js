// Opens a topic's card beside the map without a page load, and the roadmap chosen in the switch.

const card = () => document.getElementById("card");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-topic]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !card()) return;
  event.preventDefault();
  const url = new URL(link.getAttribute("href"), location.href);
  url.hash = "";
  try {
    await htmx.ajax("GET", url.pathname + url.search, { target: "#card", swap: "innerHTML show:none" });
  } catch {
    location.assign(link.getAttribute("href"));
    return;
  }
  history.replaceState(history.state, "", url);
  for (const other of document.querySelectorAll("a[data-topic]")) {
    if (other.dataset.topic === link.dataset.topic) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  document.getElementById("card-title")?.focus();
});

document.addEventListener("change", ({ target }) => {
  target.closest("[data-switch]")?.requestSubmit();
});

// A mark replaces the page's content, and with it the button that had the focus.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "main") document.querySelector('.mark-it [aria-pressed="true"]')?.focus();
});
