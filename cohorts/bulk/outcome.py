"""What was done to how many of the chosen learners, and why the others were left out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from cohorts.cohort.models import Cohort, Membership, MembershipQuerySet

MAX_NAMES = 5
HAVE_LEFT = "no longer in the cohort"


@dataclass(frozen=True, kw_only=True)
class BulkOutcome:
    """``count`` learners were changed. ``left_out`` are the names of the others, by the reason."""

    count: int
    members: Sequence[Membership] = ()
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gone: int = 0
    """How many of those who were chosen are no longer learners of the cohort."""
    undo: Mapping[str, Any] = field(default_factory=dict)
    """The state that undoes it. Empty: nothing to undo."""

    def with_undo(self, state: Mapping[str, Any]) -> "BulkOutcome":
        return replace(self, undo=state)

    @property
    def left_out_text(self) -> str:
        """ "Left out: Ada and 3 more (in it already); Bo (no answer is waiting)." Empty if nobody was."""
        parts = [f"{_names(names)} ({reason})" for reason, names in self.left_out.items()]
        parts += [f"{self.gone} {HAVE_LEFT}"] if self.gone else []
        return f"Left out: {'; '.join(parts)}." if parts else ""

    @property
    def learners_text(self) -> str:
        return "1 learner" if self.count == 1 else f"{self.count} learners"

    @property
    def people_text(self) -> str:
        return "1 person" if self.count == 1 else f"{self.count} people"


@dataclass(frozen=True)
class NamedMembers:
    """The chosen members who are in the cohort now, by name, and how many others were chosen."""

    members: Sequence[Membership]
    gone: int = 0

    def sort_out(self, reason_of: Callable[[Membership], str]) -> BulkOutcome:
        """Leave out those for whom there is a reason."""
        members, left_out = [], dict[str, list[str]]()
        for member in self.members:
            if reason := reason_of(member):
                left_out.setdefault(reason, []).append(str(member.user))
            else:
                members.append(member)
        return BulkOutcome(count=len(members), members=members, left_out=left_out, gone=self.gone)


def learners_named(cohort: Cohort, uids: Collection[UUID]) -> NamedMembers:
    """Return the learners of a cohort with these uids. One query."""
    return _named(cohort.memberships.learners(), uids)


def members_named(cohort: Cohort, uids: Collection[UUID]) -> NamedMembers:
    """Return the members of a cohort with these uids, whatever their role. One query."""
    return _named(cohort.memberships.all(), uids)


def _named(rows: MembershipQuerySet, uids: Collection[UUID]) -> NamedMembers:
    chosen = set(uids)
    chosen_rows = rows.filter(user__uid__in=chosen).select_related("user", "section", "mentor__user", "cohort")
    members = list(chosen_rows.order_by("user__name", "pk"))
    return NamedMembers(members, gone=len(chosen) - len(members))


def _names(names: Sequence[str]) -> str:
    more = len(names) - MAX_NAMES
    return ", ".join(names[:MAX_NAMES]) + (f" and {more} more" if more > 0 else "")
