"""Debian's Chromium, driven by Playwright: downloads of browsers are not wanted."""

import os
import shutil

from playwright.sync_api import Browser, Page, Playwright

from tests.production import Production
from tests.site import Site

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """Raises RuntimeError, with what to install, where there is no Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("The browser tests need Chromium (on Debian: apt install chromium).")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS + as_root)


def sign_in(page: Page, site: Site | Production, role: str) -> None:
    address, password = site.sign_in(role)
    page.goto(f"{site.address}/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


PASTE = """(editor, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, source: str) -> None:
    """Replace what stands in the editor by what would lie on the clipboard."""
    page.locator(".cm-content").press("Control+a")
    page.locator(".cm-content").evaluate(PASTE, source)
