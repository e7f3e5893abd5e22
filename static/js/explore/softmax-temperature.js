// The figure of exercises/explorables/ideas/softmax_temperature.py at other settings. A test compares the two.

const WORDS = ["mat", "floor", "sofa", "roof", "moon"];
const SCORES = [3, 2.2, 1.8, 0.9, -0.5];
const LEFT = 120, SCALE = 416;

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");

function softmax(scores, temperature) {
  const weights = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

const perplexity = (shares) => Math.exp(-shares.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0));

export function draw({ temperature, floor }) {
  const scores = SCORES.with(1, floor);
  const shares = softmax(scores, temperature), plain = softmax(scores, 1);
  const marks = {};
  for (const k of WORDS.keys()) {
    marks[`score${k}`] = { text: fixed(scores[k], 1) };
    marks[`bar${k}`] = { width: SCALE * shares[k] };
    marks[`old${k}`] = { width: SCALE * plain[k] };
    marks[`value${k}`] = { x: LEFT + 9 + SCALE * Math.max(shares[k], plain[k]), text: fixed(shares[k]) };
  }
  const said = WORDS.map((word, k) => `${word} ${fixed(shares[k])}`).join(", ");
  return {
    marks,
    label: `Probabilities at temperature ${fixed(temperature)}: ${said}`,
    sentence: `As uncertain as ${fixed(perplexity(shares), 1)} equally likely words. At temperature 1 it would be `
      + `${fixed(perplexity(plain), 1)}.`,
    cells: shares.map((share) => fixed(share)),
  };
}
