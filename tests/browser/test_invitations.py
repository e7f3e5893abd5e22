"""A lead invites with a link. A person without an account reads what joining means, signs up, joins and leaves."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Background
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_keyboard import press, reach
from tests.chromium import leads_to
from tests.pages import ADMIN, MENTOR, NOBODY

pytestmark = pytest.mark.browser

INVITATIONS = "/cohorts/autumn/invitations/"


def new_link(lead: Page) -> str:
    """A link that a lead has just created by keyboard."""
    press(lead, "Create link")
    link = lead.get_by_label("Copy it now").input_value()
    assert re.search(r"/join/[\w-]{32}/$", link)
    return link


@pytest.mark.parametrize(("javascript", "name"), [(True, "Nadia"), (False, "Otto")])
def test_from_the_link_to_joining_and_leaving_by_keyboard(open_as: Open, javascript: bool, name: str) -> None:
    link = new_link(open_as(MENTOR, INVITATIONS, javascript=javascript))
    guest = open_as(NOBODY, link, javascript=javascript, width=390)
    expect(guest.get_by_role("main")).to_contain_text("Emil Novak")
    reach(guest.get_by_role("main").get_by_role("link", name="Sign up"))
    guest.keyboard.press("Enter")
    leads_to(guest, "**/accounts/signup/**")
    fields = {"Name": name, "Email address": f"{name.lower()}@example.org", "Password": "slow-rivers-cut"}
    for label, text in fields.items():
        reach(guest.get_by_label(label, exact=True))
        guest.keyboard.type(text)
    guest.keyboard.press("Enter")
    leads_to(guest, "**/start/**")
    guest.get_by_label(Background.FROM_SCRATCH.label).check()
    press(guest, "Save and go")
    leads_to(guest, link)
    press(guest, "Join")
    leads_to(guest, "**/cohorts/autumn/about/")
    expect(guest.get_by_role("heading", name="Who sees what")).to_be_visible()
    press(guest, "Leave")
    leads_to(guest, "**/cohorts/")
    press(guest, "Undo")
    leads_to(guest, "**/cohorts/autumn/about/")


def test_the_page_behind_a_link_is_accessible(open_as: Open) -> None:
    guest = open_as(NOBODY, new_link(open_as(MENTOR, INVITATIONS)))
    assert violations(guest) == []


def test_a_mentor_asks_and_a_lead_accepts(open_as: Open) -> None:
    lead = open_as(MENTOR, INVITATIONS)
    lead.get_by_label("mentor", exact=True).check()
    lead.get_by_role("button", name="Create link").click()
    link = lead.get_by_label("Copy it now").input_value()
    guest = open_as(ADMIN, link, width=390)
    guest.get_by_role("main").get_by_role("button").click()
    leads_to(guest, "**/invitations/requests/**")
    assert violations(guest) == []
    lead.goto(urljoin(lead.url, "/"))
    assert violations(lead) == []
    lead.get_by_role("button", name="Accept").first.click()
    expect(lead.get_by_role("button", name="Undo")).to_be_visible()
    guest.reload()
    leads_to(guest, "**/cohorts/autumn/about/")
    lead.get_by_role("button", name="Undo").click()
    leads_to(lead, "**/cohorts/autumn/members/")
    assert violations(lead) == []
    lead.get_by_role("button", name="Decline").click()
    guest.reload()
    expect(guest.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_roster_is_read_line_by_line_and_confirmed(open_as: Open) -> None:
    lead = open_as(MENTOR, f"{INVITATIONS}roster/", javascript=False)
    lead.get_by_label("Email addresses").fill("Nadia,nadia.holt@example.org\nnobody\nNADIA.HOLT@example.org")
    lead.get_by_role("button", name="Check the list").click()
    expect(lead.get_by_role("table").get_by_role("row")).to_have_count(4)
    lead.get_by_role("button", name="Invite 1").click()
    for text in ("nadia.holt@example.org", "/join/"):
        expect(lead.locator(".slips > li")).to_contain_text(text)  # one slip
