"""Cohorts of 300 with a mentor, for browser tests: fifty learners make one mistake, or ask about one exercise."""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, product
from typing import Any

from django.db import transaction

from tests.site import Site

LEARNERS, TOGETHER, ASKING, SILENT = 300, 50, 8, 12
EXERCISE, MISTAKE = "two-layer-backprop", "hidden_bias_not_averaged"
FAILURES = 4  # of each who is stuck


class Need(StrEnum):
    """What the fifty need."""

    MISTAKE = "mistake"
    QUESTION = "question"

    @property
    def slug(self) -> str:
        return f"three-hundred-{self}"

    @property
    def mentor(self) -> str:
        """The address of the cohort's one mentor, who signs in as the demo's people do."""
        return f"mentor-{self}@demo.descent.test"


FIRST_NAMES = "Ada Ben Chiara Dilan Elif Femi Goran Hana Ivo Jasmin Kofi Lea Milan Noor Olga Paul Rania Sven Tala Uwe"
LAST_NAMES = (
    "Abel Berg Costa Diallo Ekström Ferrari Graf Hoang Ito Jensen Kaya Lang Mbeki Novak Osei",
    "von Papenburg-Hohenstein",  # wide
)


def add_large_cohort(site: Site, need: Need) -> None:
    """Add one of them. The demo's own cohorts stay as they are."""
    site.shell(f"from tests.large_cohort import Need, insert_large_cohort; insert_large_cohort(Need({need.value!r}))")


@transaction.atomic
def insert_large_cohort(need: Need) -> None:
    """Runs in the site's shell."""
    from django.utils import timezone

    from accounts.models import User
    from cohorts.cohort.models import Cohort, CohortRole, Membership
    from cohorts.plan.models import DueWeek
    from curriculum.models import Phase

    if Cohort.objects.filter(slug=need.slug).exists():
        return  # a site that was started again
    now = timezone.now()
    cohort = Cohort.objects.create(
        slug=need.slug, title=f"Three hundred: one {need}", started_on=(now - timedelta(weeks=6)).date()
    )
    password = User.objects.get(email="emil@demo.descent.test").password
    mentor = User.objects.create(email=need.mentor, name="Ines Monday", password=password)
    last_names = [*LAST_NAMES[0].split(), LAST_NAMES[1]]
    names = [f"{first} {last}" for last, first in product(last_names, FIRST_NAMES.split())]
    learners = User.objects.bulk_create(
        User(email=f"learner{number}@{need.slug}.example", name=name)
        for number, name in enumerate(islice(names, LEARNERS))
    )
    Membership.objects.create(cohort=cohort, user=mentor, role=CohortRole.LEAD, joined_on=cohort.started_on)
    Membership.objects.bulk_create(
        Membership(cohort=cohort, user=learner, role=CohortRole.LEARNER, joined_on=cohort.started_on)
        for learner in learners
    )
    DueWeek.objects.bulk_create(
        DueWeek(cohort=cohort, phase=phase, week=5 + 6 * number)
        for number, phase in enumerate(Phase.objects.current().order_by("number")[:5])
    )
    _confirm(mentor)
    together, rest = learners[:TOGETHER], learners[TOGETHER:]
    asking, silent, active = rest[:ASKING], rest[ASKING : ASKING + SILENT], rest[ASKING + SILENT :]
    _study([*together, *asking, *active], now - timedelta(days=2))
    _study(silent, now - timedelta(days=9))
    _ask(asking, cohort, now)
    if need == Need.MISTAKE:
        _fail(together, now)
    else:
        _ask_about_exercise(together, cohort, now)


def _confirm(person: Any) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _study(learners: list[Any], at: datetime) -> None:
    from curriculum.models import Topic
    from progress.hours.models import StudyEntry
    from progress.topic.models import MarkState, TopicMark, record_of

    topics = list(Topic.objects.current().order_by("pk")[:6])
    StudyEntry.objects.bulk_create(
        StudyEntry(
            learner=learner, topic=topics[(learner.pk + week) % len(topics)], kind="coding", minutes=240,
            day=(at - timedelta(weeks=week)).date(), time_zone=learner.time_zone, created_at=at - timedelta(weeks=week),
        )
        for learner in learners
        for week in range(4)
    )  # fmt: skip
    TopicMark.objects.bulk_create(
        TopicMark(learner=learner, topic=topic, state=MarkState.DONE, marked_at=at, **record_of(topic, learner))
        for learner in learners
        for topic in topics[: learner.pk % (len(topics) + 1)]
    )


def _fail(learners: list[Any], now: datetime) -> None:
    from exercises.grading.catalogue_runs import CatalogueRun, catalogue_source
    from exercises.models import CheckResult, Exercise, Submission, VerdictChoice

    exercise = Exercise.objects.get(slug=EXERCISE)
    source = catalogue_source(CatalogueRun(EXERCISE, f"mistakes/{MISTAKE}"))
    hours = [timedelta(hours=5 + number) for number in range(FAILURES)]
    runs = Submission.objects.bulk_create(
        Submission(
            exercise=exercise, learner=learner, source=source, state=Submission.State.DONE,
            verdict=VerdictChoice.FAILED, mistake=MISTAKE, digest=exercise.digest,
            mistake_message="You sum the gradient of the hidden bias over the batch, without dividing by its size.",
            created_at=now - ago, sent_at=now - ago, graded_at=now - ago,
        )
        for learner in learners
        for ago in hours
    )  # fmt: skip
    CheckResult.objects.bulk_create(
        CheckResult(submission=run, order=order, name=f"check{order}", title="Gradients", ms=1, verdict=verdict)
        for run in runs
        for order, verdict in enumerate((VerdictChoice.PASSED, VerdictChoice.FAILED))
    )


def _ask(learners: list[Any], cohort: Any, now: datetime) -> None:
    """Each asks about another topic."""
    from curriculum.models import Topic

    topics = Topic.objects.current().order_by("pk")[:ASKING]
    for number, (learner, topic) in enumerate(zip(learners, topics, strict=True)):
        _open_thread(learner, cohort, now - timedelta(hours=3 * number + 2), topic=topic)


def _ask_about_exercise(learners: list[Any], cohort: Any, now: datetime) -> None:
    from exercises.models import Exercise

    exercise = Exercise.objects.get(slug=EXERCISE)
    for number, learner in enumerate(learners):
        _open_thread(learner, cohort, now - timedelta(minutes=20 * number), exercise=exercise)


def _open_thread(learner: Any, cohort: Any, at: datetime, **about: Any) -> None:
    from cohorts.threads.models import Comment, Thread

    thread = Thread.objects.create(learner=learner, cohort=cohort, is_request=True, opened_at=at, **about)
    Comment.objects.create(
        thread=thread,
        from_mentor=False,
        text="My gradients have the wrong size. Which shape do they need?",
        written_at=at,
    )
