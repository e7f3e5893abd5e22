"""A text that somebody wrote takes a screen of a page at most, whatever is in it, and the keyboard scrolls it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
MAX_PX = 961
RULE = '<p>So: <math><mspace width="9em" height="3000em" mathbackground="black"></mspace></math></p>'
PAGE = '<style>{{ css|safe }}</style><div class="prose note-text"{% scroll_stop html %}>{{ html|safe }}</div>'


def test_a_formula_is_no_higher_than_its_text_allows(browser: Browser) -> None:
    files = sorted(Path(settings.BASE_DIR / "static/css").glob("*.css"))
    css = "".join(file.read_text(encoding="utf-8") for file in files if file.name != "descent.css")
    page = browser.new_page()
    page.set_content(Template(PAGE).render(Context({"css": css, "html": RULE})))
    box = page.locator(".note-text").bounding_box()
    assert box
    assert box["height"] <= MAX_PX
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('.note-text').scrollTop > 1000")
    page.close()
