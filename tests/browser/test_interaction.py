"""Each press that `python -m bench.interaction` measures works, and moves nothing on the page.

The benchmark measures the response time. A test of it would fail on a busy host.
"""

import pytest

from bench.interaction import ACTIONS, MAKE_REVIEWS_DUE, act, watch
from tests.browser.conftest import Open
from tests.pages import FURTHER_ON
from tests.site import Site

pytestmark = pytest.mark.browser


def test_each_measured_press_works_and_moves_nothing(open_as: Open, site: Site) -> None:
    page = open_as(FURTHER_ON, "/")
    said = watch(page)
    site.shell(MAKE_REVIEWS_DUE)
    moved = {action.name: act(page, action, said)[1] for action in ACTIONS}
    assert ["watching", 0] in said  # on a fast host, events are too short to be recorded
    assert {name: shift for name, shift in moved.items() if shift} == {}
