"""A believable cohort for a first look: one admin, one mentor, twelve learners at different points of the way.

Their weeks are walked through day by day with a fixed seed, so that every start tells the same story. Their verdicts
are real: the runner grades the files of the catalogue, right and wrong ones, and the reports are recorded as any other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Background, Role, User
from cohorts.models import Cohort, Comment, Membership, Thread
from curriculum.models import Checkpoint, Criterion, Topic
from exercises.actions import record_report
from exercises.models import Exercise, Submission
from progress.models import CriterionMark, Kind, MarkState, StudyEntry, StudyPlan, TopicMark
from progress.queries.outline import outline_for

DEMO_DOMAIN = "demo.descent.test"
DEMO_PASSWORD = "from-hills-to-basin"  # noqa: S105  printed on purpose; demo people exist only on a site without others
COHORT_WEEKS = 11


def is_demo(user: User) -> bool:
    return user.email.endswith(f"@{DEMO_DOMAIN}")


@dataclass(frozen=True)
class Person:
    """Who a demo learner is and how they study. `tempo` is their time over the estimate: 1.2 needs a fifth more."""

    name: str
    weekly_hours: float
    background: Background = Background.REFRESHER
    time_zone: str = "Europe/Berlin"
    weeks: int = COHORT_WEEKS
    tempo: float = 1.0
    silent_days: int = 0
    stays_at: str = ""
    skips: frozenset[str] = frozenset({"computer-vision"})
    kinds: tuple[int, int, int] = (70, 20, 10)  # coding, reading, watching
    tries: tuple[tuple[str, str], ...] = ()  # exercise, file in its folder; oldest first


BACKPROP = "two-layer-backprop"
ATTENTION = "scaled-dot-product-attention"
BPE = "byte-pair-encoding"
SAMPLING = "sample-next-token"

PEOPLE = (
    Person("Nora Lindqvist", 8, stays_at="neural-networks", time_zone="Europe/Stockholm", kinds=(58, 29, 13)),
    Person("Amara Diallo", 7, stays_at="neural-networks", time_zone="Africa/Dakar", tempo=1.1, tries=(
        (BACKPROP, "starter"), (BACKPROP, "mistakes/gradients_not_averaged"),
        (BACKPROP, "mistakes/hidden_bias_not_averaged"), (BACKPROP, "mistakes/hidden_bias_not_averaged"))),
    Person("Bilal Haddad", 8, silent_days=9, time_zone="Asia/Beirut", tempo=1.1, kinds=(45, 35, 20)),
    Person("Chiara Romano", 5, silent_days=6, background=Background.FROM_SCRATCH, time_zone="Europe/Rome"),
    Person("Daniel Okafor", 12, time_zone="Africa/Lagos", tempo=0.9, tries=(
        (BACKPROP, "mistakes/hidden_bias_forgotten"), (BACKPROP, "solution"),
        (ATTENTION, "mistakes/forgets_scale"), (ATTENTION, "solution"))),
    Person("Elif Yildiz", 11, time_zone="Europe/Istanbul", tries=((BACKPROP, "solution"),)),
    Person("Farid Rahimi", 9, background=Background.FROM_SCRATCH, kinds=(40, 30, 30)),
    Person("Grete Sommer", 12, tempo=0.85, tries=(
        (BACKPROP, "solution"), (ATTENTION, "solution"), (BPE, "mistakes/counts_only_at_the_start"), (BPE, "solution"),
        (SAMPLING, "mistakes/top_p_before_temperature"))),
    Person("Hiro Tanaka", 10, time_zone="Asia/Tokyo", skips=frozenset({"computer-vision", "classical-algorithms"}),
           tries=((BACKPROP, "mistakes/sign_flipped"), (BACKPROP, "alternatives/einsum"),
                  (ATTENTION, "alternatives/loops"))),
    Person("Ingrid Bakke", 4, weeks=8, background=Background.FROM_SCRATCH, time_zone="Europe/Oslo"),
    Person("Jonas Weber", 10, tries=((BACKPROP, "mistakes/relu_slope_missing"), (BACKPROP, "solution"))),
    Person("Kavya Iyer", 3, weeks=3, time_zone="Asia/Kolkata", kinds=(50, 20, 30)),
)  # fmt: skip


@dataclass(frozen=True)
class Talk:
    """What a learner asked, and what the mentor answered the day after, about a topic or a try at an exercise."""

    learner: str
    about: str
    days_ago: int
    question: str
    answer: str = ""


TALKS = (
    Talk("Nora Lindqvist", "neural-networks", 3, """\
My $\\partial L / \\partial W_1$ comes out as the transpose of what it should be. Which do I transpose, the input or the
error?""",
         """\
Let the shapes decide. `x` is (batch, inputs), the error that comes back is (batch, hidden), and $W_1$ is
(inputs, hidden): only `x.T @ error` has its shape. Then divide by the batch, once."""),
    Talk("Grete Sommer", SAMPLING, 1, """\
The frequencies are off, but only when the temperature is not 1. I keep the top-p tokens first and divide by the
temperature after that. Does the order matter?"""),
)  # fmt: skip


@transaction.atomic
def make_demo(*, today: date, reports: dict[tuple[str, str], dict[str, Any]]) -> Cohort:
    """Create the people, their history and, where reports are given, their submissions."""
    password = make_password(DEMO_PASSWORD)
    cohort = Cohort.objects.create(
        slug="autumn", title="Autumn cohort", started_on=today - timedelta(weeks=COHORT_WEEKS)
    )
    mentor = _person("Emil Novak", Role.MENTOR, password)
    _person("Ada Brandt", Role.ADMIN, password)
    Membership.objects.create(cohort=cohort, user=mentor, role=Membership.Role.MENTOR, joined_on=cohort.started_on)
    way = topics_along_the_way()
    for number, person in enumerate(PEOPLE):
        learner = _person(person.name, Role.LEARNER, password, background=person.background, time_zone=person.time_zone)
        joined = today - timedelta(weeks=person.weeks)
        Membership.objects.create(cohort=cohort, user=learner, role=Membership.Role.LEARNER, joined_on=joined)
        walk = Walk(person, learner, way, _own_day(learner, today), random.Random(number))  # noqa: S311  a story, not a secret
        _attest(learner, walk.record(), walk.last_day)
        StudyPlan.objects.create(
            learner=learner, start=joined, minutes_a_day=round(person.weekly_hours * 60 / 5), weekdays="12345"
        )
        _submit(learner, person, reports, today)
    for talk in TALKS:
        _talk(talk, mentor, today)
    return cohort


def _person(name: str, role: Role, password: str, **fields: str) -> User:
    email = f"{name.split()[0].lower()}@{DEMO_DOMAIN}"
    return User.objects.create(name=name, email=email, role=role, password=password, **fields)


def topics_along_the_way() -> list[Topic]:
    """The topics in the order in which the map walks them."""
    topics = Topic.objects.in_bulk()
    return [topics[line.pk] for line in outline_for(None).way]


class Walk:
    """One learner's weeks: on most days a session, spent on the topic they are at until its hours are used up."""

    def __init__(self, person: Person, learner: User, way: list[Topic], today: date, rng: random.Random) -> None:
        self.person, self.learner, self.way, self.today, self.rng = person, learner, way, today, rng
        self.entries: list[StudyEntry] = []
        self.marks: list[TopicMark] = []

    @property
    def last_day(self) -> date:
        """The day of the newest entry; without any, the day before they came."""
        return self.entries[-1].day if self.entries else self.today - timedelta(weeks=self.person.weeks, days=1)

    def record(self) -> list[Topic]:
        """Write the entries and marks. Returns the topics that are done."""
        done: list[Topic] = []
        sessions = self.sessions()
        for topic in self.way:
            if topic.uid in self.person.skips:
                self.mark(topic, MarkState.SKIPPED, self.last_day)
                continue
            if not self.spend(topic, sessions):
                self.mark(topic, MarkState.DOING, self.last_day)
                break
            self.mark(topic, MarkState.DONE, self.last_day)
            done.append(topic)
        StudyEntry.objects.bulk_create(self.entries)
        TopicMark.objects.bulk_create(self.marks)
        return done

    def sessions(self) -> Iterator[tuple[date, int]]:
        """(day, minutes), oldest first, ending where the learner fell silent."""
        last = self.today - timedelta(days=max(self.person.silent_days, 1))
        day = self.today - timedelta(weeks=self.person.weeks)
        days_a_week = min(6.0, 2.5 + self.person.weekly_hours / 4)
        while day <= last:
            if self.rng.random() < days_a_week / 7:
                minutes = self.rng.gauss(60 * self.person.weekly_hours / days_a_week, 20)
                yield day, max(20, 5 * round(minutes / 5))
            day += timedelta(days=1)

    def spend(self, topic: Topic, sessions: Iterator[tuple[date, int]]) -> bool:
        """Log sessions on the topic until it is done; False when the sessions end first, or they stay at it."""
        hours = topic.hours_for(self.learner.background)
        needed = self.person.tempo * self.rng.uniform(0.8, 1.2) * (3 * (hours.low + hours.high) if hours else 90)
        while needed > 0 or topic.uid == self.person.stays_at:
            session = next(sessions, None)
            if session is None:
                return False
            day, minutes = session
            needed -= minutes
            self.entries.append(self.entry(topic, day, minutes))
        return True

    def entry(self, topic: Topic, day: date, minutes: int) -> StudyEntry:
        kind = self.rng.choices(list(Kind), weights=self.person.kinds)[0]
        return StudyEntry(
            learner=self.learner, topic=topic, kind=kind, minutes=minutes, day=day,
            time_zone=self.learner.time_zone, created_at=_evening(self.learner, day),
        )  # fmt: skip

    def mark(self, topic: Topic, state: MarkState, day: date) -> None:
        self.marks.append(
            TopicMark(learner=self.learner, topic=topic, state=state, marked_at=_evening(self.learner, day))
        )


def _own_day(learner: User, today: date) -> date:
    """Which day it is where they are: one on from ours in the east, late in our evening."""
    return today + (learner.today - timezone.localdate())


def _evening(learner: User, day: date) -> datetime:
    return min(datetime.combine(day, time(20, 30), learner.zone), timezone.now())


def _attest(learner: User, done: list[Topic], day: date) -> None:
    """They answered the criteria of what they have behind them; one in six honestly with "not yet"."""
    uids = {topic.uid for topic in done}
    marks = []
    criteria = Criterion.objects.filter(checkpoint__kind=Checkpoint.Kind.CHECKPOINT).prefetch_related("topics")
    for number, criterion in enumerate(criteria.order_by("pk")):
        needs = {topic.uid for topic in criterion.topics.all()}
        if needs and needs <= uids:
            unsure = (number + learner.pk) % 6 == 0
            marks.append(
                CriterionMark(
                    learner=learner,
                    criterion=criterion,
                    answer=CriterionMark.Answer.NOT_YET if unsure else CriterionMark.Answer.YES,
                    note="I can follow it, but not yet do it without looking." if unsure else "",
                    marked_at=_evening(learner, day),
                )
            )
    CriterionMark.objects.bulk_create(marks)


def _submit(learner: User, person: Person, reports: dict[tuple[str, str], dict[str, Any]], today: date) -> None:
    """Their tries, oldest first, every other evening until they fell silent."""
    for number, (slug, file) in enumerate(person.tries, start=1):
        run = reports.get((slug, file))
        if run is None:
            continue
        age = max(person.silent_days, 1) + 2 * (len(person.tries) - number)
        when = _evening(learner, today - timedelta(days=age))
        submission = Submission.objects.create(
            exercise=Exercise.objects.get(slug=slug),
            learner=learner,
            source=run["source"],
            created_at=when,
            sent_at=when,
        )
        report = run["report"] | {"submission": str(submission.uid), "attempt": str(submission.attempt)}
        record_report(data=report)
        Submission.objects.filter(pk=submission.pk).update(graded_at=when + timedelta(seconds=1))


def _talk(talk: Talk, mentor: User, today: date) -> None:
    learner = User.objects.get(name=talk.learner)
    exercise, topic = Exercise.objects.filter(slug=talk.about).first(), Topic.objects.filter(uid=talk.about).first()
    run = Submission.objects.filter(learner=learner, exercise=exercise).last() if exercise else None
    asked_at = _evening(learner, _own_day(learner, today) - timedelta(days=talk.days_ago))
    thread = Thread.objects.create(
        learner=learner, topic=topic, exercise=None if run else exercise, submission=run, is_request=True,
        opened_at=asked_at,
    )  # fmt: skip
    Comment.objects.create(thread=thread, from_mentor=False, text=talk.question, written_at=asked_at)
    if talk.answer:
        answered_at = asked_at + timedelta(hours=15)
        Comment.objects.create(thread=thread, from_mentor=True, mentor=mentor, text=talk.answer, written_at=answered_at)
