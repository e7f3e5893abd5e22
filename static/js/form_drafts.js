// Keeps the text of a form in this browser until the form is saved, and puts it back when its page is opened again.

import { deleteDraft, FORMS, getDraft, noteSent, setDraft } from "./browser_drafts.js";

const TEXTS = ["textarea:not([readonly])", "input[type=text]", "input[type=number]"].map((type) => `${type}[name]`).join();
const SEEN_STATE = ["revision", "base"]; // hidden fields that say what was saved when typing began: a newer text isn't lost
const owner = document.querySelector("[data-forget-drafts]")?.dataset.forgetDrafts;

function texts(form) {
  return [...form.elements].filter((field) => field.matches(TEXTS)); // also those that are elsewhere on the page
}

function seenState(form) {
  return SEEN_STATE.map((name) => form.elements[name]).filter(Boolean);
}

function valuesOf(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

function store(form, key) {
  const changed = texts(form).filter((field) => field.value !== field.defaultValue);
  if (!changed.length && !form.hasAttribute("data-typed")) return deleteDraft(key);
  const title = document.title.split(" · ")[0];
  const values = valuesOf(changed.length ? changed : texts(form));
  setDraft(key, { unsaved: true, title, values, seen: valuesOf(seenState(form)) });
}

function restore(form, key) {
  const draft = getDraft(key);
  // What somebody typed before this script ran is newer than the draft.
  const untouched = texts(form).filter((field) => field.value === field.defaultValue);
  const fields = untouched.filter((field) => field.value !== (draft?.values[field.name] ?? field.value));
  if (!fields.length) return store(form, key);
  for (const field of fields) {
    field.value = draft.values[field.name];
    field.closest("details")?.setAttribute("open", "");
  }
  const saved = seenState(form).map((field) => [field, field.value]);
  for (const [field] of saved) field.value = draft.seen[field.name] ?? field.value;
  showNotice(form, key, saved);
  addEventListener("load", () => form.dispatchEvent(new Event("input", { bubbles: true }))); // the preview follows
}

function showNotice(form, key, saved) {
  const notice = Object.assign(document.createElement("p"), { className: "notice", textContent: "We kept what you typed. " });
  const discard = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Discard it" });
  notice.setAttribute("role", "status");
  notice.append(discard);
  form.prepend(notice);
  discard.addEventListener("click", () => {
    form.reset();
    for (const [field, value] of saved) field.value = value;
    deleteDraft(key);
    notice.remove();
    texts(form)[0]?.focus();
  });
}

function keep(form) {
  const key = `${owner}:${FORMS}:${location.pathname}${location.search}`;
  if (form.hasAttribute("data-typed")) store(form, key); // the server sent back what was typed
  else restore(form, key);
  form.addEventListener("input", () => store(form, key));
  form.addEventListener("submit", () => noteSent(key));
}

if (owner) for (const form of document.querySelectorAll("form[data-keep-draft]")) keep(form);
