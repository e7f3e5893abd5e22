"""The map prints on one sheet of A4, with the list below it open or closed as on the page."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.pages import LEARNER, NOBODY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("role", "path"), [(LEARNER, "/"), (NOBODY, "/")], ids=["home", "front"])
def test_the_map_prints_on_one_sheet(role: str, path: str, open_as: Open) -> None:
    tab = open_as(role, path)
    assert _sheets(tab) == 1
    tab.evaluate("document.querySelector('main').style.paddingBottom = '2cm'")  # longer sentences need more lines
    assert _sheets(tab) == 1


def _sheets(tab: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
