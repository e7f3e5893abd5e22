// Turns textarea[data-editor] into a CodeMirror editor, with a saved draft (editor.drafts.js) where the form has a place for it:
// a visitor's has none. The textarea stays the form's field: without this script the learner types into it.

import {
  clearErrorLine, Compartment, EditorView, goToErrorLine, goToProblem, keymap, markErrorLine, Prec, pythonEditor, signatures,
  warnings,
} from "../vendor/codemirror.min.js";
import { Draft } from "./editor.drafts.js";
import { libraryNames } from "./editor.completion.js";
import { askServer } from "./editor.lint.js";
import { lookUp } from "./editor.lookup.js";
import { FullScreen } from "./editor.screen.js";
import { Settings } from "./editor.settings.js";
import { makeSplits } from "./editor.split.js";
import { show } from "./editor.tabs.js";

const LEFT_EDITOR = "You left the editor. Press Shift and Tab to go back.";

/** Click the button, since htmx takes its name and value from the click. */
function press(form, button) {
  form.querySelector(button)?.click();
  return true;
}

function shortcuts(form, getDraft, screen, hasVim) {
  const save = () => {
    saveAndSay(getDraft());
    return true;
  };
  const toggle = () => {
    screen.toggle();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: "Shift-Mod-Enter", run: () => press(form, "[data-try]") },
        { key: "Mod-Alt-Enter", run: () => press(form, "[data-run]") },
        { key: "Mod-Enter", run: () => press(form, "[data-submit]") },
        { key: "Mod-s", run: save },
        { key: "Alt-Enter", run: toggle },
        { key: "Shift-Escape", run: () => leave(form, screen) }, // in Vim, Escape ends the insert mode
      ]),
    ),
    // Last, since Escape first closes the list of names, then the search, then ends a selection of several places.
    Prec.lowest(keymap.of([{ key: "Escape", run: () => hasVim() || leave(form, screen) }])),
  ];
}

function leave(form, screen) {
  if (screen.isOn) {
    screen.set(false);
    return true;
  }
  form.querySelector("[data-submit]").focus();
  announce(LEFT_EDITOR);
  return true;
}

function announce(sentence) {
  const announcer = document.querySelector("[data-announce]");
  if (announcer) announcer.textContent = sentence;
}

/** Who saves by hand hears it. A draft that saves itself would talk all the time. */
async function saveAndSay(draft) {
  await draft?.save();
  if (draft && !draft.problem) announce(draft.line.textContent);
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

/** Mark the line that a verdict names. What is in the editor may differ from what was sent. */
function followErrors(view) {
  const mark = () => {
    const line = document.querySelector("#result [data-line]");
    const button = line?.querySelector("[data-go]");
    if (!line) {
      clearErrorLine(view);
      return;
    }
    const number = Number(line.dataset.line);
    markErrorLine(view, number, line.dataset.text);
    button.hidden = false;
    button.addEventListener("click", () => {
      show("#code");
      goToErrorLine(view, number);
    });
  };
  mark();
  document.addEventListener("htmx:afterSettle", (event) => event.target.closest?.(".result") && mark());
}

async function setVim(view, keys, isOn) {
  const vim = isOn ? (await import("../vendor/codemirror-vim.min.js")).vim({ status: true }) : [];
  view.dispatch({ effects: keys.reconfigure(vim) });
}

function mount(textarea) {
  const frame = textarea.closest(".editor");
  if (!frame || "mounted" in frame.dataset) return;
  const form = textarea.form;
  const host = document.createElement("div");
  const label = textarea.labels[0]?.textContent.trim() ?? "Your code";
  const screen = new FullScreen(form);
  const keys = new Compartment(); // Vim's, where somebody has chosen them
  let draft;
  let settings;
  let isTyping = true;
  // Who was faster than this script goes on typing at the same place, in the editor.
  const selection = document.activeElement === textarea ? { anchor: textarea.selectionStart, head: textarea.selectionEnd } : undefined;
  frame.append(host);
  const view = new EditorView({
    doc: textarea.value,
    selection,
    // In a shadow root CodeMirror adopts constructed style sheets, which a strict content security policy allows.
    parent: host.attachShadow({ mode: "open" }),
    extensions: [
      shortcuts(form, () => draft, screen, () => settings?.vim ?? false),
      keys.of([]),
      warnings(askServer(textarea)), // its gutter stands before the numbers
      pythonEditor(libraryNames),
      signatures(lookUp),
      EditorView.contentAttributes.of({ "aria-label": `${label}. Press Escape to leave the editor.`, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        textarea.value = update.state.doc.toString();
        if (isTyping) draft?.changed();
      }),
    ],
  });
  frame.dataset.mounted = "";
  if (selection) view.focus();
  settings = new Settings(form, host, (isOn) => setVim(view, keys, isOn));
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
  followErrors(view);
  goesToProblems(view);
}

/** From anywhere on the page, also from the verdict. In the editor its own keys come first. */
function goesToProblems(view) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    show("#code");
    if (goToProblem(view, event.shiftKey ? -1 : 1)) event.preventDefault();
  });
}

function runsOnEnter(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    press(field.form, "[data-run]");
  });
}

if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
  for (const key of document.querySelectorAll(".keys kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
}
for (const workspace of document.querySelectorAll(".workspace.panes")) makeSplits(workspace);
for (const textarea of document.querySelectorAll("textarea[data-editor]")) mount(textarea);
for (const field of document.querySelectorAll("[data-call]")) runsOnEnter(field);
