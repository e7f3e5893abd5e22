"""An admin types whom to erase once, also if the site asks for the password in between or the number is wrong."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.chromium import leads_to
from tests.pages import ADMIN
from tests.site import Site

pytestmark = pytest.mark.browser

ERASE = "/account/data/erase/"
MAKE_LEAVERS = """
from accounts.models import User
people = [User.objects.create(email=f"{name}@leavers.example", name=name) for name in ("anna", "bert")]
print(people[0].pk)
"""


def test_the_list_survives_the_password_and_a_wrong_number(open_as: Open, site: Site) -> None:
    key = site.shell(MAKE_LEAVERS).strip()
    page = open_as(ADMIN, f"{ERASE}?person={key}")  # as Django's admin leads here
    addresses = page.locator("#id_addresses")
    expect(addresses).to_have_value("anna@leavers.example")
    addresses.fill("anna@leavers.example\nbert@leavers.example")
    page.locator("main form button").click()
    leads_to(page, "*/accounts/reauthenticate/")
    _, password = site.sign_in(ADMIN)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2)
    count = page.locator("#id_count")
    count.fill("3")
    page.locator("main button.danger").click()
    expect(page.locator("main .errorlist")).to_be_visible()
    expect(rows).to_have_count(2)
    count.fill("2")
    page.locator("main button.danger").click()
    leads_to(page, f"*{ERASE}*-*/")
    expect(page.locator("main h1")).to_contain_text("2 of 2")
    left = "from accounts.models import User; print(User.objects.filter(email__endswith='@leavers.example').count())"
    assert site.shell(left).strip() == "0"
