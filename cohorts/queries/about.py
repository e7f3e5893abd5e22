"""A cohort as its members, and whoever is invited, may know it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.models import Announcement, Cohort, CohortRole, DueWeek


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """Which cohort it is, who looks after it, and what is due when."""

    cohort: Cohort
    leads: Sequence[str]
    mentors: Sequence[str]
    plan: Sequence[DueWeek]
    announcement: Announcement | None
    """The newest. People who are only invited don't see it."""


def cohort_facts(cohort: Cohort) -> CohortFacts:
    """Three queries."""
    staff = cohort.memberships.staff().select_related("user").order_by("user__name", "pk")
    names: dict[str, list[str]] = {CohortRole.LEAD: [], CohortRole.MENTOR: []}
    for member in staff:
        names[member.role].append(str(member.user))
    plan = list(cohort.due_weeks.select_related("phase", "topic"))
    for item in plan:
        item.cohort = cohort
    return CohortFacts(
        cohort=cohort,
        leads=names[CohortRole.LEAD],
        mentors=names[CohortRole.MENTOR],
        plan=plan,
        announcement=cohort.announcements.current().select_related("cohort").first(),
    )
