// The figure of exercises/explorables/ideas/convolution.py at other settings. A test compares the two.

const IMAGE = ["0000000", "0111110", "0000110", "0001100", "0011000", "0011000", "0000000"];
const SIDE = 7, KERNEL = 3, LARGEST = 3, BORDER = 2, LEVELS = 8, DARK = 5;
const BOARD = SIDE + 2 * BORDER, MAX_OUT = BOARD - KERNEL + 1;

const fixed = (value, digits = 2) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "").replace("-", "−");
const level = (share) => (share < 0.005 ? 0 : Math.max(1, Math.round(share * LEVELS)));
const pixel = (y, x) => Number(IMAGE[y]?.[x] ?? 0);
const weight = (u, v, isLevel) => 1 - (isLevel ? u : v);
const range = (count) => Array.from({ length: count }, (_, k) => k);

function product(top, left, isLevel) {
  let sum = 0;
  for (const u of range(KERNEL)) for (const v of range(KERNEL)) sum += weight(u, v, isLevel) * pixel(top + u, left + v);
  return sum;
}

function boardClass(y, x, padding, reach) {
  if (Math.min(y, x) >= 0 && Math.max(y, x) < SIDE) {
    return Math.max(y, x) < reach ? `h${pixel(y, x) ? 6 : 1}` : "frame bad";
  }
  return Math.min(y, x) >= -padding && Math.max(y, x) < SIDE + padding ? "ghost" : "none";
}

export function draw({ stride, padding, kernel }) {
  const isLevel = kernel === 1, room = SIDE + 2 * padding - KERNEL, size = Math.floor(room / stride) + 1;
  const reach = (size - 1) * stride + KERNEL - padding;
  const leftOut = SIDE ** 2 - Math.min(SIDE, reach) ** 2;
  const output = range(size).map((i) => range(size).map((j) => product(stride * i - padding, stride * j - padding, isLevel)));
  const marks = { size: { text: `output, ${size} × ${size}` } };
  for (const row of range(BOARD)) {
    for (const column of range(BOARD)) {
      marks[`pixel${row}-${column}`] = { class: boardClass(row - BORDER, column - BORDER, padding, reach) };
    }
  }
  for (const u of range(KERNEL)) for (const v of range(KERNEL)) marks[`weight${u}-${v}`] = { text: fixed(weight(u, v, isLevel), 0) };
  for (const row of range(MAX_OUT)) {
    for (const column of range(MAX_OUT)) {
      const value = output[row]?.[column], shade = level(Math.abs(value ?? 0) / LARGEST);
      marks[`cell${row}-${column}`] = { class: value === undefined ? "none" : `h${shade}` };
      marks[`number${row}-${column}`] = {
        class: shade < DARK ? "number" : "number inverse", text: value === undefined ? "" : fixed(value, 0),
      };
    }
  }
  const rounded = room % stride ? ", rounded down," : "", quotient = fixed(room / stride, room % stride ? 2 : 0);
  const end = leftOut ? `${leftOut} of ${SIDE ** 2} pixels are never read.` : "Every pixel is read.";
  const sentence = `The output is ${size} × ${size}: (7 + 2 × ${padding} − 3) ÷ ${stride} = ${quotient}${rounded} plus 1. ${end}`;
  return {
    marks,
    label: `A 7 × 7 image with a border of ${padding}, and the output of the kernel. ${sentence}`,
    sentence,
    cells: [`${size} × ${size}`, String(leftOut), String(output.flat().filter((value) => value !== 0).length)],
  };
}
