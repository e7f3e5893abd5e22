"""`make shots`: every page in headless Chromium at both widths, light and dark, into var/shots/. Then look at them.

The main pages are also taken at the widths of larger windows.
"""

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import launch, sign_in
from tests.pages import NOBODY, PAGES, THEMES, WIDTHS, Page, visit
from tests.site import Site
from tests.webhook_rows import add_webhooks

MAIN = {"front", "home", "topic", "exercise", "plan", "checkpoint", "evidence"}
WIDER = (1440, 1920)
TARGET = Path(__file__).resolve().parent.parent / "var" / "shots"


def _is_wanted(page: Page, width: int, only: set[str]) -> bool:
    return (width in WIDTHS or page.name in MAIN) and (not only or page.name in only)


def shoot(browser: Browser, site: Site, only: set[str]) -> None:
    for role in dict.fromkeys(page.role for page in PAGES):
        state = None
        if role != NOBODY:
            context = browser.new_context(base_url=site.address)
            sign_in(context.new_page(), site, role)
            state = context.storage_state()
            context.close()
        for theme in THEMES:
            for width in WIDTHS + WIDER:
                context = browser.new_context(
                    base_url=site.address,
                    storage_state=state,
                    color_scheme="dark" if theme == "dark" else "light",
                    viewport={"width": width, "height": 900},
                )
                tab = context.new_page()
                for page in PAGES:
                    if page.role == role and _is_wanted(page, width, only):
                        visit(tab, page)
                        tab.screenshot(path=TARGET / f"{page.name}-{width}-{theme}.png", full_page=True)
                context.close()


def main(only: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()  # the error pages are written here: the site has nothing broken
    TARGET.mkdir(parents=True, exist_ok=True)
    with Site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        add_webhooks(site)
        shoot(browser, site, set(only))
        browser.close()
    sys.stdout.write(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET.relative_to(Path.cwd())}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
