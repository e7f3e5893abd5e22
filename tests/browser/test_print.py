"""The map prints on one sheet of A4, with the list of the same information left out or in, as it was on the page."""

import re

import pytest

from tests.browser.conftest import Open
from tests.pages import LEARNER, NOBODY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("role", "path"), [(LEARNER, "/"), (NOBODY, "/")], ids=["home", "front"])
def test_the_map_prints_on_one_sheet(role: str, path: str, open_as: Open) -> None:
    tab = open_as(role, path)
    printed = tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
