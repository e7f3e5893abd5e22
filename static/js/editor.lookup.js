// Finds the signature of a function that the code calls: its own, or one of NumPy and torch. The list of the libraries'
// is a file of its own, loaded when it is first needed.

import { pathsOf } from "./editor.completion.js";

const OWN_FUNCTION = String.raw`^[ \t]*def[ \t]+NAME[ \t]*\(([^)]*)\)[^:\n]*:(?:\s*"{3}([^\n"]*))?`;
const OWN_CLASS = String.raw`^[ \t]*class[ \t]+NAME\b[\s\S]*?def[ \t]+__init__[ \t]*\(([^)]*)\)`;

/** "x, axis=(0, 1)" as two parameters. */
function split(parameters) {
  const parts = [];
  let depth = 0;
  for (const piece of parameters.split(/(?<=[,()[\]{}])|(?=[()[\]{}])/)) {
    if (depth === 0 && (parts.length === 0 || parts.at(-1).endsWith(","))) parts.push("");
    if (/^[([{]/.test(piece)) depth += 1;
    if (/^[)\]}]/.test(piece)) depth -= 1;
    parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.replace(/,$/, "").trim()).filter((part) => part && part !== "*" && part !== "/");
}

function ownSignature(name, text) {
  for (const pattern of [OWN_FUNCTION, OWN_CLASS]) {
    const [, parameters, summary = ""] = new RegExp(pattern.replace("NAME", name), "m").exec(text) ?? [];
    if (parameters !== undefined) {
      return { name, parameters: split(parameters).filter((part) => part !== "self"), summary: summary.trim() };
    }
  }
  return null;
}

async function librarySignature(callee, text) {
  const dot = callee.lastIndexOf(".");
  const name = callee.slice(dot + 1);
  const owners = dot > 0 ? pathsOf(callee.slice(0, dot), text) : pathsOf(callee, text, { isMember: true });
  if (owners.length === 0) return null;
  const { SIGNATURES } = await import("./editor.signatures.js");
  const found = owners.map((path) => SIGNATURES[path]?.[name]).find(Boolean);
  if (!found) return null;
  const bar = found.indexOf("|");
  return { name, parameters: split(found.slice(0, bar)), summary: found.slice(bar + 1) };
}

export function lookUp(callee, text) {
  const own = callee.startsWith("self.") ? callee.slice(5) : callee;
  return (/^\w+$/.test(own) && ownSignature(own, text)) || librarySignature(callee, text);
}
