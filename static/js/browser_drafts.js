// The drafts that this browser keeps, each under its learner and exercise. Signing out forgets the learner's; where one
// has not reached the server yet, the page for signing out says so first.
/* exported browserDrafts */

/** Storage may be forbidden or full: then nothing is kept here, and the line below the editor says so. */
const browserDrafts = {
  prefix: "draft:",
  get(key) {
    try { return JSON.parse(localStorage.getItem(this.prefix + key)); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(this.prefix + key, JSON.stringify(value)); return true; } catch { return false; }
  },
  keys(owner) {
    try {
      const all = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix + owner));
      return all.map((key) => key.slice(this.prefix.length));
    } catch { return []; }
  },
  /** Those of which the server does not have the newest text. */
  unsaved(owner) {
    return this.keys(owner).filter((key) => this.get(key)?.unsaved);
  },
  clear(owner) {
    for (const key of this.keys(owner)) localStorage.removeItem(this.prefix + key);
  },
  /** Names this browser to the server, for one learner. */
  name(owner) {
    const known = this.get(owner);
    if (known) return known;
    const made = Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join("");
    this.set(owner, made);
    return made;
  },
};

document.addEventListener("submit", (event) => {
  const owner = event.target.dataset.forgetDrafts;
  if (owner === undefined) return;
  const asked = event.target.querySelector("[data-unsaved]");
  if (asked || browserDrafts.unsaved(owner).length === 0) return browserDrafts.clear(owner);
  event.preventDefault();
  location.assign(event.target.action);
});

for (const note of document.querySelectorAll("[data-unsaved]")) {
  const unsaved = browserDrafts.unsaved(note.closest("form").dataset.forgetDrafts);
  if (unsaved.length === 0) continue;
  note.append("Signing out deletes what is only in this browser. Open the exercise to save it: ");
  for (const key of unsaved) {
    const slug = key.split(":")[1];
    const link = document.createElement("a");
    link.href = `/exercises/${slug}/`;
    link.textContent = slug;
    note.append(link, " ");
  }
}
