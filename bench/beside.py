"""Pages of ours and of others, measured the same way in one Chromium: `python -m bench.beside ADDRESS ADDRESS …`.

For each page: the kilobytes and responses of a first load and of a later one, other hosts that were requested, the
layout shift, what axe finds on a desktop and on a phone, by how many pixels the page is wider than a phone, and how
many of its words appear without JavaScript. `--signed-in FILE` takes a browser state as Playwright stores it
(`playwright open --save-storage FILE ADDRESS`). Serve each site as in production.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from bench.interaction import watch
from tests.axe import violations
from tests.chromium import launch
from tests.pages import WIDTHS
from tests.transfer import load

SETTLE_MS = 5000  # a page built by scripts becomes idle more than once
DESK, PHONE = max(WIDTHS), min(WIDTHS)
WORDS = "document.body.innerText.split(/\\s+/).filter(Boolean).length"
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"


@dataclass(frozen=True, kw_only=True)
class PageFigures:
    """What a browser measured on one page."""

    address: str
    first_kb: float
    first_answers: int
    later_kb: float
    later_answers: int
    hosts: list[str]
    shift: float
    axe_desk: int
    axe_phone: int
    too_wide_px: int
    words: int
    words_without_scripts: int


def measure(browser: Browser, address: str, **options: Any) -> PageFigures:
    context = browser.new_context(**options)
    first, later = (load(context, address, SETTLE_MS) for _ in range(2))
    context.close()
    page = browser.new_context(viewport={"width": DESK, "height": 900}, **options).new_page()
    events = watch(page)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLE_MS)
    shift = sum(value for kind, value in events if kind == "shift")
    words = page.evaluate(WORDS)
    issues = violations(page)  # leaves the window as narrow as a phone's
    too_wide = page.evaluate(TOO_WIDE)
    page.context.close()
    return PageFigures(
        address=address,
        first_kb=round(first.whole / 1000, 1),
        first_answers=first.answers,
        later_kb=round(later.whole / 1000, 1),
        later_answers=later.answers,
        hosts=sorted(
            {host for each in first.asked if (host := urlsplit(each).netloc) != urlsplit(address).netloc} - {""}
        ),
        shift=round(shift, 4),
        axe_desk=sum(each.startswith(f"light {DESK}:") for each in issues),
        axe_phone=sum(each.startswith(f"light {PHONE}:") for each in issues),
        too_wide_px=too_wide,
        words=words,
        words_without_scripts=without_scripts(browser, address, **options),
    )


def without_scripts(browser: Browser, address: str, **options: Any) -> int:
    page = browser.new_context(java_script_enabled=False, **options).new_page()
    page.goto(address)
    words = len(page.inner_text("body").split())
    page.context.close()
    return words


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.beside", description=__doc__)
    parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
    parser.add_argument("--signed-in", metavar="FILE")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for address in options.addresses:
            figures = measure(browser, address, storage_state=options.signed_in)
            sys.stdout.write(json.dumps(asdict(figures)) + "\n")
        browser.close()


if __name__ == "__main__":
    main()
