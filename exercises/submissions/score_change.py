"""The change of the score since the learner's previous submission of the same exercise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from exercises.models import CheckResult, ModeChoice, Submission, VerdictChoice

MAX_TITLES = 3
AS_MANY = "no change"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChange:
    """The earlier and the new count of passed checks, and the titles of the checks that changed sides."""

    earlier_count: int
    count: int
    newly_passing: Sequence[str] = ()
    newly_failing: Sequence[str] = ()

    @property
    def phrase(self) -> str:
        if self.count == self.earlier_count:
            return AS_MANY
        return f"{'up' if self.count > self.earlier_count else 'down'} from {self.earlier_count}"

    @property
    def sentences(self) -> list[str]:
        lists = (("Now passing", self.newly_passing), ("No longer passing", self.newly_failing))
        return [f"{label}: {_listing(titles)}." for label, titles in lists if titles]


def score_change(submission: Submission, checks: Sequence[CheckResult]) -> ScoreChange | None:
    """Compare with the previous submission. None: no check was run, or the same version graded none. One query."""
    if submission.mode != ModeChoice.SUBMIT or submission.is_our_fault or not any(check.was_run for check in checks):
        return None
    passed_before = {
        name: verdict == VerdictChoice.PASSED
        for name, verdict in CheckResult.objects.filter(submission=_previous(submission)).values_list("name", "verdict")
    }
    if not passed_before:
        return None
    return ScoreChange(
        earlier_count=sum(passed_before.values()),
        count=sum(check.is_passed for check in checks),
        newly_passing=[check.title for check in checks if check.is_passed and passed_before.get(check.name) is False],
        newly_failing=[check.title for check in checks if not check.is_passed and passed_before.get(check.name)],
    )


def _previous(submission: Submission) -> QuerySet[Submission, Any]:
    """The key of the learner's previous submission that the same version graded; at most one row."""
    rows = Submission.objects.before(submission).filter(
        learner=submission.learner_id,
        exercise=submission.exercise_id,
        mode=ModeChoice.SUBMIT,
        state=Submission.State.DONE,
        digest=submission.digest,
    )
    return rows.exclude(verdict=VerdictChoice.INTERNAL).newest_first().values("pk")[:1]


def _listing(titles: Sequence[str]) -> str:
    more = len(titles) - MAX_TITLES
    listing = ", ".join(f"“{title}”" for title in titles[:MAX_TITLES])
    return f"{listing} and {more} more" if more > 0 else listing
