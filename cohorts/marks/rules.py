"""The rules of marks: what counts, when it is late, and what a row is worth. Pure functions on plain values.

A mark is never stored. It follows from a cohort's scheme, its exceptions, and what the learner has proven, got signed
off or claimed, each time that somebody asks. docs/decisions/0056-marks-are-computed.md gives the reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
DUE_MINUTE = timedelta(minutes=1)
CENT, NO_POINTS = Decimal("0.01"), Decimal("0.00")
NOTHING, ALL = Fraction(0), Fraction(1)


class EvidenceKind(StrEnum):
    """How we know. The order decides between two that are worth the same."""

    PROVEN = "proven"
    SIGNED_OFF = "signed off"
    CLAIMED = "claimed"
    PARTIAL = "partly passed"


class LateKind(StrEnum):
    """What happens to points for what came after the due date."""

    NONE = "none"
    PER_DAY = "per_day"
    ZERO_AFTER = "zero_after"


@dataclass(frozen=True, kw_only=True)
class LateRule:
    """``percent`` is deducted for each begun day up to ``cap`` percent, or nothing counts after ``days`` days."""

    kind: LateKind = LateKind.NONE
    percent: int = 0
    cap: int = 100
    days: int = 0

    def percent_left(self, days_late: int) -> int:
        """Return the percentage that is left. It never grows with the days.

        >>> rule = LateRule(kind=LateKind.PER_DAY, percent=10, cap=50)
        >>> [rule.percent_left(days) for days in (0, 1, 4, 9)]
        [100, 90, 60, 50]
        >>> [LateRule(kind=LateKind.ZERO_AFTER, days=2).percent_left(days) for days in (0, 2, 3)]
        [100, 100, 0]
        """
        match self.kind:
            case LateKind.PER_DAY:
                return 100 - min(self.percent * days_late, self.cap, 100)
            case LateKind.ZERO_AFTER:
                return 0 if days_late > self.days else 100
        return 100


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The percentages that a scheme gives. A proof counts in full."""

    signed_off: int
    claimed: int
    late_rule: LateRule = LateRule()

    def percent_of(self, kind: EvidenceKind) -> int:
        return {EvidenceKind.SIGNED_OFF: self.signed_off, EvidenceKind.CLAIMED: self.claimed}.get(kind, 100)


class SubmissionName(NamedTuple):
    """What the address of a submission consists of: the slug of its exercise, and its uid."""

    slug: str
    uid: UUID


@dataclass(frozen=True, kw_only=True)
class MarkEvidence:
    """What a learner has shown for a part of a row. ``at`` is when they sent it: grading and reading it may take long,
    which is not their fault.
    """

    kind: EvidenceKind
    at: datetime
    share: Fraction = ALL
    """Less than all for a submission that passed some of its checks."""
    submission: SubmissionName | None = None


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A later date for a row: a moment, or ``days`` after the row's own due date."""

    due_at: datetime | None = None
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class PartMark:
    """A part of a row: an exercise, or a criterion of a checkpoint. ``share`` is what it earns, from 0 to 1."""

    title: str
    evidence: MarkEvidence | None
    days_late: int = 0
    percent: int = 0
    """What this kind of evidence counts, before a deduction."""
    percent_left: int = 100
    """What lateness leaves of it."""
    share: Fraction = NOTHING

    @property
    def deducted(self) -> int:
        """The percentage that lateness has cost."""
        return 100 - self.percent_left if self.percent else 0


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last minute of a day, which still counts."""
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)


def due_with(base: datetime | None, extensions: Iterable[Extension], zone: ZoneInfo) -> datetime | None:
    """Return when a row is due for a learner: the latest of its own due date and those of their extensions.

    Extensions don't add up, and none makes a row due earlier. A row without a due date has none with an extension
    either. Days are those of the calendar: one more day keeps the time on the clock.
    """
    if base is None:
        return None
    local = base.astimezone(zone)
    dates = [extension.due_at or (local + timedelta(days=extension.days)) for extension in extensions]
    return max([base, *(moment.astimezone(UTC) for moment in dates)])


def days_late(at: datetime, due: datetime | None) -> int:
    """Count the begun days, of 24 hours each, after a due date. The minute of the due date is in time.

    >>> due = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
    >>> [days_late(due + timedelta(seconds=late), due) for late in (0, 59, 60, 86_400, 86_401)]
    [0, 0, 1, 1, 2]
    """
    if due is None or at < due + DUE_MINUTE:
        return 0
    return -((due - at) // A_DAY)


@lru_cache(maxsize=4096)
def _share(percent: int, share: Fraction, percent_left: int) -> Fraction:
    return Fraction(percent * percent_left, 10_000) * share


def part_mark(title: str, evidence: Sequence[MarkEvidence], due: datetime | None, weights: Weights) -> PartMark:
    """Return what a part of a row earns: that of the evidence which earns most.

    So nothing that somebody shows later takes points away: whoever claimed in time and proves it late keeps what the
    claim is worth, if the late proof is worth less.
    """
    best = PartMark(title=title, evidence=None)
    for item in sorted(evidence, key=lambda item: (_RANK[item.kind], item.at)):
        late = days_late(item.at, due)
        percent, percent_left = weights.percent_of(item.kind), weights.late_rule.percent_left(late)
        share = _share(percent, item.share, percent_left)
        if best.evidence is None or share > best.share:
            best = PartMark(
                title=title, evidence=item, days_late=late, percent=percent, percent_left=percent_left, share=share
            )
    return best


_RANK = {kind: rank for rank, kind in enumerate(EvidenceKind)}


def row_points(points: int, parts: Sequence[PartMark]) -> Decimal:
    """Return the points of a row: its points times the mean of what its parts earn, rounded half up to hundredths.

    >>> row_points(10, [PartMark(title="", evidence=None, share=Fraction(share)) for share in (1, 1, 0)])
    Decimal('6.67')
    """
    if not parts:
        return NO_POINTS
    shares = [part.share for part in parts if part.share]
    return rounded(points * sum(shares, NOTHING) / len(parts), CENT) if shares else NO_POINTS


def percent(points: Decimal, possible: Decimal | int) -> Decimal | None:
    """Return the percentage of all points, rounded half up to tenths. None: there are no points to get.

    >>> percent(Decimal("37.50"), 60), percent(Decimal(0), 0)
    (Decimal('62.5'), None)
    """
    return rounded(Fraction(points) * 100 / Fraction(possible), Decimal("0.1")) if possible else None


def rounded(value: Fraction, step: Decimal) -> Decimal:
    """Round half up."""
    return (Decimal(value.numerator) / value.denominator).quantize(step, ROUND_HALF_UP)


def points_text(points: Decimal) -> str:
    """Write points without zeros at the end.

    >>> points_text(Decimal("10.00")), points_text(Decimal("6.50")), points_text(Decimal("6.67"))
    ('10', '6.5', '6.67')
    """
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return text or "0"
