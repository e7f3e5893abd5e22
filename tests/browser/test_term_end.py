"""The end of a term on the site: said in advance, archived by the job, and an account that its person keeps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from personal_data.term_end.views import KEPT
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.chromium import leads_to
from tests.pages import ADMIN, MENTOR
from tests.site import Site

pytestmark = pytest.mark.browser

LEARNER = "lea@demo.descent.test"
COHORT, TITLE = "winter-term", "Winter term"
PAGE, ABOUT, EDIT = f"/cohorts/{COHORT}/", f"/cohorts/{COHORT}/about/", f"/cohorts/{COHORT}/edit/"
NOTICES = "/notices/"
KEEP, ERASE = "/account/data/keep/", f"/account/data/erase/cohorts/{COHORT}/"
WIDTHS = (1280, 390)
MAKE_COHORT = f"""
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from curriculum.models import Roadmap
emil = User.objects.get(email="emil@demo.descent.test")
lea = User.objects.create(email="{LEARNER}", name="Lea Sommer", background="refresher", password=emil.password)
lea.emailaddress_set.create(email=lea.email, verified=True, primary=True)
day = timezone.localdate() - timedelta(days=60)
cohort = Cohort.objects.create(
    slug="{COHORT}", title="{TITLE}", started_on=day, roadmap=Roadmap.objects.first()
)
for person, role in ((emil, CohortRole.LEAD), (lea, CohortRole.LEARNER)):
    Membership.objects.create(cohort=cohort, user=person, role=role, joined_on=day)
"""
RUN_JOBS = """
from django.test.utils import override_settings
from django.utils import timezone
from cohorts.term_end.actions import end_terms
from personal_data.term_end.actions import mail_warnings, warn_people
mail = {"EMAIL_URL": "filemail:", "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
with override_settings(**mail, EMAIL_FILE_PATH=FOLDER):
    end_terms(now=timezone.now())
    warn_people(now=timezone.now())
    mail_warnings(now=timezone.now())
"""
END_IT = f"""
from datetime import timedelta
from django.utils import timezone
from cohorts.cohort.models import Cohort
Cohort.objects.filter(slug="{COHORT}").update(ends_on=timezone.localdate() - timedelta(days=2))
"""


def run_jobs(site: Site) -> str:
    """What the workers do in an hour, with email. Return the emails that were sent."""
    folder = site.var / "mail"
    folder.mkdir(exist_ok=True)
    site.shell(RUN_JOBS.replace("FOLDER", repr(str(folder))))
    return "".join(path.read_text() for path in folder.iterdir())


def look_at(page: Page, width: int) -> None:
    """It has no fault that axe finds, and fits the screen."""
    page.set_viewport_size({"width": width, "height": 900})  # axe's run before has left another one
    if width == min(WIDTHS):
        fits_a_phone(page)
    found = violations(page)
    assert not found, "\n".join(found)


def day_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_term_ends_and_a_learner_keeps_their_account(open_as: Open, site: Site) -> None:
    site.shell(MAKE_COHORT)
    end = datetime.now(UTC).date() + timedelta(days=10)
    lead = open_as(MENTOR, EDIT)
    lead.locator("[name=ends_on]").fill(end.isoformat())
    lead.get_by_role("button", name="Save").click()
    leads_to(lead, f"*{EDIT}")
    admin = open_as(ADMIN, ERASE)
    admin.locator("[name=days]").fill("14")
    admin.get_by_role("button", name="Switch on").click()
    leads_to(admin, "*/accounts/reauthenticate/")
    admin.locator("input[name=password]").fill(site.sign_in(ADMIN)[1])
    admin.locator("input[name=password]").press("Enter")
    leads_to(admin, f"*{ERASE}")
    expect(admin.locator("main .lead")).to_contain_text(day_text(end + timedelta(days=14)))

    run_jobs(site)  # two weeks before, or later
    for width in WIDTHS:
        learner = open_as(LEARNER, NOTICES, width=width)
        expect(learner.get_by_role("main")).to_contain_text(f"{TITLE} ends on {day_text(end)}.")
        learner.goto(ABOUT)
        expect(learner.locator("main .lead")).to_contain_text(day_text(end))
        expect(learner.locator("#end").get_by_role("link", name="keep their account")).to_be_visible()
        look_at(learner, width)
    lead.goto(PAGE)
    expect(lead.locator("main header")).to_contain_text(day_text(end))

    site.shell(END_IT)
    mails = run_jobs(site)
    assert f"To: {LEARNER}" in mails
    assert f"{site.address}{KEEP}" in mails
    for width in WIDTHS:
        page = open_as(MENTOR, PAGE, width=width)
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
        expect(page.locator(f"main a[href='{PAGE}exports/']")).to_be_visible()
        look_at(page, width)
        learner = open_as(LEARNER, ABOUT, width=width)
        expect(learner.locator("#end")).to_contain_text("It ended on")
        look_at(learner, width)
        learner.goto(KEEP)
        expect(learner.get_by_role("button", name="Keep my account")).to_be_visible()
        look_at(learner, width)

    learner.get_by_role("button", name="Keep my account").click()
    expect(learner.locator("body")).to_contain_text(KEPT)
    expect(learner.get_by_role("button", name="Keep my account")).to_have_count(0)
    look_at(learner, min(WIDTHS))
    admin.reload()
    expect(admin.locator("main .lead")).to_contain_text("1 kept")
    assert run_jobs(site) == mails  # nobody is told again
