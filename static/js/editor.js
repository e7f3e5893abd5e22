// Turns textarea[data-editor] into a CodeMirror editor and keeps its draft. The textarea stays the form's field:
// without this script it is simply typed into.
/* global CodeMirror */
(() => {
  const { EditorView, keymap, Prec, pythonEditor } = CodeMirror;

  // Storage may be forbidden or full; a draft that can't be kept must not stop anybody from typing.
  const drafts = {
    read(name) {
      try { return localStorage.getItem(`draft:${name}`); } catch { return null; }
    },
    write(name, text) {
      try { localStorage.setItem(`draft:${name}`, text); } catch { /* typed on, not kept */ }
    },
    forget(name) {
      try { localStorage.removeItem(`draft:${name}`); } catch { /* nothing was kept */ }
    },
  };

  function submit(form) {
    if (!form) return false;
    form.requestSubmit(form.querySelector("[data-submit]"));
    return true;
  }

  function mount(textarea) {
    const frame = textarea.closest(".editor");
    if (!frame || "mounted" in frame.dataset) return;
    const given = textarea.value;
    const name = textarea.dataset.editor;
    const draft = drafts.read(name);
    if (draft !== null) textarea.value = draft;

    const host = document.createElement("div");
    const label = textarea.labels[0]?.textContent.trim() ?? "Your code";
    frame.append(host);
    const view = new EditorView({
      doc: textarea.value,
      // In a shadow root CodeMirror adopts constructed style sheets, which a strict content security policy allows.
      parent: host.attachShadow({ mode: "open" }),
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => submit(textarea.form) }])),
        pythonEditor(),
        EditorView.contentAttributes.of({ "aria-label": `${label}. Escape, then Tab leaves the editor.`, tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          drafts.write(name, textarea.value);
        }),
      ],
    });
    frame.dataset.mounted = "";
    for (const each of textarea.labels) each.addEventListener("click", () => view.focus());
    if (draft !== null && draft !== given) offerGiven(frame, view, name, given);
  }

  /** Says that a draft was restored, and lets it go on request. */
  function offerGiven(frame, view, name, given) {
    const note = document.createElement("p");
    note.className = "note";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Start again from the given code";
    button.addEventListener("click", () => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: given } });
      drafts.forget(name);
      note.remove();
      view.focus();
    });
    note.append("This is your draft, kept in this browser. ", button);
    frame.append(note);
  }

  function mountAll(root) {
    for (const textarea of root.querySelectorAll("textarea[data-editor]")) mount(textarea);
  }

  mountAll(document);
  document.addEventListener("htmx:load", (event) => mountAll(event.target));
})();
