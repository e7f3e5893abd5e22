// The figure of exercises/explorables/ideas/matrix_map.py at other settings. A test compares the two.

const UNIT = 34, ORIGIN = [440, 150], REACH = 3, FIRST = [1, 0.5];
const LETTER = [[0.2, 0.1], [0.2, 0.9], [0.8, 0.9], [0.8, 0.75], [0.35, 0.75], [0.35, 0.55], [0.65, 0.55], [0.65, 0.4],
  [0.35, 0.4], [0.35, 0.1]];

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");

function sentence(area) {
  if (Math.abs(area) < 1e-9) {
    return "The determinant is 0: the whole plane lands on one line, and no inverse brings it back.";
  }
  const side = area < 0 ? "and it turns the plane over: the F is mirrored" : "and the F keeps its handedness";
  return `The determinant is ${fixed(area)}: the square of area 1 gets area ${fixed(Math.abs(area))}, ${side}.`;
}

export function draw({ right, up }) {
  const trace = (points) => `M${points.map(([x, y]) => {
    const toX = FIRST[0] * x + right * y, toY = FIRST[1] * x + up * y;
    return `${(ORIGIN[0] + UNIT * toX).toFixed(1)} ${(ORIGIN[1] - UNIT * toY).toFixed(1)}`;
  }).join("L")}`;
  const steps = Array.from({ length: 2 * REACH + 1 }, (_, k) => k - REACH);
  const lines = [...steps.map((k) => [[k, -REACH], [k, REACH]]), ...steps.map((k) => [[-REACH, k], [REACH, k]])];
  const area = FIRST[0] * up - right * FIRST[1], words = sentence(area);
  return {
    marks: {
      "map-grid": { d: lines.map(trace).join("") },
      "map-square": { d: `${trace([[0, 0], [1, 0], [1, 1], [0, 1]])}Z` },
      "map-letter": { d: `${trace(LETTER)}Z` },
      "map-first": { d: trace([[0, 0], [1, 0]]) },
      "map-second": { d: trace([[0, 0], [0, 1]]) },
    },
    label: `The plane before and after the matrix with columns (1, 0.5) and (${fixed(right, 1)}, ${fixed(up, 1)}). ${words}`,
    sentence: words,
    cells: [fixed(right, 1), fixed(up, 1), fixed(area)],
  };
}
