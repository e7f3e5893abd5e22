// Says that a form has text from before, with buttons to discard it, to undo that, and to show what another tab wrote.
// form_drafts.js loads it where there is such text.

import { deleteDraft, getDraft, randomName } from "./browser_drafts.js";

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function button(textContent, action) {
  const made = element("button", { type: "button", className: "plain", textContent });
  made.addEventListener("click", action);
  return made;
}

export function showNotice(draft) {
  draft.notice ??= element("p", { className: "notice" });
  draft.notice.setAttribute("role", "status");
  const [other] = draft.others;
  const time = other && new Date(other.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  draft.notice.replaceChildren(
    ...(draft.discarded ? ["Discarded. ", button("Undo", () => undo(draft))] : []),
    ...(draft.isRestored ? ["We kept what you typed. ", button("Discard it", () => discard(draft))] : []),
    ...(other ? [` You wrote a different text in another tab (${time}). `, button("Show it", () => swap(draft))] : []),
  );
  if (!draft.notice.isConnected) draft.form.prepend(draft.notice);
}

function discard(draft) {
  draft.discarded = draft.snapshot();
  draft.form.reset();
  for (const [field, value] of draft.saved) field.value = value;
  draft.isRestored = draft.isTyped = false;
  draft.delete();
  draft.id = randomName(2);
  showNotice(draft);
  draft.texts[0].focus();
}

function undo(draft) {
  draft.others.unshift(draft.discarded);
  draft.discarded = null;
  swap(draft);
}

/** Show the other text. This one stays, and is then the other. */
function swap(draft) {
  draft.store();
  const shown = getDraft(draft.key);
  const [other, ...rest] = draft.others;
  draft.id = other.id;
  draft.others = shown ? [...rest, shown] : rest;
  draft.form.reset();
  draft.write(getDraft(draft.key) ?? other); // its tab may have gone on
  draft.store();
  showNotice(draft);
  draft.texts[0].focus();
}

/** Show texts whose form isn't on the page. */
export function showTexts(drafts) {
  for (const draft of drafts) {
    const notice = element("div", { className: "notice stack" });
    const text = element("details");
    notice.dataset.place = draft.place;
    text.append(element("summary", { textContent: "Show it" }), element("pre", { textContent: Object.values(draft.values).join("\n\n") }));
    const discarding = button("Discard it", () => [deleteDraft(draft.key), notice.remove()]);
    notice.append(element("p", { textContent: "We kept what you typed on this page." }), text, discarding);
    document.getElementById("main").prepend(notice);
  }
}
