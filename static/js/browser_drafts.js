// The drafts in this browser's storage, each under its person. Signing out deletes those that the server has too. The others
// come back when the same person signs in here again, unless they delete them: the sign-out page lists them.

const PREFIX = "draft:";
const TAB = "draft-tab";
const MAX_AGE_MS = 30 * 24 * 3600 * 1000;
const MAX_FORM_DRAFTS = 100;
// The server sets one for a form that it accepted (config/web/accepted_forms.py).
const ACCEPTED = /(?:^|; )((?:__Host-)?accepted-draft-(\w+))=/g;

/** The study log's lines that wait for a network. No exercise's slug begins with @. */
export const WAITING_LINES = "@hours";

/** The texts of forms (form_drafts.js), each with its id after this. */
export const FORMS = "@form";

/** The key under which the browser stores one, as a storage event names it. */
export function storageKey(key) {
  return PREFIX + key;
}

export function getDraft(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Whether it was stored: storage may be forbidden or full. */
export function setDraft(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function deleteDraft(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // storage is forbidden: there is none
  }
}

/** The drafts of a person's forms, the newest first. Without an owner everybody's. */
export function formDrafts(owner = "") {
  const keys = draftKeys(owner).filter((key) => key.includes(`:${FORMS}:`));
  const drafts = keys.map((key) => ({ key, ...getDraft(key) }));
  return drafts.sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
}

/** Delete the drafts of forms that the server has accepted since, in whichever tab. */
export function deleteAccepted() {
  for (const [, cookie, id] of document.cookie.matchAll(ACCEPTED)) {
    for (const { key } of formDrafts()) if (key.endsWith(`:${id}`)) deleteDraft(key);
    document.cookie = `${cookie}=; path=/; max-age=0; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  }
}

function deleteOld() {
  const drafts = formDrafts();
  const isOld = ({ at }, rank) => rank >= MAX_FORM_DRAFTS || !(Date.now() - at < MAX_AGE_MS);
  for (const { key } of drafts.filter(isOld)) deleteDraft(key);
}

/** This tab's name for the server. It survives a reload, but no copy of the tab gets it. */
export function tabName(owner) {
  let tab = "";
  try {
    tab = sessionStorage.getItem(TAB) ?? "";
    sessionStorage.removeItem(TAB);
    addEventListener("pagehide", () => sessionStorage.setItem(TAB, tab));
  } catch {
    // storage is forbidden: each load is a tab of its own
  }
  tab ||= randomName(1).slice(0, 6);
  return `${browserName(owner)}.${tab}`;
}

/** This browser's name, one for each learner. */
function browserName(owner) {
  const stored = getDraft(owner);
  if (stored) return stored;
  const name = randomName(4);
  setDraft(owner, name);
  return name;
}

export function randomName(words) {
  return Array.from(crypto.getRandomValues(new Uint32Array(words)), (number) => number.toString(36)).join("");
}

function draftKeys(owner) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + owner));
    return keys.map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** Those of which the server does not have the newest text. */
function unsavedKeys(owner) {
  return draftKeys(owner).filter((key) => getDraft(key)?.unsaved);
}

function signOut(event) {
  const { forgetDrafts: owner } = event.target.dataset;
  if (owner === undefined) return;
  const unsaved = unsavedKeys(owner);
  const isPage = event.target.querySelector("[data-unsaved]");
  if (unsaved.length && !isPage) {
    event.preventDefault();
    location.assign(event.target.action);
    return;
  }
  const isLeft = (key) => unsaved.includes(key) && !event.submitter?.hasAttribute("data-delete-unsaved");
  for (const key of draftKeys(owner)) if (!isLeft(key)) deleteDraft(key);
  globalThis.caches?.delete("pages");
}

function listUnsaved(note) {
  const form = note.closest("form");
  const keys = unsavedKeys(form.dataset.forgetDrafts);
  if (keys.length === 0) return;
  const links = new Map(keys.map(linkTo).map((link) => [link.href, link]));
  note.append("This browser has text that isn’t saved: ");
  for (const link of links.values()) note.append(link, "; ");
  note.lastChild.replaceWith(". It’s here again when you sign in, for 30 days. On a shared computer, delete it.");
  form.querySelector("[data-delete-unsaved]").hidden = false;
}

/** The page of a draft. */
function linkTo(key) {
  const [, place, ...rest] = key.split(":");
  const link = document.createElement("a");
  if (place === WAITING_LINES) {
    link.href = "/hours/";
    link.textContent = "Hours";
  } else if (place === FORMS) {
    const { page, title } = getDraft(key);
    link.href = page;
    link.textContent = title;
  } else {
    link.href = `/exercises/${place}/${rest.length ? "?review" : ""}`;
    link.textContent = place;
  }
  return link;
}

deleteAccepted();
deleteOld();
document.addEventListener("submit", signOut);
for (const note of document.querySelectorAll("[data-unsaved]")) listUnsaved(note);
