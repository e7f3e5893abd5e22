// Warnings while typing: in the gutter, under the code and at the line's end. F8 goes to the next one, or to the line of
// a verdict's error.
import { forEachDiagnostic, linter, lintGutter } from "@codemirror/lint";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, keymap, ViewPlugin, WidgetType } from "@codemirror/view";
import { errorLine } from "./error_line.js";

const PAUSE_MS = 600;

// The library's pictures are data URLs, which the site's security policy refuses.
const look = EditorView.theme({
  ".cm-lintRange": { backgroundImage: "none", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--route-ink)" },
  ".cm-lintRange-error": { textDecorationColor: "var(--wrong)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--wrong)" },
  ".cm-gutter-lint": { width: "1.1em" },
  ".cm-lint-marker": { content: "normal", width: ".8em", height: ".8em", marginTop: ".2em" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--route-ink)", clipPath: "polygon(50% 5%, 100% 95%, 0 95%)" },
  ".cm-lint-marker-error": { backgroundColor: "var(--wrong)", borderRadius: "50%" },
  ".cm-diagnostic": { padding: ".25rem .6rem", fontFamily: "var(--sans)", fontSize: ".875rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--wrong)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--route-ink)" },
  ".cm-lens": { marginInlineStart: "1.5rem", fontFamily: "var(--sans)", fontSize: ".9em", textIndent: "0", color: "var(--route-ink)" },
  ".cm-lens::after": { content: "attr(data-text)" },
  ".cm-lens-error": { color: "var(--wrong)" },
});

class Lens extends WidgetType {
  constructor(text, severity) {
    super();
    this.text = text;
    this.severity = severity;
  }

  eq(other) {
    return other.text === this.text && other.severity === this.severity;
  }

  toDOM() {
    const element = document.createElement("span");
    element.className = `cm-lens cm-lens-${this.severity}`;
    element.dataset.text = this.text; // drawn by the style: the line's own text stays the code
    return element;
  }
}

/** The first sentence about each line, at its end. */
function lenses(state) {
  const firsts = new Map();
  forEachDiagnostic(state, (diagnostic, from) => {
    const line = state.doc.lineAt(from);
    if (!firsts.has(line.to)) firsts.set(line.to, diagnostic);
  });
  const builder = new RangeSetBuilder();
  for (const [to, { message, severity }] of [...firsts].sort(([a], [b]) => a - b)) {
    builder.add(to, to, Decoration.widget({ widget: new Lens(message, severity), side: 1 }));
  }
  return builder.finish();
}

const lensPlugin = ViewPlugin.define(
  (view) => ({
    lenses: lenses(view.state),
    update({ docChanged, transactions, state }) {
      if (docChanged || transactions.some(({ effects }) => effects.length > 0)) this.lenses = lenses(state);
    },
  }),
  { decorations: (plugin) => plugin.lenses },
);

/** Put the cursor on the next problem, or on the previous one, and the focus into the editor. False if there is none. */
export function goToProblem(view, step = 1) {
  const { state } = view;
  const verdict = state.field(errorLine);
  const places = verdict === null ? [] : [verdict + /^\s*/.exec(state.doc.lineAt(verdict).text)[0].length];
  forEachDiagnostic(state, (_, from) => places.push(from));
  const ordered = [...new Set(places)].sort((a, b) => (a - b) * step);
  if (ordered.length === 0) return false;
  const { head } = state.selection.main;
  const anchor = ordered.find((place) => (place - head) * step > 0) ?? ordered[0];
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
  return true;
}

const at = ({ doc }, number, column) => {
  const line = doc.line(Math.min(number, doc.lines));
  return Math.min(line.from + [...line.text].slice(0, column - 1).join("").length, line.to); // columns count characters
};

/** Show what `ask` answers after a pause: a list of {line, column, end_line, end_column, text, is_error}. */
export function warnings(ask) {
  const source = async ({ state }) => (await ask(state.doc.toString())).map((problem) => {
    const from = at(state, problem.line, problem.column);
    const to = Math.max(from, at(state, problem.end_line, problem.end_column));
    return { from, to, severity: problem.is_error ? "error" : "warning", message: problem.text };
  });
  return [
    linter(source, { delay: PAUSE_MS }), lintGutter(), lensPlugin, look,
    keymap.of([{ key: "F8", run: (view) => goToProblem(view), shift: (view) => goToProblem(view, -1) }]),
  ];
}
