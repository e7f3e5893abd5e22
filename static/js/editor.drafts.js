// Saves what is in the editor: in this browser at once, on the server a moment after typing stops. A tab in which nobody
// has typed shows what another tab of this browser writes. Otherwise two tabs are like two devices: if the other one has
// saved a different text, the server asks which one to keep.

import { tabName, getDraft, setDraft, storageKey } from "./browser_drafts.js";

const PAUSE_MS = 1_000;
const RETRY_MS = 15_000;

const IN_BROWSER = ". Your draft is in this browser and will be saved later.";
const UNSAVED = ". Your draft isn’t saved. Keep this page open.";
const SIGNED_OUT = ". Your draft is in this browser. ";
const SIGNED_OUT_UNSAVED = ". Your draft isn’t saved. Copy your code before you sign in. ";

export class Draft {
  /** `editor` reads and writes the text that the learner sees. */
  constructor(form, editor) {
    this.form = form;
    this.editor = editor;
    this.place = form.querySelector("[data-draft]");
    this.key = this.place.dataset.draft;
    form.elements.browser.value = tabName(this.key.split(":")[0]);
    const stored = getDraft(this.key);
    if (stored?.unsaved) {
      this.follow(stored);
      this.saveIn(2 * PAUSE_MS); // a tab that is still open saves it first
    } else {
      this.store(false);
    }
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.choose(event), { capture: true });
    addEventListener("storage", (event) => {
      if (event.key === storageKey(this.key)) this.catchUp();
    });
    addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.catchUp()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.saveIn(0));
    addEventListener("offline", () => this.isUnsaved && this.report("Offline"));
  }

  /** The learner has typed. */
  changed() {
    if (this.isDeleted) return;
    this.isOwn = true;
    this.store(true);
    if (!this.problem) this.line.textContent = "";
    this.saveIn(PAUSE_MS);
  }

  store(isUnsaved) {
    this.isUnsaved = isUnsaved;
    const said = isUnsaved ? "" : this.line.textContent;
    const base = this.form.elements.base.value;
    this.isStored = setDraft(this.key, { source: this.editor.read(), base, unsaved: isUnsaved, said });
  }

  /** Another tab of this browser has written. After signing out there is nothing to follow. */
  catchUp() {
    const stored = getDraft(this.key);
    if (stored && this.isOwn) {
      if (stored.source !== this.editor.read()) this.compare();
    } else if (stored) {
      this.follow({ ...stored, unsaved: false }); // the other tab saves it
    } else if (this.isStored) {
      this.isDeleted = true;
      this.isStored = false;
      this.reportSignedOut();
    }
  }

  /** Another tab has a different text. The server has it too, or soon will, and then asks which one to keep. */
  compare() {
    this.isUnsaved = true;
    this.saveIn(2 * PAUSE_MS);
  }

  follow({ source, base, unsaved, said }) {
    if (source !== this.editor.read()) this.editor.write(source);
    this.form.elements.base.value = base;
    this.isUnsaved = unsaved;
    this.line.textContent = said;
  }

  /** The line that says when it was saved. Each answer of the server brings a new one. */
  get line() {
    return this.place.querySelector("[data-saved]");
  }

  saveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.isUnsaved && this.save(), milliseconds);
  }

  leave() {
    if (this.isUnsaved && !this.problem) this.save({ keepalive: true });
  }

  /** A button that puts another text into the editor. The buttons "submit" and "try" are htmx's. */
  choose(event) {
    const choice = event.submitter?.name === "choice" ? event.submitter.value : "";
    if (!choice) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.save({ choice });
  }

  async save({ choice = "", keepalive = false } = {}) {
    const isAsking = this.form.querySelector("[data-conflict]") && !choice;
    if (this.isDeleted || this.isSaving || isAsking) {
      this.saveIn(PAUSE_MS);
      return;
    }
    this.isSaving = true;
    const source = this.editor.read();
    try {
      await this.receive(await this.post(choice, keepalive), source);
    } catch {
      this.report(navigator.onLine ? "Can’t reach the site" : "Offline");
      this.saveIn(RETRY_MS);
    } finally {
      this.isSaving = false;
    }
  }

  post(choice, keepalive) {
    const body = new FormData(this.form);
    if (choice) body.set("choice", choice);
    else body.delete("other_revision");
    return fetch(this.place.dataset.action, { method: "POST", body, keepalive, headers: { "HX-Request": "true" } });
  }

  async receive(response, source) {
    if (response.headers.has("HX-Redirect")) {
      this.reportSignedOut();
      return;
    }
    if (![200, 409, 422].includes(response.status)) {
      this.report(`The site answered with error ${response.status}`);
      this.saveIn(RETRY_MS);
      return;
    }
    const html = await response.text();
    const hasChanged = this.editor.read() !== source;
    this.show(html);
    if (response.status === 200) {
      this.store(hasChanged);
      this.saveIn(PAUSE_MS);
    }
  }

  show(html) {
    const part = this.place.querySelector("[data-part]");
    const base = this.form.elements.base.value;
    const hadFocus = part.contains(document.activeElement);
    part.innerHTML = html;
    this.report("");
    const isConflict = part.querySelector("[data-conflict]") !== null;
    if (isConflict) this.form.elements.base.value = base;
    const text = part.querySelector("[data-text]");
    if (text) {
      this.editor.write(text.value);
      this.isOwn = false;
    }
    if (text || hadFocus) this.editor.focus();
    if (isConflict) this.report(this.line.textContent, "");
  }

  /** Say what is wrong, and where the text is until that is over. */
  report(problem, advice = this.isStored ? IN_BROWSER : UNSAVED) {
    this.problem = problem;
    const line = this.place.querySelector("[data-trouble]");
    const message = problem && problem + advice;
    if (line.textContent !== message) line.textContent = message;
  }

  reportSignedOut() {
    this.report("You’re signed out", this.isStored ? SIGNED_OUT : SIGNED_OUT_UNSAVED);
    const link = document.createElement("a");
    link.href = this.place.dataset.signIn;
    link.textContent = "Sign in to save it";
    this.place.querySelector("[data-trouble]").append(link);
  }
}
