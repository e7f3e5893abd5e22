"""Nothing on a wide page moves by itself, even if the fonts arrive late or the scripts run.

tests/browser/test_accessibility.py sees to that on a phone.
"""

import pytest

from tests.browser.conftest import Open
from tests.browser.layout_shift import WATCH, delay_fonts
from tests.browser.test_accessibility import OURS
from tests.pages import WIDTHS, visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES = tuple(dict.fromkeys(page.role for page in OURS))


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_nothing_moves_by_itself(role: str, open_as: Open) -> None:
    tab = open_as(role, "/", width=max(WIDTHS))
    delay_fonts(tab)
    moved: dict[str, list[str]] = {}
    for page in (page for page in OURS if page.role == role):
        visit(tab, page)
        moved[page.name] = tab.evaluate(WATCH)
    assert {name: found for name, found in moved.items() if found} == {}
