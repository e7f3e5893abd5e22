// The parts of CodeMirror 6 that the exercise editor uses, bundled into one module. Build: npm ci && npm run build
import { autocompletion, closeCompletion, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, RangeSet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, GutterMarker, gutterLineClass, highlightActiveLine, keymap, lineNumbers, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export { EditorView, keymap, Prec };

// The colours are the site's tokens, so one style serves both themes.
const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: ".875rem", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "1.6" },
  ".cm-content": { padding: ".75rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "transparent", border: "0", color: "var(--soft)", paddingInline: ".5rem .25rem" },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--wash) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--water) 22%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in oklab, var(--water) 14%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--edge)" },
  ".cm-errorLine": { backgroundColor: "color-mix(in oklab, var(--wrong) 12%, transparent)" },
  ".cm-errorGutter": { color: "var(--wrong)", fontWeight: "700", textDecoration: "underline wavy" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", border: "1px solid var(--edge)", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: ".8125rem", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem", lineHeight: "1.6" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--ink)", color: "var(--paper)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", opacity: ".75" },
  ".cm-panels": { backgroundColor: "var(--wash)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": { font: "inherit", color: "inherit", background: "var(--sheet)", border: "1px solid var(--edge)" },
});

const code = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.bool, tags.null], fontWeight: "650" },
  { tag: [tags.string, tags.number], color: "var(--water)" },
  { tag: [tags.comment, tags.docString], color: "var(--soft)" },
  { tag: tags.invalid, color: "var(--wrong)" },
]);

// A long line continues below, indented by two more columns, so that it doesn’t look like the next statement.
const MAX_DEPTH = 16;
const hangs = (depth) => [`.cm-hangs-${depth}`, { paddingInlineStart: `calc(6px + ${depth + 2}ch)`, textIndent: `-${depth + 2}ch` }];
const hanging = EditorView.theme(Object.fromEntries(Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => hangs(depth))));
const marks = Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => Decoration.line({ class: `cm-hangs-${depth}` }));

function hangingLines(view) {
  const builder = new RangeSetBuilder();
  for (const { from, to } of view.visibleRanges) {
    for (let line = view.state.doc.lineAt(from); ; line = view.state.doc.line(line.number + 1)) {
      builder.add(line.from, line.from, marks[Math.min(MAX_DEPTH, /^ */.exec(line.text)[0].length)]);
      if (line.to >= to) break;
    }
  }
  return builder.finish();
}

const wrapping = [EditorView.lineWrapping, hanging, ViewPlugin.define(
  (view) => ({
    marks: hangingLines(view),
    update(update) { if (update.docChanged || update.viewportChanged) this.marks = hangingLines(update.view); },
  }),
  { decorations: (plugin) => plugin.marks },
)];

// The line of an error. It moves with the text, and the mark goes once that line is edited.
const setErrorLine = StateEffect.define();
const errorDecoration = Decoration.line({ class: "cm-errorLine" });
const errorMarker = new (class extends GutterMarker {
  elementClass = "cm-errorGutter";
})();
const errorLine = StateField.define({
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

// Escape closes a list that shows. One that is only being looked for must not take the key.
function forgetPending(view) {
  if (completionStatus(view.state) === "pending") closeCompletion(view);
  return false;
}

/** The extensions of a Python editor: completion of names from the file and from `librarySource`, four spaces, history, search, and Tab that indents until Escape was pressed. */
export function pythonEditor(librarySource) {
  return [
    lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
    highlightSelectionMatches(), search({ top: true }), EditorState.tabSize.of(4), indentUnit.of("    "), new LanguageSupport(pythonLanguage),
    errorLine, Prec.highest(keymap.of([{ key: "Escape", run: forgetPending }])), autocompletion({ override: [localCompletionSource, librarySource], icons: false, activateOnTypingDelay: 50 }),
    look, wrapping, syntaxHighlighting(code), keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
  ];
}
