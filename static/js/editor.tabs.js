// Statement, code and verdict as tabs where they don't fit beside each other. On a narrow screen one of the three shows;
// from 1100 px the code stays beside the other two, and from 1440 px all three show. Without this script the links lead to the parts down the page.

const strip = document.querySelector("[data-tabs]"); // not on visitors' pages
const links = [...(strip?.querySelectorAll("a") ?? [])];
const code = links.find((link) => link.hash === "#code");
const isWide = matchMedia("(min-width: 90rem) and (min-height: 40rem)"); // as in editor.css
const isBeside = matchMedia("(min-width: 68.75rem)");
const title = document.querySelector("[data-title]"); // the page's heading while the statement is hidden
const GAP = 16; // between the tabs and a part
const places = new Map(); // how far each tab was scrolled
let selected = links[0];
let besideCode = links[0];

const panelOf = (link) => document.getElementById(link.hash.slice(1));
const isTab = (link) => !isWide.matches && !(isBeside.matches && link === code);

function arrange() {
  if (isBeside.matches && selected === code) selected = besideCode;
  strip.setAttribute("role", "tablist");
  for (const link of links) arrangeTab(link, panelOf(link));
  title.hidden = !panelOf(links[0]).hidden;
}

function arrangeTab(link, panel) {
  const isSelected = link === selected;
  panel.hidden = isTab(link) && !isSelected;
  for (const [element, name, value] of [
    [link, "role", "tab"],
    [link, "aria-selected", isSelected],
    [link, "tabindex", isSelected ? 0 : -1],
    [panel, "role", "tabpanel"],
    [panel, "aria-labelledby", link.id],
  ]) {
    if (isTab(link)) element.setAttribute(name, value);
    else element.removeAttribute(name);
  }
}

/** Show a part. Where it is a tab, each one keeps its place, so that going back leads to what was being read. */
export function show(hash) {
  const link = links.find((each) => each.hash === hash);
  if (!link || !isTab(link) || link === selected) return;
  const hadFocus = panelOf(selected).contains(document.activeElement);
  const top = strip.nextElementSibling.getBoundingClientRect().top + scrollY - strip.offsetHeight - GAP;
  const from = scrollY;
  places.set(selected, from);
  selected = link;
  if (link !== code) besideCode = link;
  arrange();
  scrollTo({ top: places.get(link) ?? Math.min(from, top), behavior: "instant" });
  if (hadFocus) link.focus({ preventScroll: true });
}

/** A link to something inside a part opens that part. */
function follow() {
  const target = document.getElementById(location.hash.slice(1)); // our ids need no escapes
  const link = target && links.find((each) => panelOf(each).contains(target));
  if (link) show(link.hash);
}

function onKey(event) {
  const tabs = links.filter(isTab);
  const at = tabs.indexOf(event.target);
  const steps = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
  if (at < 0 || !(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const tab = tabs[steps[event.key] % tabs.length];
  show(tab.hash);
  tab.focus({ preventScroll: true });
}

function onClick(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.hash);
}

if (strip) {
  strip.addEventListener("click", onClick);
  strip.addEventListener("keydown", onKey);
  for (const width of [isWide, isBeside]) width.addEventListener("change", arrange);
  addEventListener("hashchange", follow);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches(".bench > form")) show("#verdict");
  });
  arrange();
  follow();
}
