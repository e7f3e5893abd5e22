// Keeps what somebody types into a form in this browser until the server has accepted it, and puts it back when the form is
// opened again. It covers each form with a field for more than a line. If two tabs write different texts into the same form,
// each has a draft of its own: the form opens with the later one, and offers the other (form_drafts.notice.js).

import { deleteAccepted, deleteDraft, formDrafts, FORMS, getDraft, randomName, setDraft, storageKey } from "./browser_drafts.js";

const TEXTS = "textarea, input[type=text], input[type=number], input[type=url], input:not([type])";
const KEEPS_ITS_OWN = "[data-editor]"; // editor.drafts.js
const SENTENCE_CHARS = 200; // a line that takes as many is for a sentence
const SEEN_STATE = ["revision", "base"]; // hidden fields that say what was saved when typing began: a newer text isn't lost
const SENT = "draft-sent";
const owner = document.querySelector("[data-forget-drafts]")?.dataset.forgetDrafts;
const here = `${location.pathname}${location.search}`;
const opened = new WeakMap();
const [navigation] = performance.getEntriesByType("navigation");

function texts(form) {
  return [...form.elements].filter((field) => field.matches(TEXTS) && field.name && !field.readOnly && !field.matches(KEEPS_ITS_OWN));
}

function isSentence(field) {
  return field.matches("textarea") || field.maxLength >= SENTENCE_CHARS;
}

function valuesOf(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

function isChanged(field) {
  return field.value !== field.defaultValue;
}

class FormDraft {
  constructor(form) {
    this.form = form;
    this.place = placeOf(form);
    this.saved = this.seenState.map((field) => [field, field.value]);
    this.id = randomName(2);
    this.isStored = true;
    this.others = [];
  }

  get key() {
    return `${owner}:${FORMS}:${this.id}`;
  }

  get texts() {
    return texts(this.form);
  }

  get seenState() {
    return SEEN_STATE.map((name) => this.form.elements[name]).filter(Boolean);
  }

  /** Put the newest draft into the fields in which nobody has typed since the page was opened. */
  open(sent) {
    const touched = this.texts.filter(isChanged);
    const drafts = this.unsavedDrafts(sent, touched);
    const shown = drafts.find((draft) => this.shows(draft));
    if (this.form.hasAttribute("data-typed")) {
      this.adopt(drafts.find(({ id }) => id === sent) ?? drafts[0]);
      this.isTyped = true;
      this.store();
    } else if (shown) {
      this.adopt(shown);
      this.isTyped = !touched.length; // the server sent it back
    } else if (drafts.length) {
      if (!touched.some((field) => field.name in drafts[0].values)) this.adopt(drafts[0]);
      this.write(drafts[0], touched);
      this.store();
    } else if (touched.length && navigation.type === "navigate") {
      this.store();
    }
    this.others = drafts.filter((draft) => draft.id !== this.id && !this.shows(draft));
    if (this.isRestored || this.others.length) this.say();
  }

  /** The drafts for this form. What a page shows that isn't the answer to a form was saved. */
  unsavedDrafts(sent, touched) {
    const drafts = formDrafts(owner).filter(({ place }) => place === this.place);
    const isAnswer = navigation.type !== "navigate" || drafts.some(({ id }) => id === sent);
    if (touched.length || isAnswer || document.readyState === "complete") return drafts;
    for (const draft of drafts) if (this.shows(draft)) deleteDraft(draft.key);
    return drafts.filter((draft) => !this.shows(draft));
  }

  adopt(draft) {
    if (draft) this.id = draft.id;
  }

  /** Whether the form has the text of the draft. */
  shows({ values }) {
    return this.texts.every((field) => field.value === (values[field.name] ?? field.value));
  }

  write({ values, seen }, touched = []) {
    const fields = this.texts.filter((field) => field.name in values && !touched.includes(field));
    for (const field of fields) {
      field.value = values[field.name];
      field.closest("details")?.setAttribute("open", "");
    }
    for (const [field] of this.saved) field.value = seen[field.name] ?? field.value;
    this.isRestored = true;
    afterLoad(() => fields.forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })))); // the preview follows
  }

  store() {
    const changed = this.texts.filter(isChanged);
    if (!changed.length && !this.isTyped) return this.delete();
    const values = valuesOf(this.isTyped ? this.texts : changed);
    if (JSON.stringify(getDraft(this.key)?.values) === JSON.stringify(values)) return;
    const { id, place } = this;
    const title = document.title.split(" · ")[0];
    const draft = { unsaved: true, id, place, page: here, title, values, seen: valuesOf(this.seenState), at: Date.now() };
    this.isStored = !this.form.hasAttribute("data-no-draft") && setDraft(this.key, draft);
    this.isOwn = true;
  }

  delete() {
    deleteDraft(this.key);
    this.isStored = true;
  }

  /** What it takes to put the texts back. */
  snapshot() {
    return { id: this.id, values: valuesOf(this.texts), seen: valuesOf(this.seenState) };
  }

  /** Another tab has gone on from this draft: what is typed here is a draft of its own from now on. */
  giveWay() {
    const stored = getDraft(this.key);
    if (!stored || this.shows(stored)) return;
    this.id = randomName(2);
    this.others = [stored];
    if (this.isOwn) this.store();
    this.say();
  }

  /** Offline it may not be there. The text is in the form all the same. */
  say() {
    import("./form_drafts.notice.js").then(({ showNotice }) => showNotice(this), () => {});
  }
}

/** Where a draft belongs: the form's address and its first field. Forms at several addresses give their name instead. */
function placeOf(form) {
  const { pathname, search } = new URL(form.getAttribute("action") || location.href, location.href);
  return form.dataset.draftName || `${pathname}${search} ${texts(form)[0].name}`;
}

function afterLoad(action) {
  if (document.readyState === "complete") setTimeout(action);
  else addEventListener("load", action, { once: true });
}

function openForms(root, sent = "") {
  const forms = root.matches?.("form") ? [root] : root.querySelectorAll("form");
  for (const form of forms) {
    if (opened.has(form) || !form.matches("[method=post]") || !texts(form).some(isSentence)) continue;
    const draft = new FormDraft(form);
    opened.set(form, draft);
    draft.open(sent);
    document.querySelector(`[data-place="${CSS.escape(draft.place)}"]`)?.remove();
  }
}

/** The draft that was sent last, if this is the first page since. */
function takeSent() {
  try {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    return sent;
  } catch {
    return null;
  }
}

function noteSent(form) {
  const draft = opened.get(form);
  if (!draft) return;
  draft.isSent = true;
  try {
    sessionStorage.setItem(SENT, draft.id);
  } catch {
    // storage is forbidden: there is no draft either
  }
}

function allOpened() {
  return [...document.forms].map((form) => opened.get(form)).filter(Boolean);
}

/** The drafts of this page whose form isn't on it: it's opened by a link, or it's gone. */
function draftsWithoutForm() {
  const places = new Set(allOpened().map(({ place }) => place));
  return formDrafts(owner).filter(({ page, place }) => page === here && !places.has(place));
}

if (owner) {
  openForms(document, takeSent());
  const others = draftsWithoutForm();
  if (others.length) import("./form_drafts.notice.js").then(({ showTexts }) => showTexts(others), () => {});
  new MutationObserver((changes) => {
    deleteAccepted();
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) openForms(node);
  }).observe(document.body, { childList: true, subtree: true });
  const typed = ({ target }) => {
    const draft = opened.get(target.form ?? target); // a script that fills in a field tells its form
    if (!draft) return;
    draft.isSent = false;
    draft.store();
  };
  document.addEventListener("input", typed, { capture: true });
  document.addEventListener("submit", ({ target }) => noteSent(target));
  // So the server can name the draft that it has accepted.
  document.addEventListener("formdata", ({ target, formData }) => {
    const draft = opened.get(target);
    if (draft) formData.set("browser_draft", draft.id);
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (newValue) for (const draft of allOpened()) if (key === storageKey(draft.key)) draft.giveWay();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    deleteAccepted();
    for (const draft of allOpened()) draft.giveWay();
  });
  addEventListener("beforeunload", (event) => {
    if (allOpened().some(({ isStored, isSent }) => !isStored && !isSent)) event.preventDefault();
  });
}
