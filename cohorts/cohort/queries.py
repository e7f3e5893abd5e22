"""A person's cohorts, and the facts about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.plan import rules
from cohorts.plan.models import DueWeek, last_day
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


def _newest_for(cohort: Cohort, member: Membership | None) -> Announcement | None:
    announcements = cohort.announcements.current().select_related("cohort")
    if member is None:
        return announcements.filter(audience="").first()
    return (announcements if member.is_staff else announcements.for_member(member.user)).first()


@dataclass(frozen=True, kw_only=True)
class DueLine:
    """A phase or a topic, and when the reader should be done with it."""

    title: str
    week: int
    due_on: date
    is_own: bool = False
    """Whether a lead set it for this reader, in place of the cohort's."""
    phase: int | None = None
    topic: int | None = None
    shared_due_on: date | None = None
    """When it would be due for them without a week of their own. None: never, or they have none."""


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


def due_lines(cohort: Cohort, learner: Membership | None) -> list[DueLine]:
    """Return what is due when: for the cohort, or for one of its learners, by their own weeks and counted from their
    own start. One query.
    """
    start = rules.late_start(cohort.started_on, learner.joined_on) if learner else None
    delay = start.delay if start else timedelta()
    weeks: dict[tuple[int | None, int | None], DueWeek] = {}
    shared: dict[tuple[int | None, int | None], DueWeek] = {}
    of_reader = Q(member=None) | Q(member=learner) if learner else Q(member=None)
    for week in cohort.due_weeks.filter(of_reader).select_related("phase", "topic"):
        subject = (week.phase_id, week.topic_id)
        if week.member_id or subject not in weeks:
            weeks[subject] = week
        if week.member_id is None:
            shared[subject] = week

    def due_on(week: DueWeek) -> date:
        return last_day(cohort.started_on, week.week) + delay

    lines = [
        DueLine(
            title=week.title,
            week=week.week,
            due_on=due_on(week),
            is_own=bool(week.member_id),
            phase=week.phase_id,
            topic=week.topic_id,
            shared_due_on=due_on(shared[subject]) if week.member_id and subject in shared else None,
        )
        for subject, week in weeks.items()
    ]
    return sorted(lines, key=lambda line: line.due_on)


def cohort_facts(cohort: Cohort, member: Membership | None = None) -> CohortFacts:
    """Return the facts that this member, or somebody who is invited, may know. Three queries."""
    is_learner = member is not None and member.role == CohortRole.LEARNER
    starts_late = rules.late_start(cohort.started_on, member.joined_on) if member and is_learner else None
    staff = cohort.memberships.staff().select_related("user").order_by("user__name", "pk")
    names: dict[str, list[str]] = {CohortRole.LEAD: [], CohortRole.MENTOR: []}
    for mentor in staff:
        names[mentor.role].append(str(mentor.user))
    return CohortFacts(
        cohort=cohort,
        leads=names[CohortRole.LEAD],
        mentors=names[CohortRole.MENTOR],
        plan=due_lines(cohort, member if is_learner else None),
        starts_late=starts_late,
        announcement=_newest_for(cohort, member),
    )
