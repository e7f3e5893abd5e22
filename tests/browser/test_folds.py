"""A long topic's parts fold: a link to one opens it, and a mark leaves it open."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.pages import LEARNER

pytestmark = pytest.mark.browser


def test_a_link_opens_its_part_and_a_mark_leaves_it_open(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/topics/transformers/")
    part = page.locator("[id='transformers.feed-forward']")
    expect(part).to_be_hidden()
    page.goto("/roadmap/topics/transformers/#transformers.feed-forward")
    expect(part).to_be_in_viewport()
    menu = part.locator(".mark-menu > summary")
    menu.click()
    part.get_by_role("button", name="Done with").click()
    expect(menu).to_contain_text("claimed")
    expect(menu).to_be_focused()
