"""The members of a cohort's courses as the lines of a roster. A worker reads them from the platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from allauth.account.models import EmailAddress

from accounts.single_sign_on.linking import readable_name
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.rosters.models import Roster
from cohorts.rosters.parsing import MAX_PEOPLE, MAX_SHOWN_CHARS, ParsedLine, check_people
from lib.errors import RefusedError
from lti.launches.accounts import NOBODY, usable
from lti.launches.models import LtiContext, LtiIdentity
from lti.members.service import READ_SECONDS, CourseMember, read_members

CHUNK = 500
NO_COURSE = "This cohort has no course on a learning platform any more. Choose one in its “Courses”."
NOT_TOLD = (
    "{platform} doesn’t tell us the members of “{course}”. Ask its administrators to allow this site names and roles, "
    "then open a link in the course once."
)
SILENT = "This course doesn’t tell its members. Allow it names and roles on the platform, then open a link in it once."
NOBODY_THERE = "{platform} lists nobody who learns or teaches in “{course}”. Look at its members there, then try again."
TOO_MANY = f"The courses have more than {MAX_PEOPLE:,} people together. Let some of them have a cohort of their own."
OPENS_A_LINK = "Joins when they open a link in the course."
NO_ADDRESS = f"The platform doesn’t tell their address. {OPENS_A_LINK}"
NOBODY_LEAVES = "Until then nobody leaves the cohort."
Key = tuple[int, str]
"""A platform's pk, and its id of a person."""


@dataclass(frozen=True, kw_only=True)
class KnownAccount:
    """The account here that a platform's person opens."""

    member_email: str
    """Its address, if it is in the cohort."""
    addresses: frozenset[str]
    """Those that it has confirmed."""


def course_lines(roster: Roster) -> list[ParsedLine]:
    """Read the members of all courses of the roster's cohort. Raises RefusedError.

    Whoever has opened a link from the platform keeps their account. They aren't invited to another one: they join by
    opening a link in the course, as everybody does whose address doesn't lead to the right person for sure.
    """
    people, silent = _read(roster.cohort)
    accounts = _accounts(roster.cohort, list(people.values()))
    lines, rows, waits = [], [], {}
    for number, person in enumerate(people.values(), start=1):
        name, account = readable_name(person.name, ""), accounts.get(_key(person))
        email = (account and account.member_email) or usable(person.address)
        if not email:
            note = f"{NO_ADDRESS} {NOBODY_LEAVES}" if roster.removes_missing else NO_ADDRESS
            lines.append(ParsedLine(number=number, name=name, text=name or "Somebody without a name", waits=note))
            continue
        is_safe = account is None or email in account.addresses
        if (person.is_instructor and not person.platform.owns(email)) or not is_safe:
            waits[number] = OPENS_A_LINK
        role = CohortRole.MENTOR if person.is_instructor else CohortRole.LEARNER
        fields = {"email": email, "name": name, "role": str(role), "external_id": person.external_id}
        rows.append((number, fields, f"{name} {email}"))
    checked = check_people(rows) if rows else []
    lines += [replace(line, waits=waits.get(line.number, ""), text=_text_of(line)) for line in checked]
    lines.sort(key=lambda line: line.number)
    problem = f"{SILENT} {NOBODY_LEAVES}" if roster.removes_missing else SILENT
    return lines + [ParsedLine(number=0, text=str(course)[:MAX_SHOWN_CHARS], problem=problem) for course in silent]


def _read(cohort: Cohort) -> tuple[dict[Key, CourseMember], list[LtiContext]]:
    """Return who learns or teaches in the courses, each once, and the courses that don't tell it."""
    courses = list(LtiContext.objects.filter(cohort=cohort).select_related("deployment__platform"))
    if not courses:
        raise RefusedError(NO_COURSE)
    silent = [course for course in courses if not course.members_url]
    if len(silent) == len(courses):
        raise RefusedError(NOT_TOLD.format(platform=silent[0].deployment.platform, course=silent[0]))
    people: dict[Key, CourseMember] = {}
    stop_at = monotonic() + READ_SECONDS
    for course in courses:
        if course in silent:
            continue
        members = [row for row in read_members(course, stop_at=stop_at) if row.is_instructor or row.is_learner]
        if not members:
            raise RefusedError(NOBODY_THERE.format(platform=course.deployment.platform, course=course))
        for member in members:
            earlier = people.get(_key(member))
            if earlier is None or member.is_instructor:
                people[_key(member)] = member
    if len(people) > MAX_PEOPLE:
        raise RefusedError(TOO_MANY)
    return people, silent


def _accounts(cohort: Cohort, people: Sequence[CourseMember]) -> Mapping[Key, KnownAccount]:
    """The accounts of those who have opened a link from their platform. Three queries for every CHUNK of people."""
    in_cohort = set(cohort.memberships.values_list("user", flat=True))
    accounts: dict[Key, KnownAccount] = {}
    for start in range(0, len(people), CHUNK):
        keys = {_key(person) for person in people[start : start + CHUNK]}
        rows = LtiIdentity.objects.filter(
            platform__in={platform for platform, _ in keys}, subject__in={subject for _, subject in keys}
        )
        identities = list(rows.values_list("platform", "subject", "user", "user__email"))
        addresses: dict[int, set[str]] = {}
        confirmed = EmailAddress.objects.filter(user__in={user for _, _, user, _ in identities}, verified=True)
        for user, address in confirmed.values_list("user", "email"):
            addresses.setdefault(user, set()).add(address.lower())
        for platform, subject, user, email in identities:
            accounts[platform, subject] = KnownAccount(
                member_email=email if user in in_cohort else "", addresses=frozenset(addresses.get(user, ()))
            )
    return accounts


def _key(person: CourseMember) -> Key:
    return person.platform.pk, person.subject


def _text_of(line: ParsedLine) -> str:
    """What the page shows instead of an address that stands for none."""
    return (line.name or "Somebody without a name") if line.email.endswith(f"@{NOBODY}") else line.text
