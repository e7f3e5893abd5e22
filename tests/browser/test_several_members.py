"""A lead ticks members and removes them or changes their role, also without JavaScript and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from cohorts.members.bulk_views import MemberOperation
from tests.axe import violations
from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import MENTOR

pytestmark = pytest.mark.browser

MEMBERS = "/cohorts/autumn/members/?role=learner"
PHONE, LAPTOP = 390, 1280


def do(page: Page, operation: MemberOperation) -> None:
    page.locator("#member-do").select_option(operation)
    page.locator(".bulk-bar button").click()
    leads_to(page, lambda url: url.endswith(MEMBERS))


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("operation", [MemberOperation.REMOVE, MemberOperation.MENTOR])
def test_two_are_ticked_and_undo_brings_them_back(
    open_as: Open, operation: MemberOperation, javascript: bool, width: int
) -> None:
    page = open_as(MENTOR, MEMBERS, javascript=javascript, width=width)
    boxes = page.locator("input[name=member]")
    count = boxes.count()
    for number in (0, 2):
        boxes.nth(number).check()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    do(page, operation)
    expect(boxes).to_have_count(count - 2)
    page.get_by_role("button", name="Undo").click()
    leads_to(page, "*/members/")
    page.goto(MEMBERS)
    expect(boxes).to_have_count(count)


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_the_list_is_accessible(open_as: Open, width: int) -> None:
    page = open_as(MENTOR, "/cohorts/autumn/members/", width=width)
    assert not violations(page)
