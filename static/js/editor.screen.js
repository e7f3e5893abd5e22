// The editor in full screen: its form covers the page. It is a style and not the browser's full screen, which phones
// don't give to a part of a page.

const OUTSIDE = ".skip, .top, .foot, [data-tabs], .task, .outcome";

/** The full screen of a form, with its button. */
export class FullScreen {
  constructor(form) {
    this.bench = form.closest(".bench");
    this.button = form.querySelector("[data-full]");
    if (!this.button) return; // a visitor's editor has none
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.toggle());
    form.addEventListener("htmx:beforeRequest", () => this.set(false)); // the verdict is beside the editor
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.isOn) this.set(false);
    });
  }

  get isOn() {
    return this.bench?.classList.contains("full") ?? false;
  }

  toggle() {
    this.set(!this.isOn);
  }

  set(isOn) {
    if (isOn === this.isOn || !this.button) return;
    this.bench.classList.toggle("full", isOn);
    this.button.setAttribute("aria-pressed", isOn);
    for (const part of document.querySelectorAll(OUTSIDE)) part.inert = isOn;
  }
}
