// The editor's look: colours, and long lines that continue below.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The colours are the site's tokens, so one style serves both themes.
export const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "calc(.875rem * var(--code-size, 1))", height: "100%" },
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
  ".cm-errorLine": { backgroundColor: "var(--wrong-wash)", boxShadow: "inset 3px 0 var(--wrong)" },
  ".cm-errorGutter": { color: "var(--wrong)", fontWeight: "700", textDecoration: "underline wavy" },
  ".cm-foldGutter .cm-gutterElement": { paddingInline: ".15rem", color: "var(--soft)" },
  "@media (max-width: 40rem)": { ".cm-foldGutter": { display: "none !important" } },
  ".cm-foldPlaceholder": { backgroundColor: "var(--wash)", border: "1px solid var(--line)", color: "var(--soft)", paddingInline: ".35em" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", border: "1px solid var(--edge)", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "calc(.8125rem * var(--code-size, 1))", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem", lineHeight: "1.6" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--ink)", color: "var(--paper)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", opacity: ".75" },
  ".cm-panels": { backgroundColor: "var(--wash)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": { font: "inherit", color: "inherit", background: "var(--sheet)", border: "1px solid var(--edge)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.bool, tags.null], color: "var(--keyword)" },
  { tag: [tags.string, tags.number], color: "var(--water)" },
  { tag: [tags.comment, tags.docString], color: "var(--soft)" },
  { tag: tags.invalid, color: "var(--wrong)" },
]);

export const highlighting = syntaxHighlighting(colours);

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

export const wrapping = [EditorView.lineWrapping, hanging, ViewPlugin.define(
  (view) => ({
    marks: hangingLines(view),
    update(update) { if (update.docChanged || update.viewportChanged) this.marks = hangingLines(update.view); },
  }),
  { decorations: (plugin) => plugin.marks },
)];
