// Completes the names of NumPy and torch, by the names under which the file imports them.

import { NAMES } from "./editor.names.js";

const IMPORT = /^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?/gm;
const FROM = /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([^)\n]*)/gm;
const UNKNOWN = ["numpy.ndarray"]; // what a variable most likely is

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

/** The paths in the list that a dotted expression such as `np.linalg` may mean; a guess if it is no module. */
function pathsOf(expression, text) {
  const [first, ...rest] = expression.split(".");
  const modules = importedModules(text);
  const path = [modules.get(first), ...rest].join(".");
  if (modules.has(first)) return path in NAMES ? [path] : [];
  return modules.has("np") || modules.has("numpy") ? UNKNOWN : [];
}

/** A completion source of CodeMirror. */
export function libraryNames(context) {
  const before = context.matchBefore(/[\w.]*\.\w*/);
  if (!before || /^[\d.]/.test(before.text)) return null;
  const dot = before.text.lastIndexOf(".");
  const paths = pathsOf(before.text.slice(0, dot), context.state.doc.toString());
  const options = paths.flatMap((path) => NAMES[path].split(" ").map((label) => ({ label, detail: path })));
  return options.length > 0 ? { from: before.from + dot + 1, options, validFor: /^\w*$/ } : null;
}
