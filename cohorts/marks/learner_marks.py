"""The mark of a learner, row by row, as it follows from what they have shown until now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from cohorts.cohort.models import Membership
from cohorts.marks.facts import LearnerFacts, facts_of, lost_passes
from cohorts.marks.models import MarkException, MarkScheme, format_exception, local_text
from cohorts.marks.rules import (
    CENT,
    EvidenceKind,
    Extension,
    PartMark,
    due_with,
    part_mark,
    percent,
    points_text,
    rounded,
    row_points,
)
from cohorts.marks.subjects import Subject, Subjects
from progress.roadmap.roadmaps import curriculum


class RowState(StrEnum):
    """Whether a row counts, and as what."""

    MARKED = "marked"
    """It has points, or its due date has passed."""
    OPEN = "open"
    """Nothing is shown yet, and nothing is late."""
    EXCUSED = "excused"
    RETIRED = "retired"
    """Nobody can work on it any more, and the learner has nothing for it."""

    @property
    def counts(self) -> bool:
        return self in (RowState.MARKED, RowState.OPEN)


@lru_cache(maxsize=1024)
def _submissions_url(slug: str) -> str:
    """Return where the submissions of an exercise are. Cached: a page has many."""
    return reverse("exercises:submission_list", args=[slug])


@dataclass(frozen=True, kw_only=True)
class MarkPartLine:
    """A part as the learner's page shows it: the fact, the day of a submission with its uid, and what follows."""

    mark: PartMark
    title: str
    """Empty where the row says it."""
    zone: ZoneInfo
    submissions_url: str
    """Where leads and mentors read the learner's submissions. Empty for the learner."""

    @property
    def fact(self) -> str:
        """ "Dropout: proven by the submission of", "claimed on 3 Apr 2026, 10:12", "nothing yet"."""
        text = self._fact
        return f"{self.title}: {text}" if self.title else text.capitalize()

    @property
    def _fact(self) -> str:
        evidence = self.mark.evidence
        if evidence is None:
            return "nothing yet"
        if evidence.kind == EvidenceKind.PARTIAL:
            return f"{round(evidence.share * 100)}\xa0% of the checks passed by the submission of"
        return _FACTS[evidence.kind] if evidence.submission else f"{_FACTS[evidence.kind]} {self.at}"

    @property
    def url(self) -> str:
        """The submission as the reader may open it; empty if it isn't one."""
        run = self.mark.evidence.submission if self.mark.evidence else None
        if run is None:
            return ""
        return f"{self.submissions_url or _submissions_url(run.slug)}{run.uid}/"

    @property
    def at(self) -> str:
        return local_text(self.mark.evidence.at, self.zone) if self.mark.evidence else ""

    @property
    def consequence(self) -> str:
        """How much of it counts, and why; empty if all of it does."""
        mark, reasons = self.mark, []
        if mark.evidence and mark.percent < 100:
            reasons.append(f"counts {mark.percent}\xa0%")
        if mark.days_late:
            days = f"{mark.days_late} day{'' if mark.days_late == 1 else 's'} late"
            reasons.append(f"{days}, −{mark.deducted}\xa0%" if mark.deducted else f"{days}, no deduction")
        return f"({'; '.join(reasons)})" if reasons else ""


_FACTS = {
    EvidenceKind.PROVEN: "proven by the submission of",
    EvidenceKind.SIGNED_OFF: "signed off, requested on",
    EvidenceKind.CLAIMED: "claimed on",
}


@dataclass(frozen=True, kw_only=True)
class RowMark:
    """A row of the scheme for one learner."""

    subject: Subject
    state: RowState
    points: Decimal
    parts: Sequence[PartMark]
    base_due: datetime | None
    due: datetime | None
    exceptions: Sequence[MarkException]
    """Those in force that are about it, the oldest first."""
    is_due: bool
    lost_passes: Sequence[str]
    zone: ZoneInfo
    submissions_url: str = ""
    """Where leads and mentors read the learner's submissions; empty on the learner's own page."""

    @property
    def possible(self) -> int:
        return self.subject.row.points if self.state.counts else 0

    @property
    def possible_so_far(self) -> Decimal:
        """All its points once it is due. Before, those of the parts for which there is something."""
        if self.is_due or not self.parts:
            return Decimal(self.possible)
        return rounded(Fraction(self.possible * sum(part.share > 0 for part in self.parts), len(self.parts)), CENT)

    @property
    def points_text(self) -> str:
        return points_text(self.points)

    @property
    def cell(self) -> str:
        """The points for a table; a word where the row doesn't count, and nothing where it is open."""
        return {RowState.MARKED: self.points_text, RowState.OPEN: ""}.get(self.state, self.state.value)

    @property
    def is_late(self) -> bool:
        """Whether lateness has cost points."""
        return self.state == RowState.MARKED and any(part.deducted for part in self.parts)

    @property
    def lines(self) -> list[MarkPartLine]:
        return [
            MarkPartLine(
                mark=part,
                title=part.title if self.has_parts else "",
                zone=self.zone,
                submissions_url=self.submissions_url,
            )
            for part in self.parts
        ]

    @property
    def result(self) -> str:
        """ "8 of 10", "open, 10", "excused" or "no longer offered"."""
        match self.state:
            case RowState.MARKED:
                return f"{self.points_text} of {self.possible}"
            case RowState.OPEN:
                return f"open, {self.possible}"
            case RowState.EXCUSED:
                return "excused"
        return "no longer offered"

    @property
    def terms(self) -> str:
        """When it is due, and what the exceptions say, each with its reason."""
        text = f"{self.subject.row.kind.capitalize()}, {f'due {self.due_text}' if self.due else 'no due date'}"
        if self.is_extended:
            text += f", extended from {self.base_due_text}"
        grants = "; ".join(f"{format_exception(item, self.zone)} ({item.reason})" for item in self.exceptions)
        return f"{text}: {grants}." if grants else f"{text}."

    @property
    def is_extended(self) -> bool:
        return self.due != self.base_due

    @property
    def due_text(self) -> str:
        return local_text(self.due, self.zone) if self.due else ""

    @property
    def base_due_text(self) -> str:
        return local_text(self.base_due, self.zone) if self.base_due else ""

    @property
    def has_parts(self) -> bool:
        """Whether the parts say more than the row's title."""
        return self.subject.row.exercise_id is None

    def counted(self, kind: EvidenceKind) -> int:
        """Return how many parts count by this kind of evidence."""
        return sum(part.evidence is not None and part.evidence.kind == kind and part.share > 0 for part in self.parts)

    @property
    def basis(self) -> str:
        """ "2 proven, 1 claimed, of 4"."""
        counts = [f"{count} {kind}" for kind in EvidenceKind if (count := self.counted(kind))]
        if not self.has_parts:
            return counts[0].partition(" ")[2] if counts else ""
        return f"{', '.join(counts)}, of {len(self.parts)}" if counts else ""


@dataclass(frozen=True, kw_only=True)
class LearnerMarks:
    """All rows of the scheme for one learner."""

    member: Membership
    rows: Sequence[RowMark]
    history: Sequence[MarkException]
    """All exceptions about them, what was taken back too, the oldest first."""

    @property
    def learner(self) -> User:
        return self.member.user

    @cached_property
    def points(self) -> Decimal:
        """The sum of the rounded points, so that adding up the page gives the same."""
        return sum((row.points for row in self.rows if row.state.counts), Decimal("0.00"))

    @cached_property
    def possible(self) -> int:
        return sum(row.possible for row in self.rows)

    @property
    def so_far(self) -> Decimal:
        """The points that were to get until now."""
        return sum((row.possible_so_far for row in self.rows), Decimal(0))

    @property
    def so_far_text(self) -> str:
        return points_text(self.so_far)

    @property
    def points_text(self) -> str:
        return points_text(self.points)

    @property
    def percent(self) -> Decimal | None:
        return percent(self.points, self.possible)

    @property
    def percent_so_far(self) -> Decimal | None:
        return percent(self.points, self.so_far)

    @property
    def kinds(self) -> list[tuple[EvidenceKind, str]]:
        """The points of each kind of evidence that has any. Rounded, so they may differ a little from the sum."""
        points: dict[EvidenceKind, Fraction] = defaultdict(Fraction)
        for row in self.rows:
            for part in row.parts if row.state.counts else ():
                if part.evidence and part.share:
                    points[part.evidence.kind] += row.subject.row.points * part.share / len(row.parts)
        return [(kind, points_text(rounded(points[kind], CENT))) for kind in EvidenceKind if kind in points]

    @property
    def kinds_sentence(self) -> str:
        """ "By evidence: 30 proven, 7.5 claimed." Empty without any."""
        parts = [f"{points} {kind}" for kind, points in self.kinds]
        return f"By evidence: {', '.join(parts)}." if parts else ""


class Marking:
    """A scheme with its rows, to mark learners with. Three queries, and those of `facts_of` and one more for each call,
    however many learners there are.
    """

    def __init__(self, scheme: MarkScheme, *, submissions_url: str = "") -> None:
        """``submissions_url``: where leads and mentors read the learner's submissions; empty for the learner."""
        self.scheme, self._submissions_url = scheme, submissions_url
        self.subjects = Subjects(scheme, curriculum(scheme.cohort.roadmap_id))
        self._weights = scheme.weights

    def marks_of(self, members: Sequence[Membership], *, now: datetime) -> list[LearnerMarks]:
        """Mark these members, which come with their users."""
        learners = [member.user_id for member in members]
        facts, exceptions = facts_of(self.subjects, learners), self._exceptions_of(learners)
        return [self._learner(member, facts[member.user_id], exceptions[member.user_id], now) for member in members]

    def _learner(
        self, member: Membership, facts: LearnerFacts, history: Sequence[MarkException], now: datetime
    ) -> LearnerMarks:
        in_force = [item for item in history if not item.is_undone]
        rows = [self._row(subject, member, facts, in_force, now) for subject in self.subjects.all]
        return LearnerMarks(member=member, rows=rows, history=history)

    def _exceptions_of(self, learners: Sequence[int]) -> dict[int, list[MarkException]]:
        """Return those about each learner, the oldest first. One query."""
        rows = self.scheme.exceptions.filter(Q(learner__in=learners) | Q(learner=None))
        by_learner: dict[int, list[MarkException]] = {learner: [] for learner in learners}
        for item in rows.select_related("writer", "undone_by").order_by("written_at", "pk"):
            item.row = self.subjects.rows.get(item.row_id or 0)
            for learner in [item.learner_id] if item.learner_id else learners:
                by_learner[learner].append(item)
        return by_learner

    def _row(
        self, subject: Subject, member: Membership, facts: LearnerFacts, own: Sequence[MarkException], now: datetime
    ) -> RowMark:
        exceptions = [item for item in own if item.row_id in (None, subject.pk)]
        base_due = self.subjects.base_due(subject, member)
        extensions = [
            Extension(due_at=item.due_at, days=item.extra_days or 0) for item in exceptions if not item.is_excused
        ]
        due = due_with(base_due, extensions, self.scheme.zone)
        is_due = due is not None and due < now
        parts = [part_mark(part.title, facts.evidence_of(part), due, self._weights) for part in subject.parts]
        state = _state(
            subject, parts, is_excused=any(item.is_excused for item in exceptions), is_due=due is not None and due < now
        )
        return RowMark(
            subject=subject,
            state=state,
            points=row_points(subject.row.points, parts if state.counts else ()),
            parts=parts,
            base_due=base_due,
            due=due,
            is_due=is_due,
            exceptions=exceptions,
            lost_passes=lost_passes(facts, subject.parts),
            zone=self.scheme.zone,
            submissions_url=self._submissions_url,
        )


def _state(subject: Subject, parts: Sequence[PartMark], *, is_excused: bool, is_due: bool) -> RowState:
    if is_excused:
        return RowState.EXCUSED
    if any(part.share for part in parts):
        return RowState.MARKED
    if subject.is_retired:
        return RowState.RETIRED
    return RowState.MARKED if is_due else RowState.OPEN
