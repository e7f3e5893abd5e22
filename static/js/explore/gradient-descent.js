// The figure of exercises/explorables/ideas/gradient_descent.py at other settings. A test compares the two.

const UNIT = 32, MIDDLE = [420, 120], START = [-12, 2], STEPS = 30, FAR = 3000, LONG = 10000;
const AT_STEPS = [0, 1, 3, 10, 20, 30];
const RIMS = [2, 4, 6, 8, 10, 12, 14];

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");
const distance = (value) => (value > LONG ? "more than 10,000" : fixed(value));

function path(step, momentum, steepness) {
  let [x, y] = START, along = 0, across = 0;
  const points = [[x, y]];
  for (let k = 0; k < STEPS; k += 1) {
    along = momentum * along - step * x;
    across = momentum * across - step * steepness * y;
    x += along;
    y += across;
    points.push([x, y]);
  }
  return points;
}

function trace(points) {
  const near = (value) => Math.max(-FAR, Math.min(FAR, value)).toFixed(1);
  return `M${points.map(([x, y]) => `${near(MIDDLE[0] + UNIT * x)} ${near(MIDDLE[1] - UNIT * y)}`).join("L")}`;
}

function sentence(step, momentum, steepness, away) {
  const limit = 2 * (1 + momentum) / steepness;
  const formula = momentum ? `2 × ${fixed(1 + momentum)} ÷ ${steepness}` : `2 ÷ ${steepness}`;
  const side = step < limit - 1e-9 ? "below" : step > limit + 1e-9 ? "above" : "exactly at";
  return `After ${STEPS} steps it is ${distance(away)} from the lowest point; it began ${fixed(Math.hypot(...START), 1)} `
    + `away. A step size of ${fixed(step)} is ${side} the edge, ${formula} = ${fixed(limit)}.`;
}

export function draw({ step, momentum, steepness }) {
  const points = path(step, momentum, steepness);
  const line = trace(points), words = sentence(step, momentum, steepness, Math.hypot(...points.at(-1)));
  const marks = {
    "path-line": { d: line },
    "path-dots": { d: `${line.replaceAll("L", "h0M")}h0` },
  };
  RIMS.forEach((rim, k) => { marks[`rim${k}`] = { ry: UNIT * rim / Math.sqrt(steepness) }; });
  return {
    marks,
    label: `The path of ${STEPS} steps across a valley, seen from above. ${words}`,
    sentence: words,
    cells: AT_STEPS.map((count) => distance(Math.hypot(...points[count]))),
  };
}
