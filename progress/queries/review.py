"""What comes back today: old passes and criteria that the learner said yes to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import User
from curriculum.models import Criterion
from exercises.models import Exercise, Submission
from progress import review
from progress.models import CriterionMark, ReviewCard

_OPEN = Q(exercise__retired=False) | Q(criterion__retired=False, criterion__checkpoint__retired=False)


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


def review_page(learner: User, *, now: datetime) -> ReviewPage:
    """Six queries, whatever is due."""
    found, done = due_for(learner, now=now), _done_today(learner, now)
    today = found[: max(0, review.A_DAY - done)]
    first = today[0] if today else None
    source = note = ""
    if first and isinstance(first.of, Exercise):
        passed = Submission.objects.filter(learner=learner, exercise=first.of).passed().newest_first()
        source = passed.values_list("source", flat=True).first() or ""
    elif first:
        answers = CriterionMark.objects.filter(learner=learner, criterion_id=first.of.pk)
        note = answers.values_list("note", flat=True).first() or ""
    return ReviewPage(today, len(found), done, first, source, note)


def left_for_today(learner: User, *, now: datetime) -> int:
    """How many things the first page speaks of: four queries that count and load nothing."""
    is_due, is_done = Q(due_at__lte=now) & _OPEN, Q(reviewed_at__gte=_midnight(learner, now))
    cards = ReviewCard.objects.filter(learner=learner).aggregate(
        due=Count("pk", filter=is_due), done=Count("pk", filter=is_done)
    )
    due: int = (
        cards["due"] + _old_passes(learner, _first_passes(learner), now).count() + _attested(learner, now).count()
    )
    left: int = review.A_DAY - cards["done"]
    return min(due, max(0, left))


def _done_today(learner: User, now: datetime) -> int:
    return ReviewCard.objects.filter(learner=learner, reviewed_at__gte=_midnight(learner, now)).count()


def _midnight(learner: User, now: datetime) -> datetime:
    return now.astimezone(learner.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def due_for(learner: User, *, now: datetime) -> list[Due]:
    """All that is due, the longest first: four queries."""
    found = [
        *_asked_before(learner, now),
        *_passed(learner, now),
        *(Due(mark.criterion, mark.marked_at + review.FIRST_AFTER) for mark in _attested(learner, now)),
    ]
    return sorted(found, key=lambda due: due.since)


def _asked_before(learner: User, now: datetime) -> list[Due]:
    cards = ReviewCard.objects.filter(_OPEN, learner=learner, due_at__lte=now)
    found = []
    for card in cards.select_related("exercise", "criterion__checkpoint"):
        of = card.exercise or card.criterion
        if of is not None:
            found.append(Due(of, card.due_at))
    return found


def _passed(learner: User, now: datetime) -> list[Due]:
    """Exercises passed for the first time long enough ago, and never asked for since."""
    first = _first_passes(learner)
    return [Due(row, first[row.pk] + review.FIRST_AFTER) for row in _old_passes(learner, first, now)]


def _first_passes(learner: User) -> dict[int, datetime]:
    """When each exercise was passed first."""
    passed = Submission.objects.filter(learner=learner).passed().order_by()
    return dict(passed.values_list("exercise").annotate(Min("created_at")))


def _old_passes(learner: User, first: dict[int, datetime], now: datetime) -> QuerySet[Exercise]:
    asked = ReviewCard.objects.filter(learner=learner, exercise=OuterRef("pk"))
    old = [pk for pk, passed_at in first.items() if passed_at <= now - review.FIRST_AFTER]
    found: QuerySet[Exercise] = Exercise.objects.open().filter(~Exists(asked), pk__in=old)
    return found


def _attested(learner: User, now: datetime) -> QuerySet[CriterionMark]:
    asked = ReviewCard.objects.filter(learner=learner, criterion=OuterRef("criterion"))
    return CriterionMark.objects.filter(
        ~Exists(asked),
        learner=learner,
        answer=CriterionMark.Answer.YES,
        marked_at__lte=now - review.FIRST_AFTER,
        criterion__retired=False,
        criterion__checkpoint__retired=False,
    ).select_related("criterion__checkpoint")
