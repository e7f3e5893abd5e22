// The figure of exercises/explorables/ideas/chain_rule.py at other settings. A test compares the two.

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");

function effect(gradient) {
  if (!gradient) return "A small step of a hardly changes L.";
  const verb = gradient > 0 ? "rises" : "falls";
  return `Raise a by 0.01, and L ${verb} by about ${fixed(Math.abs(gradient) / 100, 3)}.`;
}

export function draw({ a, b }) {
  const e = a * b, f = a + b;
  const values = { a, b, e, f, L: e * f };
  const shares = { eL: f, fL: e, ae: f * b, be: f * a, af: e, bf: e };
  const gradients = { a: shares.ae + shares.af, b: shares.be + shares.bf, e: f, f: e, L: 1 };
  const marks = {};
  for (const [wire, share] of Object.entries(shares)) marks[`wire-${wire}`] = { text: fixed(share) };
  for (const [name, value] of Object.entries(values)) {
    marks[`value-${name}`] = { text: fixed(value) };
    marks[`back-${name}`] = { text: `∂ ${fixed(gradients[name])}` };
  }
  const sentence = `The gradient of a is ${fixed(shares.ae)} through e plus ${fixed(shares.af)} through f: `
    + `${fixed(gradients.a)}. ${effect(gradients.a)}`;
  return {
    marks,
    label: `A graph from a and b through e and f to L = ${fixed(values.L)}. ${sentence}`,
    sentence,
    cells: ["a", "b", "e", "f", "L"].map((name) => fixed(gradients[name])),
  };
}
