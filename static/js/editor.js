// Turns textarea[data-editor] into a CodeMirror editor whose draft is kept (drafts.js). The textarea stays the form's
// field: without this script it is simply typed into.
/* global CodeMirror, Draft */
(() => {
  const { EditorView, keymap, Prec, pythonEditor } = CodeMirror;

  /** Clicked, not only submitted: htmx takes the button's name and value from the click. */
  function press(form, button) {
    form.querySelector(button).click();
    return true;
  }

  function keys(form, draft) {
    return [
      Prec.highest(keymap.of([
        { key: "Shift-Mod-Enter", run: () => press(form, "[data-try]") },
        { key: "Mod-Enter", run: () => press(form, "[data-submit]") },
        { key: "Mod-s", run: () => { draft().save(); return true; } },
      ])),
      // Behind what Escape else does: it closes the search and gives up a selection of several places first.
      Prec.lowest(keymap.of([{ key: "Escape", run: () => leave(form) }])),
    ];
  }

  function leave(form) {
    form.querySelector("[data-submit]").focus();
    const said = document.querySelector("[data-announce]");
    if (said) said.textContent = "You have left the editor. Shift and Tab lead back.";
    return true;
  }

  /** Only what differs is replaced, so that the cursor of a tab that follows stays where it was. */
  function replace(view, text) {
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
    let typed = true;
    frame.append(host);
    const view = new EditorView({
      doc: textarea.value,
      // In a shadow root CodeMirror adopts constructed style sheets, which a strict content security policy allows.
      parent: host.attachShadow({ mode: "open" }),
      extensions: [
        keys(form, () => draft),
        pythonEditor(),
        EditorView.contentAttributes.of({ "aria-label": `${label}. Escape leaves the editor.`, tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          if (typed) draft.changed();
        }),
      ],
    });
    frame.dataset.mounted = "";
    for (const each of textarea.labels) each.addEventListener("click", () => view.focus());
    draft = new Draft(form, {
      read: () => textarea.value,
      write(text) {
        typed = false;
        replace(view, text);
        typed = true;
      },
      focus: () => view.focus(),
    });
  }

  if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
    for (const key of document.querySelectorAll(".keys kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
  }
  for (const textarea of document.querySelectorAll("textarea[data-editor]")) mount(textarea);
})();
