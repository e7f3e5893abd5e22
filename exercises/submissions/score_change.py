"""What changed since the learner's previous submission of the same exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from exercises.models import CheckResult, ModeChoice, Submission, VerdictChoice
from lib.compiled_queries import CompiledQuery, Param

MAX_TITLES = 3
AS_MANY = "as many as before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChange:
    """Both counts of passed checks, and the titles of the checks that changed sides."""

    before: int
    now: int
    newly_passing: Sequence[str] = ()
    newly_failing: Sequence[str] = ()

    @property
    def phrase(self) -> str:
        if self.now == self.before:
            return AS_MANY
        return f"{'up' if self.now > self.before else 'down'} from {self.before}"

    @property
    def sentences(self) -> list[str]:
        lists = (("Now passing", self.newly_passing), ("No longer passing", self.newly_failing))
        return [f"{label}: {_listing(titles)}." for label, titles in lists if titles]


def score_change(submission: Submission, checks: Sequence[CheckResult]) -> ScoreChange | None:
    """None if no check was run, or without an earlier submission that was graded by the same version. One query."""
    if submission.mode != ModeChoice.SUBMIT or submission.is_our_fault or not any(check.was_run for check in checks):
        return None
    passed_before = {
        name: verdict == VerdictChoice.PASSED
        for name, verdict in _CHECKS_BEFORE(
            created_at=submission.created_at,
            pk=submission.pk,
            learner=submission.learner_id,
            exercise=submission.exercise_id,
            digest=submission.digest,
        )
    }
    if not passed_before:
        return None
    return ScoreChange(
        before=sum(passed_before.values()),
        now=sum(check.is_passed for check in checks),
        newly_passing=[check.title for check in checks if check.is_passed and passed_before.get(check.name) is False],
        newly_failing=[check.title for check in checks if not check.is_passed and passed_before.get(check.name)],
    )


def _previous() -> QuerySet[Submission, Any]:
    """At most one row, by its key."""
    is_before = Q(created_at__lt=Param("created_at")) | Q(created_at=Param("created_at"), pk__lt=Param("pk"))
    rows = Submission.objects.filter(
        is_before,
        learner=Param("learner"),
        exercise=Param("exercise"),
        mode=ModeChoice.SUBMIT,
        state=Submission.State.DONE,
        digest=Param("digest"),
    )
    return rows.exclude(verdict=VerdictChoice.INTERNAL).newest_first().values("pk")[:1]


_CHECKS_BEFORE = CompiledQuery(
    lambda: CheckResult.objects.filter(submission=_previous()).order_by().values_list("name", "verdict")
)


def _listing(titles: Sequence[str]) -> str:
    more = len(titles) - MAX_TITLES
    listing = ", ".join(f"“{title}”" for title in titles[:MAX_TITLES])
    return f"{listing} and {more} more" if more > 0 else listing
