"""After the session ends, logging an hour shows the sign-in page, which leads back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import LEARNER
from tests.site import Site

pytestmark = pytest.mark.browser


def test_sign_in_takes_the_whole_page_and_leads_back(open_as: Open, site: Site) -> None:
    page = open_as(LEARNER, "/roadmap/topics/linear-algebra/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Log study time").fill("1h30 reading")
    page.get_by_label("Log study time").press("Enter")
    leads_to(page, "**/accounts/login/?next=/roadmap/topics/linear-algebra/")
    expect(page.locator("main")).to_have_count(1)
    address, password = site.sign_in(LEARNER)
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    leads_to(page, "**/roadmap/topics/linear-algebra/")
    expect(page.get_by_label("Log study time")).to_be_visible()
