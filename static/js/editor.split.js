// The lines between statement, editor and results. Dragging, a click or the arrow keys move them, and this browser
// remembers where.
// editor.css says at which widths there is one to move.

const STORE = "workspace-split";
const STEP = 2; // percent, for an arrow key
const SLIP = 4; // pixels that a pointer may move during a click
const SPLITS = [
  { name: "beside", parts: ["--statement", "--code"], label: "Width of the statement", after: ".task", least: 25, most: 65 },
  { name: "below", parts: ["--editor", "--results"], label: "Height of the editor", after: ".bench", least: 25, most: 85 },
];

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

function store(name, share) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...stored(), [name]: share }));
  } catch {
    // storage is forbidden: it lasts until the page is left
  }
}

class Grip {
  constructor(workspace, split) {
    Object.assign(this, split, { workspace });
    this.element = document.createElement("div");
    this.element.className = `grip ${this.name}`;
    for (const [name, value] of [
      ["role", "separator"],
      ["tabindex", "0"],
      ["aria-orientation", this.isVertical ? "vertical" : "horizontal"],
      ["aria-label", this.label],
      ["aria-valuemin", this.least],
      ["aria-valuemax", this.most],
      ["title", "Drag it, or click it to move it"],
    ]) this.element.setAttribute(name, value);
    workspace.querySelector(`:scope > ${this.after}`).after(this.element);
    this.start = parseFloat(getComputedStyle(workspace).getPropertyValue(this.parts[0])); // what the style says
    const share = Number(stored()[this.name]);
    if (share) this.set(share);
    else this.element.setAttribute("aria-valuenow", (this.share = this.start));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("click", () => this.onClick());
    this.element.addEventListener("dblclick", () => this.keep(this.start));
    this.element.addEventListener("pointerdown", (event) => this.onDown(event));
    this.element.addEventListener("pointermove", (event) => this.onMove(event));
    this.element.addEventListener("lostpointercapture", () => store(this.name, this.share));
  }

  get isVertical() {
    return this.name === "beside";
  }

  set(share) {
    this.share = Math.min(this.most, Math.max(this.least, Math.round(share)));
    const [first, second] = this.parts;
    this.workspace.style.setProperty(first, `${this.share}fr`);
    this.workspace.style.setProperty(second, `${100 - this.share}fr`);
    this.element.setAttribute("aria-valuenow", this.share);
  }

  keep(share) {
    this.set(share);
    store(this.name, this.share);
  }

  onKey(event) {
    const [less, more] = this.isVertical ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const shares = { [less]: this.share - STEP, [more]: this.share + STEP, Home: this.least, End: this.most };
    if (!(event.key in shares) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.keep(shares[event.key]);
  }

  onDown(event) {
    this.element.setPointerCapture(event.pointerId);
    [this.downX, this.downY, this.isDragged] = [event.clientX, event.clientY, false];
  }

  /** Move it without dragging: to the next of three places. */
  onClick() {
    if (!this.isDragged) this.keep([this.start, this.most].find((place) => place > this.share) ?? this.least);
  }

  onMove(event) {
    if (!this.element.hasPointerCapture(event.pointerId)) return;
    this.isDragged ||= Math.hypot(event.clientX - this.downX, event.clientY - this.downY) > SLIP;
    if (!this.isDragged) return;
    const { left, top, width, height } = this.workspace.getBoundingClientRect();
    this.set(this.isVertical ? (100 * (event.clientX - left)) / width : (100 * (event.clientY - top)) / height);
  }
}

/** Make the lines of a learner’s workspace. A visitor’s page keeps its own layout. */
export function makeSplits(workspace) {
  for (const split of SPLITS) new Grip(workspace, split);
}
