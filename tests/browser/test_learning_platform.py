"""From a platform's registration to a score in its gradebook, in a real Chromium: in frames, as platforms show tools.

The platform is on another origin, and our policies name it on the pages that it may show, and nowhere else.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from runner import catalog
from tests.axe import violations
from tests.browser.conftest import Open, opening
from tests.chromium import leads_to, paste
from tests.lti import INSTRUCTOR, LEARNER, TestPlatform, member, platform_for, registration_fields
from tests.pages import ADMIN, NOBODY
from tests.patience import PATIENCE_MS, comes_true
from tests.site import Site

pytestmark = pytest.mark.browser
EXERCISE = "matmul"


@pytest.fixture(scope="module")
def school() -> Iterator[tuple[Site, TestPlatform]]:
    """A site of its own, and a platform beside it."""
    site = Site()
    with platform_for() as platform:
        site.environment |= {"LTI_NETWORKS": "127.0.0.0/8"}
        with site:
            yield site, platform


@pytest.fixture
def open_there(school: tuple[Site, TestPlatform], browser: Browser) -> Iterator[Open]:
    with opening(school[0], browser) as opened:
        yield opened


def course_page(platform: TestPlatform, person: str, role: str, **hint: object) -> str:
    said = {"roles": [role], "name": f"{person.title()} N.", "link": "link-1"} | hint
    query = {"client_id": "client-1", "login_hint": person, "hint": json.dumps(said)}
    return f"{platform.address}/course?{urlencode(query)}"


def tool_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def go_on(page: Page) -> None:
    """The platform's own page in the frame, which sends the person back to us."""
    tool_in(page).get_by_role("button", name="Go on").click()


def open_window(page: Page) -> Page:
    """Press the button in the frame. Return the window that it opens."""
    go_on(page)
    with page.expect_popup() as popup:
        tool_in(page).get_by_role("button", name="Open Descent").click()
    return popup.value


def register(open_there: Open, platform: TestPlatform) -> None:
    admin = open_there(ADMIN, "/lti/platforms/")
    admin.get_by_role("button", name="Make a link").click()
    link = admin.locator("code").inner_text()
    page = open_there(NOBODY, f"{link}?{urlencode(registration_fields(platform))}")
    assert violations(page) == []
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Registered")).to_be_visible()
    admin.goto("/lti/platforms/")
    admin.get_by_role("link", name="test-platform").click()
    assert violations(admin) == []


def test_a_course_links_to_an_exercise_and_gets_its_score(open_there: Open, school: tuple[Site, TestPlatform]) -> None:
    platform = school[1]
    register(open_there, platform)

    teacher = open_there(NOBODY, course_page(platform, "emmy", INSTRUCTOR))
    window = open_window(teacher)
    assert violations(window) == []
    window.locator("button[name=cohort][value='']").click()
    leads_to(window, lambda url: "/arrive/" not in url)

    teacher.goto(course_page(platform, "emmy", INSTRUCTOR, chooses=True))
    go_on(teacher)
    picker = tool_in(teacher)
    picker.get_by_label("Search titles").fill("multip")
    picker.get_by_role("button", name="Search", exact=True).click()
    picker.locator(f"button[value='exercise:{EXERCISE}']").click()
    picker.locator("input[name=JWT] ~ button").click()
    expect(picker.get_by_text("Added to the course.")).to_be_visible()
    [item] = platform.state["content_items"]

    learner = open_there(NOBODY, course_page(platform, "ada", LEARNER, link="link-2", custom=item["custom"]))
    exercise = open_window(learner)
    leads_to(exercise, f"**/exercises/{EXERCISE}/")
    expect(exercise.get_by_text("test-platform")).to_be_visible()
    paste(exercise, catalog.find(EXERCISE).solution)
    exercise.get_by_role("button", name="Submit").click()
    expect(exercise.locator("#result")).to_contain_text(re.compile("passed", re.IGNORECASE))
    assert comes_true(lambda: [score["scoreGiven"] for score in platform.state["history"]] == [100])
    exercise.reload()
    expect(exercise.get_by_text("100 of 100")).to_be_visible()
    assert violations(exercise) == []


def test_a_lead_brings_in_the_members_of_a_course(open_there: Open, school: tuple[Site, TestPlatform]) -> None:
    """The test before has registered the platform, and Emmy has made a cohort for the course."""
    platform = school[1]
    platform.set_members(member("ada"), member("bo", email="bo@uni.example"), member("cy"))
    lead = open_window(open_there(NOBODY, course_page(platform, "emmy", INSTRUCTOR)))
    leads_to(lead, lambda url: "/lti/" not in url)
    lead.goto("/cohorts/")
    lead.get_by_role("main").get_by_role("link", name="Deep learning").click()
    lead.get_by_role("link", name="Invitations").click()
    lead.get_by_role("link", name="Upload a roster").click()
    lead.get_by_role("link", name="Courses").click()
    assert violations(lead) == []
    lead.get_by_role("button", name="every night").click()
    expect(lead.get_by_role("button", name="Switch it off")).to_be_visible()
    lead.get_by_role("button", name="Bring in").click()
    expect(lead.get_by_role("button", name="Apply the roster")).to_be_visible(timeout=PATIENCE_MS)
    expect(lead.get_by_text("bo@uni.example")).to_be_visible()
    assert violations(lead) == []
    lead.get_by_role("button", name="Apply the roster").click()
    expect(lead.get_by_role("heading", name="Applied to")).to_be_visible(timeout=PATIENCE_MS)
    lead.get_by_role("link", name="Rosters").click()
    lead.get_by_role("link", name="Courses").click()
    lead.get_by_role("link", name="Change its cohort: Deep learning").click()
    assert violations(lead) == []


def test_without_a_window_of_its_own_the_platform_sends_the_person_directly(
    open_there: Open, school: tuple[Site, TestPlatform]
) -> None:
    page = open_there(NOBODY, course_page(school[1], "grace", LEARNER, link="link-3"))
    address = page.locator("iframe").get_attribute("src")
    assert address
    page.goto(address)
    page.get_by_role("button", name="Go on").click()
    leads_to(page, lambda url: url.startswith(school[0].address) and "/lti/" not in url)
