// The figure of exercises/explorables/ideas/attention.py at other settings. A test compares the two.

const WORDS = ["The", "cat", "sat", "on", "the", "mat"];
const QUERIES = [[2, 0, 0, 0], [0, 2, 0, 1], [3, 0, 1, 0], [1, 1, 1, 0], [2, 0, 2, 0], [0, 1, 2, 1]];
const KEYS = [[0, 0, 0, 2], [3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 2], [2, 0, 2, 0]];
const SCORES = QUERIES.map((query) => KEYS.map((key) => query.reduce((sum, a, k) => sum + a * key[k], 0)));
const NO_MASK = 0, HIDDEN = 1;
const PITCH = 52, LINE = 14, GRID_TOP = 14, CELL = 36, LEVELS = 8, DARK = 5;

const short = (share) => share.toFixed(2).replace(/^0/, "");
const level = (share) => (share < 0.005 ? 0 : Math.max(1, Math.round(share * LEVELS)));

function weights(divisor, mask) {
  return SCORES.map((scores, query) => {
    const hidden = mask === HIDDEN ? -Infinity : 0;
    const scaled = scores.map((score, key) => (mask === NO_MASK || key <= query ? score / divisor : hidden));
    const shares = scaled.map((score) => Math.exp(score - Math.max(...scaled)));
    const sum = shares.reduce((a, b) => a + b);
    return shares.map((share) => share / sum);
  });
}

function sentence(row, reader, mask) {
  const [first, second] = [...row.keys()].sort((a, b) => row[b] - row[a]);
  const from = (key) => `${row[key].toFixed(2)} from “${WORDS[key]}”`;
  const other = row[second] >= 0.005 ? `and ${from(second)}.` : "and nothing from another.";
  const said = `“${WORDS[reader]}” takes ${from(first)} ${other}`;
  if (mask === NO_MASK || reader === row.length - 1) return `${said} No word is hidden from it.`;
  const later = row.slice(reader + 1).reduce((a, b) => a + b, 0);
  if (mask === HIDDEN) return `${said} The words after it get ${later.toFixed(2)}.`;
  return `${said} The words after it have a score of 0, and still get ${later.toFixed(2)}.`;
}

export function draw({ reader, divisor, mask }) {
  const matrix = weights(divisor, mask), row = matrix[reader], words = sentence(row, reader, mask);
  const marks = { frame: { y: GRID_TOP + CELL * reader - 3 } };
  const start = PITCH * reader + 24;
  row.forEach((share, key) => {
    const x = PITCH * key + 24;
    marks[`weight${key}`] = { text: short(share) };
    marks[`ray${key}`] = { d: `M${start} 204C${start} 130 ${x} 130 ${x} 56`, "stroke-width": LINE * share };
    marks[`reader${key}`] = { class: key === reader ? "word here" : "word faint" };
  });
  matrix.forEach((shares, query) => shares.forEach((share, key) => {
    marks[`cell${query}-${key}`] = { class: `h${level(share)}` };
    marks[`number${query}-${key}`] = { class: level(share) < DARK ? "number" : "number inverse", text: short(share) };
  }));
  return {
    marks,
    label: `The weights of “${WORDS[reader]}” as lines, and of all six words as a grid. ${words}`,
    sentence: words,
    cells: row.map((share) => share.toFixed(2)),
  };
}
