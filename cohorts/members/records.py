"""What a membership consists of, as plain values, so that it can be put back: for undoing removals and new roles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.plan.models import DueWeek
from cohorts.sections.models import CohortSection
from curriculum.models import Phase, Topic

BATCH_ROWS = 500


class MemberRecord(TypedDict):
    """All values are keys or short texts: an undo token may have thousands. ``mentor`` and ``assigned`` are users."""

    user: int
    role: str
    joined_on: str
    section: int | None
    mentor: int | None
    external_id: str
    weeks: Sequence[tuple[int | None, int | None, int]]
    """(phase, topic, week) of each due week of their own."""
    mentored: Sequence[int]
    """The sections that they mentor."""
    assigned: Sequence[int]
    """The learners whom they look after first."""


def records_of(members: Sequence[Membership]) -> list[MemberRecord]:
    """Return the records of members of one cohort. Four queries."""
    pks = [member.pk for member in members]
    weeks, mentored, assigned = defaultdict[int, list[Any]](list), defaultdict(list), defaultdict(list)
    for member, *week in DueWeek.objects.filter(member__in=pks).values_list("member", "phase", "topic", "week"):
        weeks[member].append(tuple(week))
    for member, section in _Mentors.objects.filter(membership__in=pks).values_list("membership", "cohortsection"):
        mentored[member].append(section)
    rows = Membership.objects.filter(mentor__in=pks).values_list("mentor", "user")
    for mentor, user in rows:
        assigned[mentor].append(user)
    mentors = [member.mentor_id for member in members if member.mentor_id]
    users = dict(Membership.objects.filter(pk__in=mentors).values_list("pk", "user"))
    return [
        MemberRecord(
            user=member.user_id, role=member.role, joined_on=member.joined_on.isoformat(), section=member.section_id,
            mentor=users.get(member.mentor_id or 0), external_id=member.external_id, weeks=weeks[member.pk],
            mentored=mentored[member.pk], assigned=assigned[member.pk],
        )
        for member in members
    ]  # fmt: skip


def add_back(cohort: Cohort, records: Sequence[MemberRecord], users: Mapping[int, User]) -> list[Membership]:
    """Make members again whose records were kept, as far as what they refer to is still there.

    ``users`` are those who still have accounts. People who are members already stay as they are. Return the new
    members. The caller has locked the cohort. The number of queries is constant.
    """
    present = set(cohort.memberships.values_list("user", flat=True))
    returning = [record for record in records if record["user"] in users and record["user"] not in present]
    taken_ids = set(cohort.memberships.exclude(external_id="").values_list("external_id", flat=True))
    members = Membership.objects.bulk_create(
        [
            Membership(
                cohort=cohort, user=users[record["user"]], role=record["role"],
                joined_on=date.fromisoformat(record["joined_on"]),
                external_id="" if record["external_id"] in taken_ids else record["external_id"],
            )
            for record in returning
        ],
        batch_size=BATCH_ROWS,
    )  # fmt: skip
    _add_weeks(cohort, members, returning)
    link(cohort, members, returning)
    return members


def link(cohort: Cohort, members: Sequence[Membership], records: Sequence[MemberRecord]) -> None:
    """Connect members with their sections and mentors, or with the learners whom they look after, as they were."""
    sections = set(cohort.sections.current().values_list("pk", flat=True))
    staff = dict(cohort.memberships.staff().values_list("user", "pk"))
    for member, record in zip(members, records, strict=True):
        is_learner = member.role == CohortRole.LEARNER
        member.section_id = record["section"] if is_learner and record["section"] in sections else None
        member.mentor_id = staff.get(record["mentor"] or 0) if is_learner else None
    placed = [member for member in members if member.section_id or member.mentor_id]
    Membership.objects.bulk_update(placed, ["section", "mentor"], batch_size=BATCH_ROWS)
    pairs = [(member.pk, record) for member, record in zip(members, records, strict=True) if member.is_staff]
    _Mentors.objects.bulk_create(
        [
            _Mentors(cohortsection_id=section, membership_id=pk)
            for pk, record in pairs
            for section in record["mentored"]
            if section in sections
        ],
        ignore_conflicts=True,
    )
    free = cohort.memberships.learners().filter(mentor=None)
    mentors = {learner: pk for pk, record in pairs for learner in record["assigned"]}
    learners = list(free.filter(user__in=mentors))
    for learner in learners:
        learner.mentor_id = mentors[learner.user_id]
    Membership.objects.bulk_update(learners, ["mentor"], batch_size=BATCH_ROWS)


def _add_weeks(cohort: Cohort, members: Sequence[Membership], records: Sequence[MemberRecord]) -> None:
    weeks = [
        (member, phase, topic, week)
        for member, record in zip(members, records, strict=True)
        for phase, topic, week in record["weeks"]
    ]
    phases = set(Phase.objects.filter(pk__in={phase for _, phase, _, _ in weeks}).values_list("pk", flat=True))
    topics = set(Topic.objects.filter(pk__in={topic for _, _, topic, _ in weeks}).values_list("pk", flat=True))
    DueWeek.objects.bulk_create(
        [
            DueWeek(cohort=cohort, member=member, phase_id=phase, topic_id=topic, week=week)
            for member, phase, topic, week in weeks
            if phase in phases or topic in topics
        ],
        batch_size=BATCH_ROWS,
    )


_Mentors = CohortSection.mentors.through
