// The signature of a function: below the pointer, and while somebody types a call. `lookUp(callee, text)` answers with
// {name, parameters, summary}, null where it knows none, or a promise of that.
import { syntaxTree } from "@codemirror/language";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import {
  EditorView, ViewPlugin, closeHoverTooltips, hasHoverTooltips, hoverTooltip, keymap, showTooltip,
} from "@codemirror/view";

const MAX_CALLEE = 80; // characters
const setSignature = StateEffect.define();

const look = EditorView.theme({
  ".cm-tooltip.cm-signature": { padding: ".3rem .7rem", maxWidth: "min(44rem, 90vw)", borderRadius: "var(--round)" },
  ".cm-signature code": { fontFamily: "var(--mono)", fontSize: ".8125rem" },
  ".cm-signature b": { color: "var(--route-ink)", textDecoration: "underline", textUnderlineOffset: "3px" },
  ".cm-signature span": { marginInlineStart: ".75rem", fontFamily: "var(--sans)", fontSize: ".8125rem", color: "var(--soft)" },
});

const nameOf = (state, node) => {
  const text = state.sliceDoc(node.from, Math.min(node.to, node.from + MAX_CALLEE + 1));
  return /^[\w.]+$/.test(text) && text.length <= MAX_CALLEE ? text : "";
};

/** The call whose arguments surround this position: its function, where it begins, and the argument at the position. */
function callAt(state, pos) {
  let node = syntaxTree(state).resolveInner(pos, -1);
  while (node && !(node.name === "ArgList" && node.from < pos && (pos < node.to || node.lastChild?.name !== ")"))) {
    if (node.name === "Body" || node.name === "ParamList") return null;
    node = node.parent;
  }
  const callee = node?.parent?.name === "CallExpression" ? nameOf(state, node.parent.firstChild) : "";
  if (!callee) return null;
  let index = 0;
  let keyword = "";
  for (let child = node.firstChild; child && child.from < pos; child = child.nextSibling) {
    if (child.name === ",") [index, keyword] = [index + 1, ""];
    if (child.name === "AssignOp" && child.prevSibling) keyword = nameOf(state, child.prevSibling);
  }
  return { callee, from: node.parent.firstChild.from, index, keyword };
}

function draw({ name, parameters, summary }, active) {
  const dom = document.createElement("div");
  const code = document.createElement("code");
  dom.className = "cm-signature";
  code.append(`${name}(`);
  parameters.forEach((parameter, index) => {
    const part = document.createElement(index === active ? "b" : "i");
    part.style.fontStyle = "normal";
    part.textContent = parameter;
    code.append(...(index > 0 ? [", ", part] : [part]));
  });
  code.append(")");
  dom.append(code);
  if (summary) {
    const sentence = document.createElement("span");
    sentence.textContent = summary;
    dom.append(sentence);
  }
  return { dom };
}

/** The parameter of the argument, by its name or place. A star takes what is left. */
function activeParameter({ parameters }, { index, keyword }) {
  const names = parameters.map((parameter) => parameter.replace(/[=:].*$/s, ""));
  if (keyword) return names.indexOf(keyword);
  const star = names.findIndex((name) => name.startsWith("*"));
  return star >= 0 && index > star ? star : index;
}

const shown = StateField.define({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(setSignature)) return effect.value;
    return tooltip && transaction.docChanged ? { ...tooltip, pos: transaction.changes.mapPos(tooltip.pos) } : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function hide(view) {
  if (view.state.field(shown) === null) return false;
  view.dispatch({ effects: setSignature.of(null) });
  return true;
}

/** After typing, and after the cursor moves while a signature shows. */
function follow(lookUp) {
  return EditorView.updateListener.of(async ({ view, docChanged, selectionSet, transactions }) => {
    const isTyping = docChanged && transactions.some((transaction) => transaction.isUserEvent("input"));
    if (!isTyping && !((docChanged || selectionSet) && view.state.field(shown))) return;
    const { state } = view;
    const call = state.selection.main.empty ? callAt(state, state.selection.main.head) : null;
    const signature = call && (await lookUp(call.callee, state.doc.toString()));
    await null; // an update must not dispatch another
    if (view.state !== state && view.state.doc !== state.doc) return; // more was typed meanwhile
    if (!signature) {
      hide(view);
      return;
    }
    const create = () => draw(signature, activeParameter(signature, call));
    view.dispatch({ effects: setSignature.of({ pos: call.from, above: true, create }) });
  });
}

function hover(lookUp) {
  return hoverTooltip(async (view, pos) => {
    const node = syntaxTree(view.state).resolveInner(pos, 0);
    const owner = node.name === "PropertyName" ? node.parent : node;
    if (!["VariableName", "MemberExpression"].includes(owner?.name)) return null;
    const callee = nameOf(view.state, owner);
    const signature = callee && (await lookUp(callee, view.state.doc.toString()));
    return signature ? { pos: node.from, end: node.to, above: true, create: () => draw(signature, -1) } : null;
  });
}

/** Wherever the focus is. Escape closes one thing at a time, so it does nothing else then. */
const closesOnEscape = ViewPlugin.define((view) => {
  const onKey = (event) => {
    if (event.key !== "Escape" || !hasHoverTooltips(view.state)) return;
    view.dispatch({ effects: closeHoverTooltips });
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", onKey, true);
  return { destroy: () => document.removeEventListener("keydown", onKey, true) };
});

export function signatures(lookUp) {
  return [
    shown, look, follow(lookUp), hover(lookUp), closesOnEscape,
    EditorView.domEventHandlers({ blur: (_, view) => void setTimeout(() => hide(view)) }),
    Prec.high(keymap.of([{ key: "Escape", run: hide }])),
  ];
}
