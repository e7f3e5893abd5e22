"""Measure how difficult exercises are, by the attempts that learners needed to pass."""

from collections.abc import Mapping

from django.db.models import Count, F, OuterRef, Q, Subquery

from exercises.models import Exercise, ModeChoice, Submission, VerdictChoice

MIN_LEARNERS = 20
"""Learners with a pass that a measurement needs. The mean of fewer depends on who they happen to be."""
MAX_ATTEMPTS_OF_1 = 1.5
"""Mean attempts. At least half of the learners then passed with their first submission."""
MAX_ATTEMPTS_OF_2 = 3.0
"""Above it, learners fail more than twice on average before they pass."""


def difficulty_of(attempts: int, learners: int) -> int | None:
    """The difficulty, 1 to 3, of what so many learners passed with so many attempts. None: too few to tell.

    >>> difficulty_of(24, 20), difficulty_of(50, 20), difficulty_of(90, 20), difficulty_of(90, 19)
    (1, 2, 3, None)
    """
    if learners < MIN_LEARNERS:
        return None
    mean = attempts / learners
    return 1 if mean <= MAX_ATTEMPTS_OF_1 else 2 if mean <= MAX_ATTEMPTS_OF_2 else 3


def measure_difficulties() -> int:
    """Store the measured difficulty of every exercise, and return how many have changed.

    Two queries, and one for each new value. Only a change is written, because it renews every cached page.
    """
    difficulties = _difficulties()
    old_values = dict(Exercise.objects.values_list("pk", "measured_difficulty"))
    changes: dict[int | None, list[int]] = {}
    for exercise, old in old_values.items():
        if (new := difficulties.get(exercise)) != old:
            changes.setdefault(new, []).append(exercise)
    for new, exercises in changes.items():
        Exercise.objects.filter(pk__in=exercises).update(measured_difficulty=new)
    return sum(map(len, changes.values()))


def _difficulties() -> Mapping[int, int | None]:
    """The difficulty by exercise, from what learners with a pass submitted up to their first pass. One query."""
    passes = Submission.objects.passes().filter(exercise=OuterRef("exercise"), learner=OuterRef("learner"))
    first_pass = Subquery(passes.order_by("created_at").values("created_at")[:1])
    is_ungraded = Q(verdict="") | Q(verdict=VerdictChoice.INTERNAL)
    attempts = Submission.objects.filter(mode=ModeChoice.SUBMIT).exclude(is_ungraded)
    until_pass = attempts.annotate(passed_first=first_pass).filter(created_at__lte=F("passed_first"))
    counts = (
        until_pass.order_by().values("exercise").annotate(tries=Count("pk"), learners=Count("learner", distinct=True))
    )
    return {
        exercise: difficulty_of(tries, learners)
        for exercise, tries, learners in counts.values_list("exercise", "tries", "learners")
    }
