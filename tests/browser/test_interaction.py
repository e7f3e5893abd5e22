"""Each press that `python -m bench.interaction` measures can be made, and moves nothing on the page.

How long it takes to show is measured there: on a host that does other work too, a test of it would fail for that.
"""

import pytest

from bench.interaction import ACTIONS, MAKE_REVIEWS_DUE, act, watch
from tests.browser.conftest import Open
from tests.pages import FURTHER_ON
from tests.site import Site

pytestmark = pytest.mark.browser


def test_each_press_can_be_made_and_moves_nothing(open_as: Open, site: Site) -> None:
    page = open_as(FURTHER_ON, "/")
    said = watch(page)
    site.shell(MAKE_REVIEWS_DUE)
    moved = {action.name: act(page, action, said)[1] for action in ACTIONS}
    assert ["watching", 0] in said  # a quick host's events are too short to leave an entry
    assert {name: shift for name, shift in moved.items() if shift} == {}
