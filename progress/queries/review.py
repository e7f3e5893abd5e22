"""What comes back today: old passes and criteria that the learner said yes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from curriculum.models import Criterion, Roadmap
from curriculum.questions import Blank, Question
from exercises.models import Exercise, Submission
from progress import review
from progress.models import CriterionMark, ReviewCard
from progress.queries.curriculum import Curriculum, curriculum
from progress.queries.facts import Answer, Facts, answers_of, facts_of, runs_of


@dataclass(frozen=True)
class Due:
    """Something to look at. ``since`` is when it was due."""

    of: Exercise | Criterion
    since: datetime

    @property
    def kind(self) -> str:
        return "exercise" if isinstance(self.of, Exercise) else "criterion"


@dataclass(frozen=True)
class ReviewPage:
    """``due`` is what is left for today, the longest due first; ``waiting`` is all that is due, also for later days."""

    due: list[Due]
    waiting: int
    done_today: int
    first: Due | None
    source: str
    """The learner's own code that passed, where the first is an exercise."""
    note: str
    """Their own note, where it is a criterion."""

    @property
    def minutes(self) -> int:
        return review.MINUTES_A_CARD * len(self.due)


@dataclass(frozen=True)
class Cards:
    """When each exercise and criterion that was asked for before is due, and how many were answered today."""

    exercises: Mapping[int, datetime]
    criteria: Mapping[int, datetime]
    done_today: int


_CARDS = Question(
    lambda: ReviewCard.objects.filter(learner=Blank("learner")).values_list(
        "exercise", "criterion", "due_at", "reviewed_at"
    )
)


def review_page(learner: User, *, now: datetime) -> ReviewPage:
    """Six queries, whatever is due."""
    cards = _cards(learner, now)
    found = _due(runs_of(learner)[1], answers_of(learner), cards, now)
    today = found[: _room(cards)]
    first = today[0] if today else None
    source = note = ""
    if first and isinstance(first.of, Exercise):
        passed = Submission.objects.filter(learner=learner, exercise=first.of).passed().newest_first()
        source = passed.values_list("source", flat=True).first() or ""
    elif first:
        answers = CriterionMark.objects.filter(learner=learner, criterion_id=first.of.pk)
        note = answers.values_list("note", flat=True).first() or ""
    return ReviewPage(today, len(found), cards.done_today, first, source, note)


def left_for_today(learner: User, *, now: datetime, facts: Facts | None = None) -> int:
    """How many things the first page speaks of: one query beside the facts, which it has."""
    known = facts or facts_of(learner)
    cards = _cards(learner, now)
    return min(len(_due(known.passed, known.answers, cards, now)), _room(cards))


def due_for(learner: User, *, now: datetime) -> list[Due]:
    """All that is due, the longest first: four queries."""
    return _due(runs_of(learner)[1], answers_of(learner), _cards(learner, now), now)


def _room(cards: Cards) -> int:
    return max(0, review.A_DAY - cards.done_today)


def _cards(learner: User, now: datetime) -> Cards:
    midnight = now.astimezone(learner.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    exercises, criteria, done = {}, {}, 0
    for exercise, criterion, due_at, reviewed_at in _CARDS(learner=learner.pk):
        if exercise:
            exercises[exercise] = due_at
        else:
            criteria[criterion] = due_at
        done += reviewed_at >= midnight
    return Cards(exercises, criteria, done)


def _due(passed: Mapping[int, datetime], answers: Mapping[int, Answer], cards: Cards, now: datetime) -> list[Due]:
    """A card's own day, once there is one; before that some days after the first pass or the answer."""
    try:
        course = curriculum()
    except Roadmap.DoesNotExist:
        return []
    found = [*_exercises(course, passed, cards), *_criteria(course, answers, cards)]
    return sorted((due for due in found if due.since <= now), key=lambda due: due.since)


def _exercises(course: Curriculum, passed: Mapping[int, datetime], cards: Cards) -> Iterator[Due]:
    """Only what is passed now: an overturned pass is for "look again", whatever its card says."""
    for pk, exercise in course.open_exercises.items():
        if pk in passed:
            yield Due(exercise, cards.exercises.get(pk, passed[pk] + review.FIRST_AFTER))


def _criteria(course: Curriculum, answers: Mapping[int, Answer], cards: Cards) -> Iterator[Due]:
    """Only what is said yes to now: "not yet" leads back to its topics instead."""
    for phase in course.phases:
        for checkpoint in course.checkpoints.get(phase.pk, ()):
            for criterion in course.criteria.get(checkpoint.pk, ()):
                answer = answers.get(criterion.pk)
                if answer and answer.answer == CriterionMark.Answer.YES:
                    yield Due(criterion, cards.criteria.get(criterion.pk, answer.marked_at + review.FIRST_AFTER))
