// What of CodeMirror 6 the exercise editor needs, as one file. Build: npm ci && npm run build
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export { EditorView, keymap, Prec };

// Colours are the site's tokens, so both themes follow without a second style.
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

/** The extensions of a Python editor: four spaces, history, search, and Tab that indents until Escape was pressed. */
export function pythonEditor() {
  return [
    lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
    highlightSelectionMatches(), search({ top: true }), EditorState.tabSize.of(4), indentUnit.of("    "), new LanguageSupport(pythonLanguage),
    look, syntaxHighlighting(code), keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
  ];
}
