"""A long topic's parts fold: a link to one opens it, and a mark leaves it open."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.pages import LEARNER

pytestmark = pytest.mark.browser


def test_a_link_opens_its_part_and_a_mark_leaves_it_open(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/topics/transformers/")
    link = page.locator(".contents.wide-only .inner a").last
    part = page.locator(f"[id='{(link.get_attribute('href') or '').removeprefix('#')}']")
    expect(part).to_be_hidden()
    link.click()
    expect(part).to_be_in_viewport()
    part.get_by_role("button", name="Done with").first.click()
    expect(part.locator(".state").first).to_have_class("state done")
    expect(part).to_be_visible()
