// Keeps what is in the editor: in this browser at once, on the server a moment after typing stops. Tabs of one browser
// follow each other and count as one writer; another browser's text is never overwritten, the server asks then.
/* global browserDrafts */
/* exported Draft */

class Draft {
  static PAUSE_MS = 1_000;
  static RETRY_MS = 15_000;

  /** `editor` reads and writes the text that the learner sees. */
  constructor(form, editor) {
    this.form = form;
    this.editor = editor;
    this.place = form.querySelector("[data-draft]");
    this.key = this.place.dataset.draft;
    form.elements.browser.value = browserDrafts.name(this.key.split(":")[0]);
    const kept = browserDrafts.get(this.key);
    if (kept?.unsaved) {
      this.follow(kept);
      this.soon(0);
    } else {
      this.keep(false);
    }
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.choose(event), { capture: true });
    addEventListener("storage", (event) => {
      if (event.key === browserDrafts.prefix + this.key) this.catchUp();
    });
    addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.catchUp()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.soon(0));
    addEventListener("offline", () => this.unsaved && this.say("Offline"));
  }

  /** The learner has typed. */
  changed() {
    if (this.gone) return;
    this.keep(true);
    if (!this.trouble) this.line.textContent = "";
    this.soon(Draft.PAUSE_MS);
  }

  keep(unsaved) {
    this.unsaved = unsaved;
    const said = unsaved ? "" : this.line.textContent;
    const base = this.form.elements.base.value;
    this.isKept = browserDrafts.set(this.key, { source: this.editor.read(), base, unsaved, said });
  }

  /** Another tab of this browser has written: show the same. After signing out there is nothing to follow. */
  catchUp() {
    const kept = browserDrafts.get(this.key);
    if (kept) return this.follow(kept);
    if (!this.isKept) return; // this browser never kept any
    this.gone = true;
    this.isKept = false;
    this.sayGone();
  }

  follow({ source, base, unsaved, said }) {
    if (source !== this.editor.read()) this.editor.write(source);
    this.form.elements.base.value = base;
    this.unsaved = unsaved;
    this.line.textContent = said;
  }

  /** Says when it was saved. The server's answer brings a new one. */
  get line() {
    return this.place.querySelector("[data-saved]");
  }

  soon(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.unsaved && this.save(), milliseconds);
  }

  leave() {
    if (this.unsaved && !this.trouble) this.save({ keepalive: true });
  }

  /** One of the buttons that put another text into the editor; "submit" and "try" are htmx's. */
  choose(event) {
    const choice = event.submitter?.name === "choice" ? event.submitter.value : "";
    if (!choice) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.save({ choice });
  }

  async save({ choice = "", keepalive = false } = {}) {
    const asks = this.form.querySelector("[data-conflict]") && !choice;
    if (this.gone || this.saving || asks) return this.soon(Draft.PAUSE_MS);
    this.saving = true;
    const sent = this.editor.read();
    try {
      const answer = await this.post(choice, keepalive);
      await this.heard(answer, sent);
    } catch {
      this.say(navigator.onLine ? "The site can’t be reached" : "Offline");
      this.soon(Draft.RETRY_MS);
    } finally {
      this.saving = false;
    }
  }

  post(choice, keepalive) {
    const body = new FormData(this.form);
    if (choice) body.set("choice", choice);
    else body.delete("seen");
    return fetch(this.place.dataset.action, { method: "POST", body, keepalive, headers: { "HX-Request": "true" } });
  }

  async heard(answer, sent) {
    if (answer.headers.has("HX-Redirect")) return this.sayGone();
    if (![200, 409, 422].includes(answer.status)) {
      this.say(`The site answered with error ${answer.status}`);
      return this.soon(Draft.RETRY_MS);
    }
    const html = await answer.text();
    const typedOn = this.editor.read() !== sent;
    this.show(html);
    if (answer.status === 200) {
      this.keep(typedOn);
      this.soon(Draft.PAUSE_MS);
    }
  }

  show(html) {
    const part = this.place.querySelector("[data-part]");
    const mine = this.form.elements.base.value;
    const held = part.contains(document.activeElement);
    part.innerHTML = html;
    this.say("");
    if (part.querySelector("[data-conflict]")) this.form.elements.base.value = mine;
    const text = part.querySelector("[data-text]");
    if (text) this.editor.write(text.value);
    if (text || held) this.editor.focus();
    if (part.querySelector("[data-conflict]")) this.say(this.line.textContent, "");
  }

  /** What is wrong, and where the text is meanwhile. */
  say(trouble, where = this.isKept ? ": kept in this browser, saved as soon as that works." : ": not kept. Leave this page open.") {
    this.trouble = trouble;
    const line = this.place.querySelector("[data-trouble]");
    const said = trouble && trouble + where;
    if (line.textContent !== said) line.textContent = said;
  }

  sayGone() {
    this.say("You are signed out", this.isKept ? ": kept in this browser. " : ": not kept. Copy your code before you sign in. ");
    const link = document.createElement("a");
    link.href = this.place.dataset.signIn;
    link.textContent = "Sign in to save it";
    this.place.querySelector("[data-trouble]").append(link);
  }
}
