// The drafts in this browser's storage, each under its learner and exercise. Signing out deletes that learner's drafts.
// If the server lacks one of them, the sign-out page says so first.

const PREFIX = "draft:";
const TAB = "draft-tab";

/** The study log's lines that wait for a network. No exercise's slug begins with @. */
export const WAITING_LINES = "@hours";

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
  for (const key of keys) {
    const [, slug, review] = key.split(":");
    const link = document.createElement("a");
    const isLog = slug === WAITING_LINES;
    link.href = isLog ? "/hours/" : `/exercises/${slug}/${review ? "?review" : ""}`;
    link.textContent = isLog ? "Hours" : slug;
    note.append(link, " ");
  }
}

document.addEventListener("submit", confirmSignOut);
for (const note of document.querySelectorAll("[data-unsaved]")) listUnsaved(note);
