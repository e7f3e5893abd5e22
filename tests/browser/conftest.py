"""One site and one Chromium for all browser tests, and a new signed-in tab for each test.

Both stop after the last browser test: Playwright's event loop in this thread would block later tests from the database.
"""

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, sync_playwright

from tests.browser_setup import REASON, find_chromium
from tests.chromium import launch, new_context, sign_in
from tests.site import Site

Open = Callable[..., Page]

# Chromium logs these as errors, but the page handles being offline and version conflicts itself, and an address that is
# used up says so.
ANSWERED = re.compile(
    r"net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED|status of (409|410)|^htmx:(sendError|afterRequest)"
)


@pytest.fixture(autouse=True, scope="package")
def _chromium() -> None:
    """Runs before all other fixtures, so that no site starts for tests that can't run."""
    if find_chromium() is None:
        pytest.skip(REASON)


@pytest.fixture(scope="package")
def site(stopped_sites: list[Site]) -> Iterator[Site]:
    with stopped_sites.pop() if stopped_sites else Site() as site:
        yield site
    stopped_sites.append(site)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def _is_wrong(said: ConsoleMessage) -> bool:
    return said.type == "error" and not ANSWERED.search(said.text)


def signed_in(site: Site, browser: Browser, role: str) -> StorageState:
    """A session, reused for two minutes: a site allows 30 sign-ins a minute per address, and the tests need more."""
    since, session = _sessions.get((site.address, role), (-math.inf, None))
    if session is None or time.monotonic() - since > 120:
        context = new_context(browser, base_url=site.address)
        sign_in(context.new_page(), site, role)
        session = context.storage_state()
        context.close()
        _sessions[site.address, role] = time.monotonic(), session
    return session


_sessions: dict[tuple[str, str], tuple[float, StorageState]] = {}


@contextmanager
def opening(site: Site, browser: Browser) -> Iterator[Open]:
    """`open_as("a learner", "/roadmap/", javascript=False, width=390)` gives the page; errors in it fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(role: str, path: str, *, javascript: bool = True, width: int = 1280, theme: str = "light") -> Page:
        context = new_context(
            browser,
            base_url=site.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            storage_state=signed_in(site, browser, role) if role else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(f"{said.text} {said.location}") if _is_wrong(said) else None)
        page.goto(path)
        if role and page.locator("nav a[href^='/accounts/login/']").count():  # a test signed out everywhere
            _sessions.clear()
            sign_in(page, site, role)
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def open_as(site: Site, browser: Browser) -> Iterator[Open]:
    with opening(site, browser) as opened:
        yield opened
