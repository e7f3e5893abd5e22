// The editor's settings: the size of its text, and Vim's keys. Like the theme they belong to a screen, so this browser
// keeps them. Every editor follows them; a learner's has the controls.

const STORE = "editor-settings";
const SIZES = [0.875, 1, 1.125, 1.25, 1.5, 1.75];

export class Settings {
  /** `host` holds the editor; `setVim` turns its keys on or off. */
  constructor(form, host, setVim) {
    this.host = host;
    this.setVim = setVim;
    const { size = 1, vim = false } = this.read();
    this.size = SIZES.includes(size) ? size : 1;
    this.vim = vim === true;
    this.panel = form.querySelector("[data-settings]");
    this.apply();
    if (this.vim) setVim(true);
    if (this.panel) this.listen();
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(STORE)) ?? {};
    } catch {
      return {};
    }
  }

  listen() {
    this.panel.hidden = false;
    const box = this.panel.querySelector("[data-vim]");
    box.checked = this.vim;
    box.addEventListener("change", () => {
      this.vim = box.checked;
      this.setVim(this.vim);
      this.keep();
    });
    for (const button of this.panel.querySelectorAll("[data-size]")) {
      button.addEventListener("click", () => {
        const at = SIZES.indexOf(this.size) + Number(button.dataset.size);
        this.size = SIZES[Math.min(SIZES.length - 1, Math.max(0, at))];
        this.keep();
      });
    }
    document.addEventListener("click", (event) => {
      if (!this.panel.contains(event.target)) this.panel.open = false;
    });
  }

  keep() {
    try {
      localStorage.setItem(STORE, JSON.stringify({ size: this.size, vim: this.vim }));
    } catch {
      // storage is forbidden: they last until the page is left
    }
    this.apply();
  }

  apply() {
    this.host.style.setProperty("--code-size", this.size);
    const output = this.panel?.querySelector("output");
    if (output) output.textContent = `${Math.round(100 * this.size)}%`;
  }
}
