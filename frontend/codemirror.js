// The parts of CodeMirror 6 that the exercise editor uses, bundled into one module. Build: npm ci && npm run build
import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, LanguageSupport } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { errorLine } from "./error_line.js";
import { highlighting, look, wrapping } from "./look.js";

export { clearErrorLine, goToErrorLine, markErrorLine } from "./error_line.js";
export { goToProblem, warnings } from "./problems.js";
export { signatures } from "./signatures.js";
export { Compartment, EditorView, keymap, Prec };

// What vim.js needs besides: it is a file of its own that shares these.
export { cursorCharBackward, cursorCharLeft, cursorLineBoundaryBackward, cursorLineBoundaryForward } from "@codemirror/commands";
export { indentLess, indentMore, indentSelection, insertNewlineAndIndent, redo, toggleLineComment, undo } from "@codemirror/commands";
export { ensureSyntaxTree, foldCode, indentUnit, matchBrackets, StringStream } from "@codemirror/language";
export { RegExpCursor, SearchQuery, setSearchQuery } from "@codemirror/search";
export { EditorSelection, MapMode, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
export { Decoration, Direction, runScopeHandlers, showPanel, ViewPlugin } from "@codemirror/view";

const folds = { openText: "⌄", closedText: "›" };

// Escape closes a list that shows. One that is only being looked for must not take the key.
function forgetPending(view) {
  if (completionStatus(view.state) === "pending") closeCompletion(view);
  return false;
}

/** The extensions of a Python editor: completion of names from the file and from `librarySource`, brackets that close, folds, four spaces, history, search, and Tab that indents until Escape was pressed. */
export function pythonEditor(librarySource) {
  return [
    lineNumbers(), foldGutter(folds), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(),
    highlightSelectionMatches(), search({ top: true }), EditorState.tabSize.of(4), indentUnit.of("    "), new LanguageSupport(pythonLanguage),
    errorLine, Prec.highest(keymap.of([{ key: "Escape", run: forgetPending }])), autocompletion({ override: [localCompletionSource, librarySource], icons: false, activateOnTypingDelay: 50 }),
    look, wrapping, highlighting, keymap.of([...closeBracketsKeymap, ...foldKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
  ];
}
