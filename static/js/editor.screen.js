// The workspace in full screen: it covers the page's head and foot, and keeps statement and verdict. It is a style and not
// the browser's full screen, which phones don't give to a part of a page.

const OUTSIDE = ".skip, .top, .foot";

/** The full screen of a learner's workspace, with its button. */
export class FullScreen {
  constructor(form) {
    this.main = form.closest("main");
    this.button = form.querySelector("[data-full]");
    if (!this.button) return; // a visitor's editor has none
    this.enter = this.button.textContent;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.isOn) this.set(false);
    });
  }

  get isOn() {
    return this.main.classList.contains("full");
  }

  toggle() {
    this.set(!this.isOn);
  }

  set(isOn) {
    if (isOn === this.isOn || !this.button) return;
    this.main.classList.toggle("full", isOn);
    this.button.textContent = isOn ? this.button.dataset.leave : this.enter;
    for (const part of document.querySelectorAll(OUTSIDE)) part.inert = isOn;
  }
}
