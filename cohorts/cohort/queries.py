"""A person's cohorts, and the facts about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.plan import rules
from cohorts.plan.rules import PlanStart


@dataclass(frozen=True, kw_only=True)
class CohortList:
    """The cohorts whose learners somebody may see, the archived ones apart, and the cohorts in which they learn."""

    looked_after: Sequence[Cohort]
    learning: Sequence[Cohort]
    archive: Sequence[Cohort]


def cohort_list_of(person: User) -> CohortList:
    """Return the cohorts that somebody may see or learns in. Two queries."""
    visible = list(Cohort.objects.visible_to(person).with_counts())
    return CohortList(
        looked_after=[cohort for cohort in visible if not cohort.is_archived],
        learning=list(Cohort.objects.learned_in_by(person)),
        archive=[cohort for cohort in visible if cohort.is_archived],
    )


@dataclass(frozen=True)
class DueLine:
    """A phase or a topic, and when the reader should be done with it."""

    title: str
    week: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class CohortFacts:
    """Which cohort it is, who looks after it, and what is due when."""

    cohort: Cohort
    leads: Sequence[str]
    mentors: Sequence[str]
    plan: Sequence[DueLine]
    starts_late: PlanStart | None
    """When the plan begins for a member who joined late. None: with the cohort."""
    announcement: Announcement | None
    """The newest. People who are only invited don't see it."""


def cohort_facts(cohort: Cohort, member: Membership | None = None) -> CohortFacts:
    """Return the facts that this member, or somebody who is invited, may know. Three queries."""
    is_learner = member is not None and member.role == CohortRole.LEARNER
    starts_late = rules.late_start(cohort.started_on, member.joined_on) if member and is_learner else None
    staff = cohort.memberships.staff().select_related("user").order_by("user__name", "pk")
    names: dict[str, list[str]] = {CohortRole.LEAD: [], CohortRole.MENTOR: []}
    for mentor in staff:
        names[mentor.role].append(str(mentor.user))
    plan = list(cohort.due_weeks.select_related("phase", "topic"))
    for item in plan:
        item.cohort = cohort
    delay = starts_late.delay if starts_late else timedelta()
    return CohortFacts(
        cohort=cohort,
        leads=names[CohortRole.LEAD],
        mentors=names[CohortRole.MENTOR],
        plan=[DueLine(item.title, item.week, item.due_on + delay) for item in plan],
        starts_late=starts_late,
        announcement=cohort.announcements.current().select_related("cohort").first(),
    )
