"""A demo: an admin, two mentors, and two cohorts with forty learners at different points of the roadmap.

Their weeks are simulated day by day with a fixed seed, so every demo is the same. Their verdicts are real: the runner
grades files of the catalogue, correct ones and mistakes. Where nothing can be graded there are no submissions.
"""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Role, User
from accounts.sign_in.addresses import confirm_main_address
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.demo.cohorts import COHORTS, DemoCohort
from cohorts.demo.learners import Reports, live
from cohorts.demo.marks import set_up_marks
from cohorts.demo.mentors import answer_everyone, claim, look_after, save_replies
from cohorts.demo.quotas import set_up_quotas
from cohorts.demo.rosters import check_roster_of
from cohorts.demo.sign_offs import show
from cohorts.demo.study import topics_in_order
from cohorts.demo.talks import talk_about
from cohorts.plan.models import DueWeek
from cohorts.sections.models import CohortSection
from curriculum.models import Topic
from exercises.grading.catalogue_runs import CatalogueRun
from progress.roadmap.roadmaps import curriculum

DEMO_DOMAIN = "demo.descent.test"
DEMO_PASSWORD = "from-hills-to-basin"  # noqa: S105  printed on purpose; demo people exist only on a site without others
ADMIN, MENTORS = "Ada Brandt", ("Emil Novak", "Ines Carvalho")


def is_demo(user: User) -> bool:
    return user.email.endswith(f"@{DEMO_DOMAIN}")


def demo_runs() -> list[CatalogueRun]:
    """Every run that somebody's history needs."""
    return [run for cohort in COHORTS for person in cohort.people for run in person.catalogue_runs]


@transaction.atomic
def make_demo(*, today: date, reports: Reports) -> Cohort:
    """Create the people, their history and, where reports are given, their submissions. Return the first cohort."""
    password = make_password(DEMO_PASSWORD)
    for name in MENTORS:
        save_replies(_person(name, Role.MENTOR, password))
    _person(ADMIN, Role.ADMIN, password)
    topics = topics_in_order()
    first, *_ = [_cohort(story, topics, reports, password, today=today) for story in COHORTS]
    return first


def _cohort(story: DemoCohort, topics: list[Topic], reports: Reports, password: str, *, today: date) -> Cohort:
    started_on = today - timedelta(weeks=story.weeks)
    cohort = Cohort.objects.create(slug=story.slug, title=story.title, started_on=started_on)
    mentors = list(User.objects.filter(name__in=MENTORS))
    lead = next(mentor for mentor in mentors if mentor.name == story.lead)
    for mentor in mentors:
        role = CohortRole.LEAD if mentor == lead else CohortRole.MENTOR
        Membership.objects.create(cohort=cohort, user=mentor, role=role, joined_on=started_on)
    phases = {phase.number: phase for phase in curriculum().phases}
    DueWeek.objects.bulk_create(
        DueWeek(cohort=cohort, phase=phases[number], week=week) for number, week in story.due_weeks.items()
    )
    sections = CohortSection.objects.bulk_create(CohortSection(cohort=cohort, name=name) for name in story.sections)
    for number, person in enumerate(story.people):
        section = sections[number % len(sections)] if sections else None
        learner = _person(person.name, Role.LEARNER, password, background=person.background, time_zone=person.time_zone)
        joined_on = today - timedelta(weeks=person.weeks)
        Membership.objects.create(
            cohort=cohort, user=learner, role=CohortRole.LEARNER, joined_on=joined_on, section=section
        )
        live(person, learner, topics, reports, today=today, seed=story.first_seed + number)
    for talk in story.talks:
        talk_about(talk, cohort, lead, today)
    for showing in story.showings:
        show(showing, cohort, lead, today)
    if story.has_marks:
        set_up_marks(cohort, lead)
    if story.sections:
        check_roster_of(cohort, lead)
        set_up_quotas(cohort)
    look_after(cohort, lead)
    answer_everyone(cohort, lead)
    if story.claim_of:
        claim(User.objects.get(name=story.claim_of), lead)
    return cohort


def _person(name: str, role: Role, password: str, **fields: str) -> User:
    email = f"{slugify(name.split()[0])}@{DEMO_DOMAIN}"
    person = User.objects.create(name=name, email=email, role=role, password=password, **fields)
    confirm_main_address(person=person)  # nobody could open a link that is mailed to them
    return person
