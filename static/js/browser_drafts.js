// The drafts in this browser's storage, each under its person and its exercise or form. Signing out deletes that person's.
// If the server lacks one of them, the sign-out page says so first.

const PREFIX = "draft:";
const TAB = "draft-tab";
const SENT = "draft-sent";

/** The study log's lines that wait for a network. No exercise's slug begins with @. */
export const WAITING_LINES = "@hours";

/** The texts of forms (form_drafts.js), each with its address after this. */
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

/** The form of this page was sent. The next page finds out whether it was saved. */
export function noteSent(key) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ key, from: location.pathname }));
  } catch {
    // storage is forbidden: there is no draft either
  }
}

/** Delete the draft of a form that was saved: then the server has redirected from the form's page to this one.
 * An error, the sign-in page and going back are no redirect from there, so they leave the draft. */
function deleteSavedDraft() {
  let sent = null;
  try {
    sent = JSON.parse(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
  } catch {
    return;
  }
  const [navigation] = performance.getEntriesByType("navigation");
  const isFromForm = sent && document.referrer && new URL(document.referrer).pathname === sent.from;
  if (isFromForm && navigation.type === "navigate" && navigation.redirectCount > 0) deleteDraft(sent.key);
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

function randomName(words) {
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

function deleteDrafts(owner) {
  for (const key of draftKeys(owner)) localStorage.removeItem(PREFIX + key);
}

function confirmSignOut(event) {
  const owner = event.target.dataset.forgetDrafts;
  if (owner === undefined) return;
  const isConfirmed = event.target.querySelector("[data-unsaved]");
  if (isConfirmed || unsavedKeys(owner).length === 0) {
    deleteDrafts(owner);
    globalThis.caches?.delete("pages");
    return;
  }
  event.preventDefault();
  location.assign(event.target.action);
}

function listUnsaved(note) {
  const keys = unsavedKeys(note.closest("form").dataset.forgetDrafts);
  if (keys.length === 0) return;
  note.append("Signing out deletes drafts that are only in this browser. To save one, open its page: ");
  for (const key of keys) note.append(linkTo(key), " ");
}

/** The page of a draft. */
function linkTo(key) {
  const [, place, ...rest] = key.split(":");
  const link = document.createElement("a");
  if (place === WAITING_LINES) {
    link.href = "/hours/";
    link.textContent = "Hours";
  } else if (place === FORMS) {
    link.href = rest.join(":");
    link.textContent = getDraft(key).title;
  } else {
    link.href = `/exercises/${place}/${rest.length ? "?review" : ""}`;
    link.textContent = place;
  }
  return link;
}

deleteSavedDraft();
document.addEventListener("submit", confirmSignOut);
for (const note of document.querySelectorAll("[data-unsaved]")) listUnsaved(note);
