// The line of an error that a verdict names.
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, gutterLineClass } from "@codemirror/view";

// It moves with the text, and the mark goes once that line is edited.
const setErrorLine = StateEffect.define();
const errorDecoration = Decoration.line({ class: "cm-errorLine" });
const errorMarker = new (class extends GutterMarker {
  elementClass = "cm-errorGutter";
})();
export const errorLine = StateField.define({
  create: () => null,
  update(position, transaction) {
    for (const effect of transaction.effects) if (effect.is(setErrorLine)) return effect.value;
    if (position === null || !transaction.docChanged) return position;
    const { from, to } = transaction.startState.doc.lineAt(position);
    return transaction.changes.touchesRange(from, to) ? null : transaction.changes.mapPos(position, 1);
  },
  provide: (field) => [
    EditorView.decorations.from(field, (at) => (at === null ? Decoration.none : Decoration.set(errorDecoration.range(at)))),
    gutterLineClass.from(field, (at) => (at === null ? RangeSet.empty : RangeSet.of(errorMarker.range(at)))),
  ],
});

/** Mark the line with this number and text. Code has been typed since it was sent, so look for the nearest such line. */
export function markErrorLine(view, number, text) {
  const lines = Array.from({ length: view.state.doc.lines }, (_, index) => view.state.doc.line(index + 1));
  const same = lines.filter((line) => line.text === text && (text.trim() || line.number === number));
  const [nearest] = same.sort((a, b) => Math.abs(a.number - number) - Math.abs(b.number - number));
  view.dispatch({ effects: setErrorLine.of(nearest ? nearest.from : null) });
}

export function clearErrorLine(view) {
  view.dispatch({ effects: setErrorLine.of(null) });
}

/** Put the cursor on the marked line, or on the line with this number, and the focus into the editor. */
export function goToErrorLine(view, number) {
  const { doc } = view.state;
  const line = doc.lineAt(view.state.field(errorLine) ?? doc.line(Math.min(number, doc.lines)).from);
  const anchor = line.from + /^\s*/.exec(line.text)[0].length;
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}
