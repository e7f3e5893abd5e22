// The figure of exercises/explorables/ideas/overfitting.py at other settings. A test compares the two.

const TRAIN_X = [-0.92, -0.71, -0.54, -0.34, -0.1, 0.1, 0.35, 0.51, 0.74, 0.96];
const TRAIN_Y = [0, -0.95, -1.08, -0.46, -0.45, 0.18, 1.49, 0.62, 0.93, -0.38];
const TEST_X = [-0.97, -0.87, -0.77, -0.67, -0.56, -0.46, -0.36, -0.26, -0.15, -0.05,
  0.05, 0.15, 0.26, 0.36, 0.46, 0.56, 0.67, 0.77, 0.87, 0.97];
const TEST_Y = [-0.24, -0.02, -0.36, -1.09, -1.1, -0.97, -1.22, -0.59, 0.1, -0.5,
  -0.34, 0.53, 0.7, 1.36, 0.95, 0.97, 0.81, 0.41, 0.57, -0.24];
const PENALTIES = [0, 0.0001, 0.001, 0.01, 0.1, 1, 10];
const MAX_DEGREE = 9, POINTS = 80, MIDDLE = [190, 125], UNIT_X = 185, UNIT_Y = 55, FAR = 3000;
const ERROR_LEFT = 432, ERROR_STEP = 17, ERROR_FLOOR = 215, ERROR_UNIT = 190, MAX_ERROR = 1.05;

const sum = (values) => values.reduce((a, b) => a + b, 0);
const range = (count) => Array.from({ length: count }, (_, k) => k);
const floor = (value) => ERROR_FLOOR - ERROR_UNIT * Math.min(MAX_ERROR, value);

function features(x, degree) {
  const values = [1, x];
  while (values.length <= degree) values.push(2 * x * values.at(-1) - values.at(-2));
  return values.slice(0, degree + 1);
}

function solve(matrix) {
  const n = matrix.length, result = Array(n).fill(0);
  for (const k of range(n)) {
    let pivot = k;
    for (let row = k + 1; row < n; row += 1) if (Math.abs(matrix[row][k]) > Math.abs(matrix[pivot][k])) pivot = row;
    [matrix[k], matrix[pivot]] = [matrix[pivot], matrix[k]];
    for (let row = k + 1; row < n; row += 1) {
      const factor = matrix[row][k] / matrix[k][k];
      for (let column = k; column <= n; column += 1) matrix[row][column] -= factor * matrix[k][column];
    }
  }
  for (const k of range(n).reverse()) {
    let rest = 0;
    for (let j = k + 1; j < n; j += 1) rest += matrix[k][j] * result[j];
    result[k] = (matrix[k][n] - rest) / matrix[k][k];
  }
  return result;
}

function fit(degree, penalty) {
  const rows = TRAIN_X.map((x) => features(x, degree)), terms = range(degree + 1);
  return solve(terms.map((i) => [
    ...terms.map((j) => sum(rows.map((row) => row[i] * row[j])) + (i === j && i > 0 ? penalty : 0)),
    sum(rows.map((row, k) => row[i] * TRAIN_Y[k])),
  ]));
}

const predict = (weights, x) => sum(features(x, weights.length - 1).map((value, k) => weights[k] * value));
const error = (weights, xs, ys) => Math.sqrt(sum(xs.map((x, k) => (predict(weights, x) - ys[k]) ** 2)) / xs.length);
const line = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
const byDegree = (errors) => line(errors.map((value, k) => [ERROR_LEFT + ERROR_STEP * k, floor(value)]));

function curve(weights) {
  return line(range(POINTS + 1).map((k) => {
    const x = -1 + 2 * k / POINTS, y = MIDDLE[1] - UNIT_Y * predict(weights, x);
    return [MIDDLE[0] + UNIT_X * x, Math.max(-FAR, Math.min(FAR, y))];
  }));
}

export function draw({ degree, penalty }) {
  const fits = range(MAX_DEGREE + 1).map((k) => fit(k, PENALTIES[penalty]));
  const train = fits.map((weights) => error(weights, TRAIN_X, TRAIN_Y));
  const test = fits.map((weights) => error(weights, TEST_X, TEST_Y));
  const best = test.indexOf(Math.min(...test));
  const given = train[degree].toFixed(2), others = test[degree].toFixed(2);
  const sentence = `Error of degree ${degree}: ${given} on the 10 points that it was fitted to, ${others} on 20 others. `
    + `With this regularization, degree ${best} is best on those: ${test[best].toFixed(2)}.`;
  return {
    marks: {
      curve: { d: curve(fits[degree]) },
      here: { d: line([MAX_ERROR, 0].map((value) => [ERROR_LEFT + ERROR_STEP * degree, floor(value)])) },
      test: { d: byDegree(test) },
      train: { d: byDegree(train) },
    },
    label: `A polynomial of degree ${degree} through 10 points, and the errors of all degrees. ${sentence}`,
    sentence,
    cells: [given, others],
  };
}
