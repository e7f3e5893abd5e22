"""What a roster would do to each person of its cohort. It says nothing about who has an account here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cohorts.cohort.models import STAFF_ROLES, Cohort, CohortRole, Membership
from cohorts.joining.models import Invitation
from cohorts.rosters.models import Roster, RosterEntry, RosterOutcome, RosterSource
from cohorts.rosters.parsing import ParsedLine
from cohorts.sections.models import CohortSection
from lib.errors import RefusedError

NO_ROOM = (
    "With this roster the cohort has {learners:,} learners, and it has places for {places:,}. Change the places under "
    "“Edit”, or shorten the roster."
)
TOO_MANY_SECTIONS = f"With this roster the cohort has more than {CohortSection.MAX_PER_COHORT} sections. Use fewer."
KEEPS_ROLE = "Is a {role} here, and stays one. A lead changes roles on the page of the member."
MAX_LEAVING_SHARE, MIN_LEAVING = 0.25, 2
"""By night, no larger share of a cohort's learners leaves because of a platform's list. So many always may."""
TOO_MANY_LEAVE = (
    "{leaving:,} of {learners:,} learners would leave. By night, at most a quarter may, and never all. If the "
    "platform’s list is right, bring in the members by hand."
)
OTHER_PERSON = "This external id belongs to another member, {}. Correct one of them."


@dataclass(frozen=True, kw_only=True)
class CohortPeople:
    """The members and open invitations of a cohort, by each key that a roster may use."""

    members: Sequence[Membership]
    by_email: Mapping[str, Membership]
    by_external_id: Mapping[str, Membership]
    invitations: Mapping[str, Invitation]
    """By address."""
    sections: Mapping[str, CohortSection]
    """By name in lower case."""

    def member_of(self, line: ParsedLine | RosterEntry) -> Membership | None:
        """The external id decides, so that a person may change their address."""
        return self.by_external_id.get(line.external_id) or self.by_email.get(line.email)


def people_of(cohort: Cohort) -> CohortPeople:
    """Return who is in a cohort or invited. Four queries."""
    members = list(cohort.memberships.select_related("user", "section"))
    by_email = {member.user.email: member for member in members}
    confirmed = cohort.memberships.filter(user__emailaddress__verified=True)
    by_pk = {member.pk: member for member in members}
    for pk, address in confirmed.values_list("pk", "user__emailaddress__email"):
        if pk in by_pk:
            by_email.setdefault(address.lower(), by_pk[pk])
    invitations = cohort.invitations.open().exclude(address="").select_related("section")
    return CohortPeople(
        members=members,
        by_email=by_email,
        by_external_id={member.external_id: member for member in members if member.external_id},
        invitations={invitation.address: invitation for invitation in invitations},
        sections={section.name.lower(): section for section in cohort.sections.current()},
    )


def plan_lines(roster: Roster, lines: Sequence[ParsedLine]) -> list[RosterEntry]:
    """Return a row for each line, and for everybody who would leave. Raises RefusedError if the cohort has no room, or
    if too many would leave by night.

    While a platform doesn't say who somebody is, nobody leaves: it may be them.
    """
    people = people_of(roster.cohort)
    rows = [_row(roster, line, people) for line in lines]
    _refuse_a_person_twice(rows)
    is_course = roster.source == RosterSource.COURSE
    if roster.removes_missing and not (is_course and any(not line.email for line in lines)):
        leavers = _leavers(roster, lines, people)
        if is_course and roster.applies_at_once:
            _check_share(leavers, people)
        rows += leavers
    _check_room(roster.cohort, people, rows)
    return rows


def _row(roster: Roster, line: ParsedLine, people: CohortPeople) -> RosterEntry:
    row = RosterEntry(
        roster=roster, number=line.number, email=line.email, name=line.name, section=line.section, role=line.role,
        external_id=line.external_id, text=line.text, outcome=RosterOutcome.NEW,
    )  # fmt: skip
    if line.problem:
        row.outcome, row.note = RosterOutcome.PROBLEM, line.problem[:200]
    elif member := people.member_of(line):
        _compare(row, member, people)
    elif invitation := people.invitations.get(line.email):
        row.outcome, row.invitation = RosterOutcome.INVITED, invitation
        current = invitation.section.name if invitation.section else ""
        if line.section and current.lower() != line.section.lower():
            row.note = f"Will be in {line.section}"
    elif line.waits:
        row.outcome, row.note = RosterOutcome.WAITS, line.waits[:200]
    return row


def _compare(row: RosterEntry, member: Membership, people: CohortPeople) -> None:
    """Compare a line with the member that it names."""
    row.member, row.outcome = member, RosterOutcome.MEMBER
    same_address = people.by_email.get(row.email)
    if same_address and same_address != member:
        row.outcome, row.note = RosterOutcome.PROBLEM, OTHER_PERSON.format(member.user.email)[:200]
    elif member.is_staff or row.role in STAFF_ROLES:
        if member.role != row.role:
            row.note = KEEPS_ROLE.format(role=member.get_role_display())
    elif row.section and row.section.lower() != member.section_name.lower():
        row.outcome = RosterOutcome.MOVED
        row.note = f"From {member.section_name} to {row.section}" if member.section_name else f"To {row.section}"


def _refuse_a_person_twice(rows: Iterable[RosterEntry]) -> None:
    """An address and an external id in two lines may be the same member."""
    numbers: dict[int, int] = {}
    for row in rows:
        if row.member_id and row.outcome != RosterOutcome.PROBLEM:
            earlier = numbers.setdefault(row.member_id, row.number)
            if earlier != row.number:
                row.outcome, row.note = (
                    RosterOutcome.PROBLEM,
                    f"The same person as in line {earlier}. Remove one of them.",
                )


def _leavers(roster: Roster, lines: Sequence[ParsedLine], people: CohortPeople) -> list[RosterEntry]:
    """Learners and invited learners who aren't in the roster. A line with a problem still names its person."""
    staying = {member.pk for line in lines if (member := people.member_of(line))}
    addresses = {line.email for line in lines}
    leaves = {"roster": roster, "number": 0, "outcome": RosterOutcome.LEAVES}
    members = [
        RosterEntry(email=member.user.email, name=member.user.name, member=member, note=member.section_name, **leaves)
        for member in people.members
        if member.role == CohortRole.LEARNER and member.pk not in staying
    ]
    invitations = [
        RosterEntry(email=address, name=invitation.name, invitation=invitation, note="Invited", **leaves)
        for address, invitation in people.invitations.items()
        if invitation.role == CohortRole.LEARNER and address not in addresses
    ]
    return members + invitations


def _check_share(leavers: Sequence[RosterEntry], people: CohortPeople) -> None:
    """Raises RefusedError. Invited learners count too: a list that lacks them is as doubtful."""
    roles = [row.role for row in people.members] + [row.role for row in people.invitations.values()]
    learners = roles.count(CohortRole.LEARNER)
    if len(leavers) > max(MIN_LEAVING, MAX_LEAVING_SHARE * learners) or 0 < learners == len(leavers):
        raise RefusedError(TOO_MANY_LEAVE.format(leaving=len(leavers), learners=learners))


def _check_room(cohort: Cohort, people: CohortPeople, rows: Sequence[RosterEntry]) -> None:
    counts = Counter(row.outcome for row in rows if row.role == CohortRole.LEARNER)
    leaving = sum(row.outcome == RosterOutcome.LEAVES and row.member_id is not None for row in rows)
    here = sum(member.role == CohortRole.LEARNER and member.user.is_active for member in people.members)
    learners = here + counts[RosterOutcome.NEW] - leaving
    if counts[RosterOutcome.NEW] and learners > cohort.max_learners:
        raise RefusedError(NO_ROOM.format(learners=learners, places=cohort.max_learners))
    names = {row.section.lower() for row in rows if row.section and row.outcome != RosterOutcome.PROBLEM}
    if len(names | people.sections.keys()) > CohortSection.MAX_PER_COHORT:
        raise RefusedError(TOO_MANY_SECTIONS)
