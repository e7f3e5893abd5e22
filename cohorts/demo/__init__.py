"""A demo cohort: an admin, a mentor, and twelve learners at different points of the roadmap.

Their weeks are simulated day by day with a fixed seed, so every demo is the same. Their verdicts are real: the runner
grades files of the catalogue, correct ones and mistakes. Where nothing can be graded there are no submissions.
"""

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.actions import confirm_main_address
from accounts.models import Role, User
from cohorts.actions import notify_readers
from cohorts.demo.people import COHORT_WEEKS, PEOPLE, SAVED_REPLIES, TALKS, Person, Talk
from cohorts.demo.sign_offs import SHOWINGS, show
from cohorts.demo.study import StudyHistory, evening_of, local_day, topics_in_order
from cohorts.models import Announcement, Cohort, CohortRole, Comment, Membership, MentorNote, SavedReply, Thread
from curriculum.models import CheckpointKind, Criterion, Topic
from exercises.actions import record_local_report
from exercises.catalogue_runs import CatalogueRun
from exercises.models import EarlierVerdict, Exercise, Submission
from notices.models import Notice
from progress import review
from progress.models import CriterionMark, Recall, ReviewCard, StudyPlan

DEMO_DOMAIN = "demo.descent.test"
DEMO_PASSWORD = "from-hills-to-basin"  # noqa: S105  printed on purpose; demo people exist only on a site without others


def is_demo(user: User) -> bool:
    return user.email.endswith(f"@{DEMO_DOMAIN}")


@transaction.atomic
def make_demo(*, today: date, reports: dict[CatalogueRun, dict[str, Any]]) -> Cohort:
    """Create the people, their history and, where reports are given, their submissions."""
    password = make_password(DEMO_PASSWORD)
    cohort = Cohort.objects.create(
        slug="autumn", title="Autumn cohort", started_on=today - timedelta(weeks=COHORT_WEEKS)
    )
    mentor = _person("Emil Novak", Role.MENTOR, password)
    _person("Ada Brandt", Role.ADMIN, password)
    Membership.objects.create(cohort=cohort, user=mentor, role=CohortRole.LEAD, joined_on=cohort.started_on)
    topics = topics_in_order()
    for number, person in enumerate(PEOPLE):
        learner = _person(person.name, Role.LEARNER, password, background=person.background, time_zone=person.time_zone)
        joined_on = today - timedelta(weeks=person.weeks)
        Membership.objects.create(cohort=cohort, user=learner, role=CohortRole.LEARNER, joined_on=joined_on)
        rng = random.Random(number)  # noqa: S311  a story, not a secret
        history = StudyHistory(person, learner, topics, local_day(learner, today), rng)
        _attest(learner, history.record(), history.last_day)
        StudyPlan.objects.create(
            learner=learner, start=joined_on, minutes_a_day=round(person.weekly_hours * 60 / 5), weekdays="12345"
        )
        _submit(learner, person, reports, today)
        _review(learner, local_day(learner, today))
    for title, text in SAVED_REPLIES:
        SavedReply.objects.create(mentor=mentor, title=title, text=text, uses=3)
    for talk in TALKS:
        _talk(talk, cohort, mentor, today)
    _announce(cohort, mentor)
    for showing in SHOWINGS:
        show(showing, cohort, mentor, today)
    return cohort


def _announce(cohort: Cohort, mentor: User) -> None:
    """An announcement, and a note about the learner who needs the mentor first."""
    Announcement.objects.create(
        cohort=cohort, writer=mentor, told_at=timezone.now(), title="Friday’s session starts at 10:00",
        text="We draw **backpropagation** on the whiteboard: bring one exercise that is *not* passed yet.",
    )  # fmt: skip
    MentorNote.objects.create(
        cohort=cohort, writer=mentor, learner=cohort.memberships.learners().order_by("pk")[0].user,
        text="Understands shapes best from a drawing. We agreed to look at gradients together next Tuesday.",
    )  # fmt: skip


def _person(name: str, role: Role, password: str, **fields: str) -> User:
    email = f"{name.split()[0].lower()}@{DEMO_DOMAIN}"
    person = User.objects.create(name=name, email=email, role=role, password=password, **fields)
    confirm_main_address(person=person)  # nobody could open a link that is mailed to them
    return person


def _attest(learner: User, topics: list[Topic], day: date) -> None:
    """Answer the criteria of their finished topics; one in six with “not yet”."""
    uids = {topic.uid for topic in topics}
    marks = []
    criteria = Criterion.objects.filter(checkpoint__kind=CheckpointKind.CHECKPOINT).prefetch_related("topics")
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
                    marked_at=evening_of(learner, day),
                )
            )
    CriterionMark.objects.bulk_create(marks)


def _submit(learner: User, person: Person, reports: dict[CatalogueRun, dict[str, Any]], today: date) -> None:
    """Record their tries, oldest first, at even intervals until they stopped."""
    for number, (slug, file) in enumerate(person.tries, start=1):
        run = reports.get(CatalogueRun(slug, file))
        if run is None:
            continue
        age = max(person.silent_days, 1) + person.days_between_tries * (len(person.tries) - number)
        when = evening_of(learner, today - timedelta(days=age))
        submission = Submission.objects.create(
            exercise=Exercise.objects.get(slug=slug),
            learner=learner,
            source=run["source"],
            created_at=when,
            sent_at=when,
        )
        _record(submission, run, when + timedelta(seconds=1))
        if (again := reports.get(CatalogueRun(slug, file, number=2))) and submission.is_passed:
            _regrade(submission, again, today)


def _record(submission: Submission, run: dict[str, Any], at: datetime) -> None:
    report = run["report"] | {"submission": str(submission.uid), "attempt": str(submission.attempt)}
    record_local_report(data=report)
    Submission.objects.filter(pk=submission.pk).update(graded_at=at)
    submission.refresh_from_db()


def _regrade(submission: Submission, run: dict[str, Any], today: date) -> None:
    """The pass was graded again three days ago, by the same runner; the earlier verdict is kept as history."""
    when = evening_of(submission.learner, today - timedelta(days=3))
    submission.state, submission.attempt = Submission.State.REGRADING, uuid4()
    submission.save(update_fields=["state", "attempt"])
    _record(submission, run, when)
    EarlierVerdict.objects.filter(submission=submission).update(replaced_at=when)


def _review(learner: User, today: date) -> None:
    """Until a week ago they reviewed each passed exercise on the day it was due."""
    until = evening_of(learner, today - timedelta(days=7))
    first: dict[int, datetime] = {}
    for run in Submission.objects.filter(learner=learner).passes().with_passed_at():
        first[run.exercise_id] = min(first.get(run.exercise_id, run.passed_at), run.passed_at)
    cards = []
    for exercise, passed_at in first.items():
        card, due_at, reviewed_at = None, passed_at + review.FIRST_INTERVAL, None
        while due_at <= until:
            reviewed_at = due_at
            card, due_at = review.reschedule(card, Recall.RECALLED, due_at)
        if card and reviewed_at:
            cards.append(
                ReviewCard(learner=learner, exercise_id=exercise, card=card, due_at=due_at, reviewed_at=reviewed_at)
            )
    ReviewCard.objects.bulk_create(cards)


def _talk(talk: Talk, cohort: Cohort, mentor: User, today: date) -> None:
    learner = User.objects.get(name=talk.learner)
    exercise, topic = Exercise.objects.filter(slug=talk.about).first(), Topic.objects.filter(uid=talk.about).first()
    run = Submission.objects.filter(learner=learner, exercise=exercise).last() if exercise else None
    asked_at = evening_of(learner, local_day(learner, today) - timedelta(days=talk.days_ago))
    thread = Thread.objects.create(
        learner=learner, cohort=cohort, topic=topic, exercise=None if run else exercise, submission=run,
        is_request=True, opened_at=asked_at,
    )  # fmt: skip
    _comment(thread, talk.question, asked_at)
    if talk.answer:
        Notice.objects.filter(person=mentor, key=str(thread.uid)).update(read_at=asked_at + timedelta(hours=15))
        _comment(thread, talk.answer, asked_at + timedelta(hours=15), mentor)


def _comment(thread: Thread, text: str, at: datetime, mentor: User | None = None) -> None:
    """Write a comment, and date its notice back to the same time."""
    comment = Comment.objects.create(
        thread=thread, from_mentor=mentor is not None, mentor=mentor, text=text, written_at=at
    )
    notify_readers(comment)
    Notice.objects.filter(key=str(thread.uid), items=[str(comment.uid)]).update(created_at=at)
