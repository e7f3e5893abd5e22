// Completes after a dot: the names of NumPy and torch, by the names under which the file imports them; of a variable, the
// attributes of arrays and tensors, and those that the file uses.

import { NAMES } from "./editor.names.js";

const IMPORT = /^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?/gm;
const FROM = /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([^)\n]*)/gm;
// What a variable most likely is, by the library that the file imports.
const UNKNOWN = [["numpy", ["numpy.ndarray"]], ["torch", ["torch.Tensor"]]];
const GENERATORS = /^(?:rng|generator|gen)$/;

/** Module paths by the names that they have in this file: {np: "numpy", F: "torch.nn.functional"}. */
function importedModules(text) {
  const modules = new Map();
  for (const [, path, alias] of text.matchAll(IMPORT)) {
    if (alias) modules.set(alias, path);
    else modules.set(path.split(".")[0], path.split(".")[0]);
  }
  for (const [, path, names] of text.matchAll(FROM)) {
    for (const part of names.split(",")) {
      const [name, alias] = part.trim().split(/\s+as\s+/);
      if (name) modules.set(alias ?? name, `${path}.${name}`);
    }
  }
  return modules;
}

/** The paths in the list that a dotted expression such as `np.linalg` may mean; guesses if it is no module. With `isMember`
 *  it is the imported name itself, and the path its owner's. */
export function pathsOf(expression, text, { isMember = false } = {}) {
  const [first, ...rest] = expression.split(".");
  const modules = importedModules(text);
  if (isMember) return modules.has(first) ? [modules.get(first).replace(/\.\w+$/, "")] : [];
  const path = [modules.get(first), ...rest].join(".");
  if (modules.has(first)) return path in NAMES ? [path] : [];
  const libraries = new Set([...modules.values()].map((module) => module.split(".")[0]));
  const likely = UNKNOWN.flatMap(([library, paths]) => (libraries.has(library) ? paths : []));
  return GENERATORS.test(expression) && libraries.has("numpy") ? ["numpy.random.Generator", ...likely] : likely;
}

/** What the file itself uses or defines after this expression and a dot. */
function ownAttributes(expression, text, typed) {
  const names = [...text.matchAll(new RegExp(String.raw`(?<![\w.])${expression.replaceAll(".", String.raw`\.`)}\.(\w+)`, "g"))];
  const methods = expression === "self" ? [...text.matchAll(/^[ \t]+def[ \t]+(\w+)[ \t]*\([ \t]*self\b/gm)] : [];
  const counts = new Map();
  for (const [, name] of [...names, ...methods]) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (counts.get(typed) === 1) counts.delete(typed); // what is being typed
  return [...counts.keys()];
}

/** A completion source of CodeMirror. */
export function libraryNames(context) {
  const before = context.matchBefore(/[\w.]*\.\w*/);
  if (!before || /^[\d.]/.test(before.text)) return null;
  const dot = before.text.lastIndexOf(".");
  const [expression, typed] = [before.text.slice(0, dot), before.text.slice(dot + 1)];
  const text = context.state.doc.toString();
  const options = new Map();
  for (const path of pathsOf(expression, text)) {
    for (const label of NAMES[path].split(" ")) if (!options.has(label)) options.set(label, { label, detail: path });
  }
  for (const label of ownAttributes(expression, text, typed)) {
    if (!options.has(label)) options.set(label, { label, detail: "in this file", boost: 1 });
  }
  return options.size > 0 ? { from: before.from + dot + 1, options: [...options.values()], validFor: /^\w*$/ } : null;
}
