"""A roster as it would be applied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cohorts.models import Cohort
from cohorts.roster import RosterLine


def known_addresses(cohort: Cohort, addresses: Sequence[str]) -> dict[str, str]:
    """Why an address needs no invitation, for those that need none. Two queries."""
    members = cohort.memberships.filter(user__email__in=addresses).values_list("user__email", flat=True)
    open_invitations = cohort.invitations.open().filter(address__in=addresses).values_list("address", flat=True)
    return dict.fromkeys(open_invitations, "Already invited") | dict.fromkeys(members, "Already in this cohort")


@dataclass(frozen=True)
class RosterPreview:
    """Each line with what would happen. It doesn't say who has an account on this site, because that is private."""

    lines: Sequence[RosterLine]

    @property
    def addresses(self) -> list[str]:
        """Those who would be invited."""
        return [line.address for line in self.lines if not line.problem]

    @property
    def problems(self) -> list[RosterLine]:
        return [line for line in self.lines if line.problem]


def roster_preview(cohort: Cohort, lines: Sequence[RosterLine]) -> RosterPreview:
    """Two queries."""
    reasons = known_addresses(cohort, [line.address for line in lines if line.address])
    return RosterPreview([replace(line, problem=line.problem or reasons.get(line.address, "")) for line in lines])
