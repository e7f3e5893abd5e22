"""Chromium, driven by Playwright. `tests.browser_setup` finds or installs it."""

import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from tests.browser_setup import REASON, find_chromium
from tests.patience import PATIENCE_MS
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
    path = find_chromium()
    if path is None:
        raise RuntimeError(f"There is {REASON}")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS + as_root)


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A new browser, with timeouts for a busy host. It takes no service worker, which would answer for the site."""
    expect.set_options(timeout=PATIENCE_MS)
    context = browser.new_context(**({"service_workers": "block"} | options))
    context.set_default_timeout(PATIENCE_MS)
    return context


def leads_to(page: Page, url: str | Callable[[str], bool]) -> None:
    """Wait until the page is loaded, even if one navigation replaces another.

    ``*`` in ``url`` stands for any characters. Without a ``?`` it describes the address up to its own, because the
    page before often ends in the address after it: ``/accounts/login/?next=/plan/``.
    """

    def is_there(now: str) -> bool:
        if callable(url):
            return url(now)
        return fnmatchcase(now if "?" in url else now.partition("?")[0], url)

    while True:
        try:
            page.wait_for_url(is_there)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
        else:
            return


def sign_in(page: Page, site: Site | Production, role: str) -> None:
    address, password = site.sign_in(role)
    page.goto(f"{site.address}/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    leads_to(page, lambda url: "/accounts/" not in url)


PASTE = """(editor, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def open_account_menu(page: Page) -> None:
    page.locator("[popovertarget=account]").click()


def paste(page: Page, source: str) -> None:
    """Replace the editor's content as pasting would. Where the editor is a tab, open it."""
    if page.locator("[data-tabs]").count():
        page.locator("[data-tabs][role=tablist]").wait_for(state="attached")
    if not page.locator(".bench").is_visible():
        page.get_by_role("tab", name="Code").click()
    page.locator(".cm-content").press("Control+a")
    page.locator(".cm-content").evaluate(PASTE, source)
