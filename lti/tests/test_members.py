"""A worker reads who is in a cohort's courses, and makes a roster of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Role, User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.rosters.actions import apply_batches, apply_roster, give_roster, queue_abandoned_rosters
from cohorts.rosters.models import Roster, RosterOutcome, RosterSource, RosterState
from cohorts.rosters.parsing import MAX_PEOPLE
from lti.launches.accounts import NOBODY
from lti.launches.models import LtiContext, LtiIdentity
from lti.members import service
from lti.members.actions import check_course_roster, give_nightly_roster, switch_on
from lti.members.models import NightlyRoster
from lti.platforms.models import LtiPlatform
from lti.tests.conftest import Come
from tests.lti import CLAIM, INSTRUCTOR, TestPlatform, forged, member

ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
TEACHER = member("emmy-there", INSTRUCTOR, email="emmy@uni.example")
Read = Callable[..., Roster]


def lead_of(course: LtiContext) -> User:
    return LtiIdentity.objects.get(subject="emmy-there").user


@pytest.fixture
def read(course: LtiContext) -> Read:
    """What the button does: give a roster, and let the worker read the course."""

    def given(**options: Any) -> Roster:
        assert course.cohort
        roster = give_roster(person=lead_of(course), cohort=course.cohort, source=RosterSource.COURSE, **options)
        check_course_roster(pk=roster.pk)
        roster.refresh_from_db()
        return roster

    return given


@pytest.fixture
def applied(course: LtiContext, read: Read) -> Read:
    def given(**options: Any) -> Roster:
        roster = read(**options)
        apply_roster(person=lead_of(course), roster=roster)
        apply_batches(pk=roster.pk)
        return roster

    return given


@pytest.fixture
def class_of_8(course: LtiContext, come: Come) -> list[dict[str, Any]]:
    """Eight learners who have opened a link in the course, as the platform lists them with their teacher."""
    for number in range(8):
        come(f"learner-{number}").open()
    return [TEACHER, *(member(f"learner-{number}", email=f"l{number}@uni.example") for number in range(8))]


def outcomes(roster: Roster) -> dict[str, str]:
    return {line.name: line.outcome for line in roster.lines.all()}


def learners(course: LtiContext) -> int:
    assert course.cohort
    return course.cohort.memberships.learners().count()


def test_registration_asks_for_names_and_roles(platform: TestPlatform, registered: LtiPlatform) -> None:
    assert service.SCOPES[0] in platform.state["tools"][registered.client_id]["scope"].split()


def test_a_launch_says_where_the_members_are(platform: TestPlatform, course: LtiContext, come: Come) -> None:
    assert course.members_url == f"{platform.address}/members/course-1"
    come().open(tells_members=False)
    course.refresh_from_db()
    assert course.members_url


@pytest.mark.parametrize("url", ["http://10.0.0.1/members", "ftp://127.0.0.1/", "https://a b/", 5, ["x"]])
def test_an_address_that_we_do_not_use_is_not_stored(registered: LtiPlatform, come: Come, url: object) -> None:
    deployment = registered.deployments.get().deployment_id
    teacher = come("teacher", roles=(INSTRUCTOR,))
    changes = {
        NRPS: {"context_memberships_url": url},
        f"{CLAIM}roles": [INSTRUCTOR],
        f"{CLAIM}deployment_id": deployment,
    }
    query, claims = forged(teacher, **changes)
    fields = {"id_token": teacher.platform.sign(claims), "state": query["state"]}
    page = teacher.follow(teacher.client.post("/lti/launch/", fields))
    assert page.status_code == 200
    assert LtiContext.objects.get().members_url == ""


def test_it_shows_what_would_happen_to_each(
    platform: TestPlatform, course: LtiContext, come: Come, registered: LtiPlatform, read: Read
) -> None:
    LtiPlatform.objects.update(domains="uni.example")
    come().open()
    platform.set_members(
        TEACHER,
        member("ada-there", email="ada@uni.example"),
        member("bo", email="bo@elsewhere.example", lis_person_sourcedid="2026-17"),
        member("cy"),
        member("mentor", INSTRUCTOR, email="mentor@uni.example"),
        member("assistant", ASSISTANT, email="assistant@elsewhere.example"),
        member("gone", status="Inactive", email="gone@uni.example"),
        member("rector", ADMINISTRATOR, email="rector@uni.example"),
        member("guest", "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor", email="guest@uni.example"),
        member("bad", email="no address"),
    )
    roster = read()
    assert roster.state == RosterState.CHECKED, roster.problem
    assert outcomes(roster) == {
        "Emmy-There": RosterOutcome.MEMBER,
        "Ada-There": RosterOutcome.MEMBER,
        "Bo": RosterOutcome.NEW,
        "Cy": RosterOutcome.WAITS,
        "Mentor": RosterOutcome.NEW,
        "Assistant": RosterOutcome.WAITS,
        "Bad": RosterOutcome.WAITS,
    }
    assert dict(roster.lines.filter(outcome=RosterOutcome.NEW).values_list("name", "role")) == {
        "Bo": CohortRole.LEARNER, "Mentor": CohortRole.MENTOR,
    }  # fmt: skip
    assert Membership.objects.count() == 2


def test_applying_invites_and_makes_nobody_a_member(
    platform: TestPlatform, course: LtiContext, applied: Read, come: Come
) -> None:
    platform.set_members(TEACHER, member("bo", email="bo@uni.example", lis_person_sourcedid="2026-17"), member("cy"))
    applied()
    assert course.cohort
    invitation = course.cohort.invitations.get()
    assert (invitation.address, invitation.name, invitation.external_id) == ("bo@uni.example", "Bo", "2026-17")
    assert learners(course) == 0
    assert not User.objects.filter(email__in=["bo@uni.example", "cy"]).exists()
    come("cy").open()
    assert learners(course) == 1
    assert AuditEntry.objects.get(action=AuditAction.ROSTER_APPLIED).fields["by"] == "learning platform"


def test_whoever_has_an_account_is_invited_to_no_other(
    platform: TestPlatform, course: LtiContext, come: Come, read: Read
) -> None:
    """They have come from another course, without an address that is theirs for sure."""
    come("bo", email="bo@uni.example").open(course="course-2")
    come("cy", email="cy@uni.example").open(course="course-2")
    cy = LtiIdentity.objects.get(subject="cy").user
    EmailAddress.objects.create(user=cy, email="cy@uni.example", verified=True)
    platform.set_members(member("bo", email="bo@uni.example"), member("cy", email="cy@uni.example"))
    assert outcomes(read()) == {"Bo": RosterOutcome.WAITS, "Cy": RosterOutcome.NEW}


def test_a_changed_address_at_the_platform_moves_nobody_to_another_account(
    platform: TestPlatform, course: LtiContext, come: Come, ada: User, read: Read
) -> None:
    come("bo").open()
    platform.set_members(member("bo", email=ada.email))
    roster = read(removes_missing=True)
    assert outcomes(roster) == {"Bo": RosterOutcome.MEMBER}
    assert roster.lines.get().member == LtiIdentity.objects.get(subject="bo").user.memberships.get()


def test_nobody_becomes_an_admin_or_a_lead(platform: TestPlatform, course: LtiContext, read: Read) -> None:
    LtiPlatform.objects.update(domains="uni.example")
    platform.set_members(member("x", INSTRUCTOR, roles=[INSTRUCTOR, ADMINISTRATOR], email="x@uni.example"))
    assert read().lines.get().role == CohortRole.MENTOR
    assert not User.objects.filter(role=Role.ADMIN).exclude(email="grace@example.org").exists()


def test_roles_as_moodle_writes_them(platform: TestPlatform, course: LtiContext, read: Read) -> None:
    platform.set_members(member("bo", "Learner", email="bo@uni.example"), member("di", "Instructor"))
    assert outcomes(read()) == {"Bo": RosterOutcome.NEW, "Di": RosterOutcome.WAITS}


@pytest.mark.parametrize("is_moodle", [False, True])
def test_all_pages_are_read(platform: TestPlatform, course: LtiContext, read: Read, is_moodle: bool) -> None:
    people = [member(f"p{number}", email=f"p{number}@uni.example") for number in range(230)]
    platform.set_members(*people, page_size=50, is_moodle=is_moodle)
    assert read().lines.filter(outcome=RosterOutcome.NEW).count() == 230


def test_people_who_left_the_course_leave_the_cohort_if_the_lead_wants_it(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], applied: Read
) -> None:
    inactive = class_of_8[-1] | {"status": "Inactive"}
    platform.set_members(*class_of_8[:-2], inactive)
    applied()
    assert learners(course) == 8
    applied(removes_missing=True)
    assert learners(course) == 6
    assert User.objects.filter(lti_identities__subject="learner-7").exists()


def test_while_somebody_cannot_be_told_nobody_leaves(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], applied: Read
) -> None:
    """The person without an address may be the member who seems to be missing."""
    platform.set_members(*class_of_8[:-1], member("unknown"))
    roster = applied(removes_missing=True)
    assert learners(course) == 8
    assert "nobody leaves" in roster.lines.get(outcome=RosterOutcome.WAITS).note


def test_a_cohort_of_two_courses_keeps_the_people_of_both(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], read: Read
) -> None:
    platform.set_members(*class_of_8[:5])
    platform.set_members(*class_of_8[4:], course="course-2")
    url = f"{platform.address}/members/course-2"
    other = LtiContext.objects.create(
        deployment=course.deployment, context_id="course-2", cohort=course.cohort, members_url=url
    )
    assert set(outcomes(read(removes_missing=True)).values()) == {RosterOutcome.MEMBER}
    LtiContext.objects.filter(pk=other.pk).update(members_url="")
    assert RosterOutcome.LEAVES not in outcomes(read(removes_missing=True)).values()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("401", "names and roles"),
        ("403", "names and roles"),
        ("404", "Open a link in the course once"),
        ("500", "Try again later"),
        ("text", "it isn’t a list of members"),
        ("object", "it isn’t a list of members"),
        ("circle", "its pages lead in a circle"),
        ("elsewhere", "its next page is elsewhere"),
    ],
)
def test_what_goes_wrong_changes_nobody_and_says_what_to_do(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], read: Read, fault: str, sentence: str
) -> None:
    platform.set_members(*class_of_8[:3], fault=fault)
    roster = read(removes_missing=True)
    assert roster.state == RosterState.REFUSED
    assert sentence in roster.problem
    assert not roster.lines.exists()
    assert learners(course) == 8


def test_a_platform_that_is_down_changes_nobody(course: LtiContext, read: Read) -> None:
    LtiContext.objects.update(members_url="http://127.0.0.1:9/members")
    assert "didn’t answer" in read().problem


def test_a_closed_platform_is_not_asked(course: LtiContext, read: Read) -> None:
    LtiPlatform.objects.update(closed_at=timezone.now())
    assert "closed" in read().problem


def test_a_token_that_ended_early_is_asked_for_again(platform: TestPlatform, course: LtiContext, read: Read) -> None:
    platform.set_members(member("bo", email="bo@uni.example"))
    read()
    tokens = platform.state["tokens"]
    platform.set_members(member("bo", email="bo@uni.example"), fault="once401")
    assert read().state == RosterState.CHECKED
    assert platform.state["tokens"] == tokens + 1


@pytest.mark.parametrize("members", [[], [TEACHER | {"status": "Inactive"}], [member("rector", ADMINISTRATOR)]])
def test_a_list_of_nobody_is_refused(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], read: Read, members: list[Any]
) -> None:
    platform.set_members(*members)
    roster = read(removes_missing=True)
    assert (roster.state, roster.lines.count()) == (RosterState.REFUSED, 0)


def test_10000_members_are_too_many(platform: TestPlatform, course: LtiContext, read: Read) -> None:
    platform.set_members(*(member(f"p{number}", email=f"p{number}@uni.example") for number in range(10_000)))
    roster = read()
    assert roster.state == RosterState.REFUSED
    assert f"more than {MAX_PEOPLE:,}" in roster.problem


def test_5000_members_are_read(platform: TestPlatform, course: LtiContext, read: Read) -> None:
    Cohort.objects.update(max_learners=Cohort.MAX_LEARNERS)
    platform.set_members(*(member(f"p{number}", email=f"p{number}@uni.example") for number in range(MAX_PEOPLE)))
    roster = read()
    assert roster.state == RosterState.CHECKED, roster.problem
    assert roster.lines.count() == MAX_PEOPLE


def test_it_takes_only_so_long(
    platform: TestPlatform, course: LtiContext, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti.members.roster.READ_SECONDS", -1)
    platform.set_members(member("bo", email="bo@uni.example"))
    assert "longer than" in read().problem


def at_night() -> Roster:
    """Let the worker do what it does by night. Return the roster."""
    give_nightly_roster()
    roster = Roster.objects.filter(applies_at_once=True).latest("pk")
    check_course_roster(pk=roster.pk)
    apply_batches(pk=roster.pk)
    roster.refresh_from_db()
    return roster


@pytest.fixture
def nightly(course: LtiContext, class_of_8: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert course.cohort
    switch_on(person=lead_of(course), cohort=course.cohort, removes_missing=True)
    return class_of_8


def test_every_night_it_is_applied_without_anybody(
    platform: TestPlatform, course: LtiContext, nightly: list[dict[str, Any]]
) -> None:
    platform.set_members(*nightly[:-2], member("bo", email="bo@uni.example"))
    assert at_night().state == RosterState.APPLIED
    assert course.cohort
    assert course.cohort.invitations.get().address == "bo@uni.example"
    assert learners(course) == 6
    removed = AuditEntry.objects.filter(action=AuditAction.MEMBER_REMOVED)
    assert {row.actor_id for row in removed} == {lead_of(course).uid}


@pytest.mark.parametrize("count", [0, 5])
def test_a_night_that_would_remove_too_many_removes_nobody(
    platform: TestPlatform, course: LtiContext, nightly: list[dict[str, Any]], count: int
) -> None:
    """A lead who looks at the list may still do it."""
    platform.set_members(TEACHER, *nightly[1 : count + 1])
    roster = at_night()
    assert roster.state == RosterState.REFUSED
    assert f"{8 - count} of 8 learners" in roster.problem
    assert learners(course) == 8


def test_the_last_two_learners_do_not_leave_by_night(
    platform: TestPlatform, course: LtiContext, nightly: list[dict[str, Any]]
) -> None:
    Membership.objects.filter(user__lti_identities__subject__gt="learner-1", role=CohortRole.LEARNER).delete()
    platform.set_members(TEACHER)
    assert at_night().state == RosterState.REFUSED
    assert learners(course) == 2


def test_a_night_that_failed_is_tried_again_the_next(
    platform: TestPlatform, course: LtiContext, nightly: list[dict[str, Any]]
) -> None:
    platform.set_members(*nightly, fault="500")
    assert at_night().state == RosterState.REFUSED
    platform.set_members(*nightly)
    assert at_night().state == RosterState.APPLIED
    assert learners(course) == 8


def test_one_cohort_is_read_after_another(
    course: LtiContext, nightly: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So platforms that don't answer don't keep all workers busy."""
    other = Cohort.objects.create(slug="other", title="Other", started_on="2026-03-02")
    other.memberships.create(user=lead_of(course), role=CohortRole.LEAD)
    switch_on(person=lead_of(course), cohort=other, removes_missing=False)
    queued: list[tuple[str, int]] = []
    monkeypatch.setattr("lti.members.actions.enqueue", lambda task, pk: queued.append((task, pk)))
    give_nightly_roster()
    roster = Roster.objects.get()
    assert roster.cohort == course.cohort
    check_course_roster(pk=roster.pk)
    [(_, after)] = queued
    give_nightly_roster(after=after)
    assert Roster.objects.latest("pk").cohort == other


def test_nothing_happens_by_night_for_somebody_who_no_longer_leads(
    platform: TestPlatform, course: LtiContext, nightly: list[dict[str, Any]]
) -> None:
    Membership.objects.filter(user=lead_of(course)).update(role=CohortRole.MENTOR)
    give_nightly_roster()
    assert not Roster.objects.exists()


def test_an_archived_cohort_is_not_read(course: LtiContext, nightly: list[dict[str, Any]]) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    give_nightly_roster()
    assert not Roster.objects.exists()


def test_it_ends_with_the_account_of_whoever_switched_it_on(course: LtiContext, nightly: list[dict[str, Any]]) -> None:
    lead_of(course).delete()
    assert not NightlyRoster.objects.exists()


def test_a_worker_that_died_is_replaced(
    platform: TestPlatform, course: LtiContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[str, int]] = []

    def enqueue(task: str, pk: int) -> bool:
        queued.append((task, pk))
        return True

    monkeypatch.setattr("cohorts.rosters.actions.enqueue", enqueue)
    assert course.cohort
    roster = give_roster(person=lead_of(course), cohort=course.cohort, source=RosterSource.COURSE)
    Roster.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    queue_abandoned_rosters()
    assert queued == [("lti.check_roster", roster.pk)]


def test_the_page_shows_no_address_that_stands_for_none(
    platform: TestPlatform, course: LtiContext, class_of_8: list[dict[str, Any]], read: Read, client_of: Any
) -> None:
    platform.set_members(*class_of_8)
    assert course.cohort
    page = client_of(lead_of(course)).get(f"/cohorts/{course.cohort.slug}/rosters/{read().uid}/?show=member")
    assert "Learner-3" in page.text
    address = LtiIdentity.objects.get(subject="learner-3").user.email
    assert address.endswith(NOBODY)
    assert address not in page.text
