// Turns textarea[data-editor] into a CodeMirror editor, with a saved draft (drafts.js) where the form has a place for it:
// a visitor's has none. The textarea stays the form's field: without this script the learner types into it.

import { EditorView, keymap, Prec, pythonEditor } from "../vendor/codemirror.min.js";
import { Draft } from "./drafts.js";

const LEFT_EDITOR = "You left the editor. Press Shift and Tab to go back.";

/** Click the button, since htmx takes its name and value from the click. */
function press(form, button) {
  form.querySelector(button)?.click();
  return true;
}

function shortcuts(form, getDraft) {
  const save = () => {
    getDraft()?.save();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: "Shift-Mod-Enter", run: () => press(form, "[data-try]") },
        { key: "Mod-Enter", run: () => press(form, "[data-submit]") },
        { key: "Mod-s", run: save },
      ]),
    ),
    // Last, since Escape first closes the search or ends a selection of several places.
    Prec.lowest(keymap.of([{ key: "Escape", run: () => leave(form) }])),
  ];
}

function leave(form) {
  form.querySelector("[data-submit]").focus();
  const announcer = document.querySelector("[data-announce]");
  if (announcer) announcer.textContent = LEFT_EDITOR;
  return true;
}

/** Replace only what differs, so that the cursor stays where it is in a tab that follows another one. */
function replaceText(view, text) {
  const old = view.state.doc.toString();
  let from = 0;
  while (from < old.length && from < text.length && old[from] === text[from]) from += 1;
  let end = 0;
  while (end < Math.min(old.length, text.length) - from && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  view.dispatch({ changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) } });
}

function mount(textarea) {
  const frame = textarea.closest(".editor");
  if (!frame || "mounted" in frame.dataset) return;
  const form = textarea.form;
  const host = document.createElement("div");
  const label = textarea.labels[0]?.textContent.trim() ?? "Your code";
  let draft;
  let isTyping = true;
  frame.append(host);
  const view = new EditorView({
    doc: textarea.value,
    // In a shadow root CodeMirror adopts constructed style sheets, which a strict content security policy allows.
    parent: host.attachShadow({ mode: "open" }),
    extensions: [
      shortcuts(form, () => draft),
      pythonEditor(),
      EditorView.contentAttributes.of({ "aria-label": `${label}. Press Escape to leave the editor.`, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        textarea.value = update.state.doc.toString();
        if (isTyping) draft?.changed();
      }),
    ],
  });
  frame.dataset.mounted = "";
  for (const each of textarea.labels) each.addEventListener("click", () => view.focus());
  if (!form.querySelector("[data-draft]")) return;
  draft = new Draft(form, {
    read: () => textarea.value,
    write(text) {
      isTyping = false;
      replaceText(view, text);
      isTyping = true;
    },
    focus: () => view.focus(),
  });
}

if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
  for (const key of document.querySelectorAll(".keys kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
}
for (const textarea of document.querySelectorAll("textarea[data-editor]")) mount(textarea);
