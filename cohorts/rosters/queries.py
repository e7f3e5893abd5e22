"""A roster with what it does, and the current people of a cohort in the form of a roster."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from cohorts.cohort.models import Cohort, CohortRole
from cohorts.rosters.models import UNUSED, Roster, RosterEntry, RosterOutcome, RosterState

LINES_PER_PAGE = 50
MAX_SAMPLES = 8
MAX_LISTED = 30


@dataclass(frozen=True, kw_only=True)
class RosterPage:
    """A roster with a page of its lines."""

    roster: Roster
    counts: Mapping[str, int]
    """Of lines, by outcome."""
    applied: int
    show: str
    page: "Page[RosterEntry]"
    samples: Sequence[str]
    """Names beyond ASCII, by which a person sees whether the guess of the encoding is right."""
    new_sections: Sequence[str]

    @property
    def outcomes(self) -> list[tuple[RosterOutcome, str, int]]:
        """Each outcome that occurs, with its label and count. Problems come first."""
        is_past = self.roster.state == RosterState.APPLIED
        order = (
            RosterOutcome.PROBLEM,
            RosterOutcome.NEW,
            RosterOutcome.INVITED,
            RosterOutcome.MOVED,
            RosterOutcome.LEAVES,
            RosterOutcome.WAITS,
            RosterOutcome.MEMBER,
        )
        return [
            (outcome, outcome.past_label if is_past else str(outcome.label), count)
            for outcome in order
            if (count := self.counts.get(outcome, 0))
        ]

    @property
    def changes(self) -> int:
        """How many people something happens to."""
        return sum(
            self.counts.get(outcome, 0) for outcome in (RosterOutcome.NEW, RosterOutcome.MOVED, RosterOutcome.LEAVES)
        )

    @property
    def usable(self) -> int:
        """The number of lines that are applied."""
        return self.roster.total - sum(self.counts.get(outcome, 0) for outcome in UNUSED)

    @property
    def may_apply(self) -> bool:
        return self.roster.state == RosterState.CHECKED and self.usable > 0


def roster_page(roster: Roster, *, show: str, number: str) -> RosterPage:
    """Return a roster as its page shows it. Six queries."""
    rows = roster.lines.all()
    groups = (
        rows.order_by()
        .values_list("outcome")
        .annotate(Count("pk"), applied=Count("pk", filter=Q(applied_at__isnull=False)))
    )
    counts, applied = {}, 0
    for outcome, count, done in groups:
        counts[outcome] = count
        applied += done
    show = (
        show
        if show in counts
        else next((str(o) for o in (RosterOutcome.PROBLEM, RosterOutcome.NEW) if o in counts), "")
    )
    shown = rows.filter(outcome=show) if show else rows
    return RosterPage(
        roster=roster, counts=counts, applied=applied, show=show,
        page=Paginator(shown, LINES_PER_PAGE).get_page(number),
        samples=_samples(roster),
        new_sections=_new_sections(roster),
    )  # fmt: skip


def _samples(roster: Roster) -> list[str]:
    """Return names with letters beyond ASCII, if the encoding is a guess."""
    if not roster.is_guess:
        return []
    return list(roster.lines.filter(name__regex=r"[^ -~]").values_list("name", flat=True)[:MAX_SAMPLES])


def _new_sections(roster: Roster) -> list[str]:
    if roster.state not in (RosterState.CHECKED, RosterState.APPLYING):
        return []
    current = {name.lower() for name in roster.cohort.sections.current().values_list("name", flat=True)}
    rows = (
        roster.lines.exclude(section="")
        .exclude(outcome=RosterOutcome.PROBLEM)
        .order_by()
        .values_list("section", flat=True)
    )
    names = {name.lower(): name for name in rows.distinct()}
    return sorted(name for key, name in names.items() if key not in current)


def roster_of(cohort: Cohort) -> list[dict[str, Any]]:
    """Return the members but the leads, and the invited people of a cohort, as a script's roster has them."""
    members = cohort.memberships.exclude(role=CohortRole.LEAD).select_related("user", "section").order_by("pk")
    invitations = cohort.invitations.open().exclude(address="").select_related("section").order_by("pk")
    people = [
        {
            "external_id": member.external_id, "email": member.user.email, "name": member.user.name,
            "section": member.section_name, "role": member.role, "state": "member",
        }
        for member in members
    ]  # fmt: skip
    people += [
        {
            "external_id": invitation.external_id, "email": invitation.address, "name": invitation.name,
            "section": invitation.section.name if invitation.section and not invitation.section.removed_at else "",
            "role": invitation.role, "state": "invited",
        }
        for invitation in invitations
    ]  # fmt: skip
    return people


def etag_of(people: Sequence[Mapping[str, Any]]) -> str:
    """Return the entity tag of a roster, which changes with anything in it."""
    return f'"{hashlib.sha256(json.dumps(people, sort_keys=True).encode()).hexdigest()[:32]}"'
