// Turns the Python files of an exercise's form into CodeMirror editors. The textareas stay the form's fields: without this
// script one types into them. A problem's link leads to its line.

import { EditorView, goToErrorLine, pythonEditor } from "../vendor/codemirror.min.js";
import { libraryNames } from "./editor.completion.js";

const editors = new Map(); // of textareas

function mount(textarea) {
  const name = textarea.labels[0]?.textContent.trim();
  const frame = Object.assign(document.createElement("div"), { className: "editor" });
  const host = document.createElement("div");
  // Who was faster than this script goes on typing at the same place, in the editor.
  const selection = document.activeElement === textarea ? { anchor: textarea.selectionStart, head: textarea.selectionEnd } : undefined;
  textarea.before(frame);
  frame.append(textarea, host);
  const view = new EditorView({
    doc: textarea.value,
    selection,
    // In a shadow root CodeMirror adopts constructed style sheets, which a strict content security policy allows.
    parent: host.attachShadow({ mode: "open" }),
    extensions: [
      pythonEditor(libraryNames),
      EditorView.contentAttributes.of({ "aria-label": `${name}. Press Escape, then Tab, to leave it.`, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        textarea.value = update.state.doc.toString();
        textarea.dispatchEvent(new Event("input", { bubbles: true })); // the preview and the browser's draft follow
      }),
    ],
  });
  editors.set(textarea, view);
  frame.dataset.mounted = "";
  if (textarea.autofocus || selection) view.focus();
  for (const label of textarea.labels) label.addEventListener("click", () => view.focus());
  // A reset puts the text back into the textarea after its event.
  textarea.form.addEventListener("reset", () => setTimeout(() => replaceText(view, textarea.value)));
}

function replaceText(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function goToLine(textarea, number) {
  const view = editors.get(textarea);
  if (view) return goToErrorLine(view, number);
  const lines = textarea.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1);
  textarea.focus();
  textarea.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  // No browser scrolls to a selection. Lines may wrap, so go by characters.
  textarea.scrollTop = (textarea.scrollHeight * start) / textarea.value.length - textarea.clientHeight / 2;
  textarea.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const textarea = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!textarea) return;
  event.preventDefault();
  goToLine(textarea, Math.max(1, Number(link.dataset.line)));
});

for (const textarea of document.querySelectorAll("textarea[data-python]")) mount(textarea);
