"""The history of one demo learner: studies, marks, answers, submissions and reviews."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from cohorts.demo.passes import pass_exercises
from cohorts.demo.people import Person
from cohorts.demo.study import StudyHistory, evening_of, local_day
from curriculum.models import CheckpointKind, Criterion, Topic
from exercises.grading.catalogue_runs import CatalogueRun
from exercises.models import EarlierVerdict, Exercise, Submission
from exercises.submissions.reports import record_local_report
from progress.checkpoints.models import CriterionMark
from progress.commitments.actions import set_commitment
from progress.plan.models import StudyPlan
from progress.review import scheduler as review
from progress.review.models import Recall, ReviewCard
from progress.roadmap.roadmaps import curriculum

Reports = dict[CatalogueRun, dict[str, Any]]


def live(person: Person, learner: User, topics: list[Topic], reports: Reports, *, today: date, seed: int) -> None:
    """Record what the person did in their weeks. The same seed gives the same weeks."""
    rng = random.Random(seed)  # noqa: S311  a story, not a secret
    history = StudyHistory(person, learner, topics, local_day(learner, today), rng)
    study_days = history.record()
    _attest(learner, list(study_days), history.last_day)
    if reports:
        pass_exercises(learner, study_days, share=person.pass_share, without={slug for slug, _ in person.tries})
    StudyPlan.objects.create(
        learner=learner, start=today - timedelta(weeks=person.weeks),
        minutes_a_day=round((person.planned_hours or person.weekly_hours) * 60 / 5), weekdays="12345",
    )  # fmt: skip
    for weeks_ago, hours, days in person.commitments:
        since = local_day(learner, today) - timedelta(weeks=weeks_ago)
        set_commitment(learner=learner, minutes=60 * hours, days=days, today=since)
    _submit(learner, person, reports, today)
    _review(learner, local_day(learner, today))


def _attest(learner: User, topics: list[Topic], day: date) -> None:
    """Answer the criteria of their finished topics; one in six with “not yet”."""
    uids = {topic.uid for topic in topics}
    marks = []
    criteria = Criterion.objects.filter(
        checkpoint__kind=CheckpointKind.CHECKPOINT, checkpoint__phase__roadmap=curriculum().roadmap
    )
    for number, criterion in enumerate(criteria.order_by("pk").prefetch_related("topics")):
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


def _submit(learner: User, person: Person, reports: Reports, today: date) -> None:
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
    """Until two days ago they reviewed each passed exercise on the day it was due."""
    until = evening_of(learner, today - timedelta(days=2))
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
