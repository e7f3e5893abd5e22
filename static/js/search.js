// The keys that work on every page: Ctrl+K and "/" open the search, "?" the list of shortcuts. In the search, the arrows
// move between the results.

const box = document.querySelector("#search-box");
const SINGLE_KEYS = "single-keys";
const FIELDS = "input, textarea, select, [contenteditable], .cm-editor";

/** People who use speech input turn them off. The list of shortcuts has the switch. */
function usesSingleKeys() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== "off";
  } catch {
    return true;
  }
}

function offerSwitch(input) {
  input.checked = usesSingleKeys();
  input.closest("[hidden]").hidden = false;
  input.addEventListener("change", () => {
    try {
      localStorage.setItem(SINGLE_KEYS, input.checked ? "on" : "off");
    } catch {
      input.checked = true; // storage is forbidden, so nothing can keep them off
    }
  });
}

async function openSearch() {
  const onPage = document.querySelector("main #search-query");
  if (onPage) return onPage.focus();
  if (!box.hasChildNodes()) {
    await htmx.ajax("GET", box.dataset.search, { target: box, swap: "innerHTML" });
    htmx.process(box); // otherwise htmx listens to the field 20 ms later, and misses what is typed until then
  }
  if (!box.hasChildNodes()) return location.assign(box.dataset.search); // offline, or signed out meanwhile
  box.showPopover();
  box.querySelector("#search-query").select();
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const isPalette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.(FIELDS);
  const isSingle = isPlain && usesSingleKeys();
  if (isPalette || (isSingle && event.key === "/")) {
    event.preventDefault();
    openSearch();
  } else if (isSingle && event.key === "?") {
    event.preventDefault();
    document.querySelector("#shortcuts").togglePopover();
  }
}

/** The field is above the first result. */
function onArrow(event) {
  const search = event.target.closest?.("[data-search-results]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!search || !step) return;
  const stops = [search.querySelector("#search-query"), ...search.querySelectorAll("#search-hits a")];
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

for (const input of document.querySelectorAll("[data-single-keys]")) offerSwitch(input);
document.addEventListener("keydown", onKey);
document.addEventListener("keydown", onArrow);
document.addEventListener("click", (event) => {
  if (event.target.closest("#search-box a")) box.hidePopover(); // the result may be on this page
});
