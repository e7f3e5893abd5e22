// The figure of exercises/explorables/ideas/sampling.py at other settings. A test compares the two.

const WORDS = ["mat", "floor", "sofa", "bed", "roof", "chair", "moon", "idea"];
const SCORES = [3, 2.2, 1.8, 1.4, 0.9, 0.4, -0.5, -1.5];
const LEFT = 120, SCALE = 416, ROUNDING = 1e-9;

const sum = (values) => values.reduce((a, b) => a + b, 0);

function softmax(scores, temperature) {
  const weights = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
  return weights.map((weight) => weight / sum(weights));
}

function countKept(shares, k, p) {
  const best = shares.slice(0, k), whole = sum(best);
  let mass = 0, count = 0;
  while (count < best.length && mass < p * whole - ROUNDING) {
    mass += best[count];
    count += 1;
  }
  return count;
}

export function draw({ temperature, k, p }) {
  const before = softmax(SCORES, temperature), count = countKept(before, k, p);
  const whole = sum(before.slice(0, count));
  const after = before.map((share, rank) => (rank < count ? share / whole : 0));
  const marks = {};
  for (const rank of WORDS.keys()) {
    const isKept = rank < count;
    marks[`word${rank}`] = { class: isKept ? "word" : "word faint" };
    marks[`bar${rank}`] = { width: SCALE * after[rank] };
    marks[`old${rank}`] = { width: SCALE * before[rank] };
    marks[`value${rank}`] = {
      class: isKept ? "value" : "value faint", x: LEFT + 9 + SCALE * Math.max(before[rank], after[rank]),
      text: isKept ? after[rank].toFixed(2) : "out",
    };
  }
  const said = WORDS.slice(0, count).map((word, rank) => `${word} ${after[rank].toFixed(2)}`).join(", ");
  const rest = Math.max(0, 1 - whole).toFixed(2);
  return {
    marks,
    label: `The words that can be drawn, with their probabilities: ${said}`,
    sentence: count === WORDS.length ? `All ${count} words can be drawn.`
      : `${count} of ${WORDS.length} words can be drawn. What the others had, ${rest}, is shared out among them.`,
    cells: after.map((share) => share.toFixed(2)),
  };
}
