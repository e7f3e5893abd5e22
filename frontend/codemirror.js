// The parts of CodeMirror 6 that the exercise editor uses, bundled into one module. Build: npm ci && npm run build
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, RangeSetBuilder } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, ViewPlugin } from "@codemirror/view";
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

/** The extensions of a Python editor: four spaces, history, search, and Tab that indents until Escape was pressed. */
export function pythonEditor() {
  return [
    lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
    highlightSelectionMatches(), search({ top: true }), EditorState.tabSize.of(4), indentUnit.of("    "), new LanguageSupport(pythonLanguage),
    look, wrapping, syntaxHighlighting(code), keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
  ];
}
