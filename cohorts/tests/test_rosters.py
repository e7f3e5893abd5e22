"""A roster of a whole cohort: checked by a worker, shown before it is applied, and applied once."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import IdentityProvider, User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.groups.actions import apply_groups
from cohorts.groups.models import GroupRule
from cohorts.joining.actions import create_link, join
from cohorts.joining.models import Invitation
from cohorts.rosters import actions
from cohorts.rosters.actions import (
    ARCHIVED,
    BUSY,
    INVITATIONS_A_MINUTE,
    apply_batches,
    apply_roster,
    check_roster,
    delete_old_rosters,
    give_roster,
    queue_abandoned_rosters,
)
from cohorts.rosters.models import KEPT_FOR, LEASE, Roster, RosterOutcome, RosterState
from cohorts.tests.conftest import Learner
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
ROSTERS = "/cohorts/spring/rosters/"
TEXT = """email,name,class,id
ada@example.org,Ada L,A,1
bo@example.org,Bo Li,B,2
cy@example.org,Cy Q,A,3
nobody,Di,A,4
"""


@pytest.fixture
def check(lena: User, spring: Cohort) -> Callable[..., Roster]:
    """Give a roster and let the worker check it."""

    def given(text: str = TEXT, *, removes_missing: bool = False) -> Roster:
        roster = give_roster(person=lena, cohort=spring, content=text.encode(), removes_missing=removes_missing)
        check_roster(pk=roster.pk)
        roster.refresh_from_db()
        return roster

    return given


@pytest.fixture
def applied(lena: User, check: Callable[..., Roster]) -> Callable[..., Roster]:
    """Check and apply it."""

    def given(text: str = TEXT, *, removes_missing: bool = False) -> Roster:
        roster = check(text, removes_missing=removes_missing)
        apply_roster(person=lena, roster=roster)
        apply_batches(pk=roster.pk)
        roster.refresh_from_db()
        return roster

    return given


def outcomes(roster: Roster) -> dict[str, str]:
    return {line.email: line.outcome for line in roster.lines.all()}


def sections(cohort: Cohort) -> dict[str, str]:
    return {member.user.email: member.section_name for member in cohort.memberships.by_role() if member.section}


def upload(client: Client, text: str = TEXT, **data: str) -> HttpResponse:
    file = SimpleUploadedFile("people.csv", text.encode())
    return client.post(ROSTERS, {"file": file, "days": "30", **data})  # type: ignore[return-value]  # the stubs say otherwise


def test_whoever_applies_it_answers_for_it(
    spring: Cohort, grace: User, new_learner: Learner, check: Callable[..., Roster]
) -> None:
    eve = new_learner(spring, "Eve X")
    roster = check(removes_missing=True)  # given by Lena
    apply_roster(person=grace, roster=roster)
    apply_batches(pk=roster.pk)
    assert set(Invitation.objects.values_list("invited_by__email", flat=True)) == {grace.email}
    assert AuditEntry.objects.get(action=AuditAction.MEMBER_REMOVED, person=eve).actor_id == grace.uid


def test_the_check_says_what_would_happen_and_does_nothing(
    spring: Cohort, new_learner: Learner, check: Callable[..., Roster]
) -> None:
    new_learner(spring, "Eve X")
    roster = check(removes_missing=True)
    assert outcomes(roster) == {
        "ada@example.org": RosterOutcome.MOVED,
        "bo@example.org": RosterOutcome.NEW,
        "cy@example.org": RosterOutcome.NEW,
        "": RosterOutcome.PROBLEM,
        "eve@example.org": RosterOutcome.LEAVES,
    }
    assert roster.state == RosterState.CHECKED
    assert not Invitation.objects.exists()
    assert not spring.sections.exists()
    assert spring.memberships.learners().count() == 2


def test_applying_invites_moves_and_removes(
    ada: User, spring: Cohort, new_learner: Learner, applied: Callable[..., Roster]
) -> None:
    eve = new_learner(spring, "Eve X")
    roster = applied(removes_missing=True)
    assert roster.state == RosterState.APPLIED
    assert sections(spring) == {"ada@example.org": "A"}
    assert spring.memberships.get(user=ada).external_id == "1"
    assert not spring.memberships.filter(user=eve).exists()
    invited = {
        row.address: (row.name, row.section and row.section.name, row.external_id) for row in spring.invitations.all()
    }
    assert invited == {"bo@example.org": ("Bo Li", "B", "2"), "cy@example.org": ("Cy Q", "A", "3")}
    assert AuditEntry.objects.filter(action=AuditAction.ROSTER_APPLIED).count() == 1
    assert AuditEntry.objects.filter(action=AuditAction.MEMBER_REMOVED, person__uid=eve.uid).count() == 1


def test_the_page_says_what_will_be_done_and_then_what_was_done(
    lena: User, spring: Cohort, new_learner: Learner, check: Callable[..., Roster], client_of: Callable[[User], Client]
) -> None:
    new_learner(spring, "Eve X")
    roster = check(removes_missing=True)
    client = client_of(lena)

    def results(outcome: RosterOutcome) -> tuple[str, set[str]]:
        """The label of the outcome, and the last cell of each of its lines."""
        page = client.get(f"{ROSTERS}{roster.uid}/?show={outcome}").text
        [label] = re.findall(r'aria-current="page">\s*\d+ (.+?)\s*</a>', page)
        return label, {cell.strip() for cell in re.findall(r"<td>([^<]*)</td>\s*</tr>", page)}

    assert results(RosterOutcome.NEW) == ("will be invited", {"will be invited"})
    assert results(RosterOutcome.LEAVES) == ("leaves", {"leaves"})
    apply_roster(person=lena, roster=roster)
    apply_batches(pk=roster.pk)
    assert results(RosterOutcome.NEW) == ("invited", {"✓ invited"})
    assert results(RosterOutcome.LEAVES) == ("left", {"✓ left"})


def test_mentors_are_neither_removed_nor_made_learners(
    emmy: User, lena: User, spring: Cohort, applied: Callable[..., Roster]
) -> None:
    applied("email,role\nemmy@example.org,learner\nbo@example.org,mentor\n", removes_missing=True)
    roles = {member.user: member.role for member in spring.memberships.select_related("user")}
    assert roles == {emmy: CohortRole.MENTOR, lena: CohortRole.LEAD}
    assert spring.invitations.get().role == CohortRole.MENTOR


def test_the_same_roster_again_changes_nothing(
    ada: User, spring: Cohort, applied: Callable[..., Roster], check: Callable[..., Roster]
) -> None:
    applied()
    before = list(spring.invitations.values()), list(spring.memberships.values())
    again = check()
    assert set(outcomes(again).values()) == {RosterOutcome.MEMBER, RosterOutcome.INVITED, RosterOutcome.PROBLEM}
    applied()
    assert (list(spring.invitations.values()), list(spring.memberships.values())) == before


def test_a_second_click_and_a_second_worker_change_nothing(
    lena: User, spring: Cohort, check: Callable[..., Roster]
) -> None:
    roster = check()
    for _ in range(2):
        apply_roster(person=lena, roster=roster)
        apply_batches(pk=roster.pk)
    check_roster(pk=roster.pk)
    assert spring.invitations.count() == 2
    assert AuditEntry.objects.filter(action=AuditAction.ROSTER_APPLIED).count() == 1


def test_a_worker_goes_on_where_another_has_died(
    lena: User, spring: Cohort, check: Callable[..., Roster], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH_LINES", 1)
    roster = check()
    apply_roster(person=lena, roster=roster)
    assert actions._apply_batch(roster.pk)
    assert actions._apply_batch(roster.pk)  # and dies
    assert spring.invitations.count() == 1
    assert not queue_abandoned_rosters()
    Roster.objects.update(worked_at=timezone.now() - 2 * LEASE)
    assert Roster.objects.abandoned().get() == roster
    apply_batches(pk=roster.pk)
    assert spring.invitations.count() == 2
    roster.refresh_from_db()
    assert roster.state == RosterState.APPLIED


def test_one_roster_at_a_time_is_applied(lena: User, spring: Cohort, check: Callable[..., Roster]) -> None:
    first, second = check(), check(f"{TEXT}ed@example.org,Ed,A,9\n")
    apply_roster(person=lena, roster=first)
    with pytest.raises(RefusedError) as refusal:
        apply_roster(person=lena, roster=second)
    assert str(refusal.value) == BUSY


def test_who_joins_has_the_name_the_section_and_the_id_of_the_roster(
    spring: Cohort, applied: Callable[..., Roster]
) -> None:
    applied()
    invitation = spring.invitations.get(address="bo@example.org")
    bo = User.objects.create(email="bo@example.org", name="")
    join(person=bo, invitation=invitation)
    bo.refresh_from_db()
    member = invitation.cohort.memberships.get(user=bo)
    assert (bo.name, member.section_name, member.external_id) == ("Bo Li", "B", "2")


@pytest.mark.parametrize("way", ["by a group of the provider", "by a link for everybody"])
def test_who_comes_another_way_gets_them_too_and_no_email(
    lena: User, spring: Cohort, applied: Callable[..., Roster], way: str
) -> None:
    applied()
    bo = User.objects.create(email="bo@example.org", name="")
    bo.emailaddress_set.create(email=bo.email, verified=True, primary=True)  # type: ignore[attr-defined]  # allauth's
    if way == "by a link for everybody":
        link, _ = create_link(person=lena, cohort=spring, role="learner", days=3, max_uses=9)
        join(person=bo, invitation=link)
    else:
        university = IdentityProvider(slug="uni", name="University", issuer="https://login.example.edu")
        GroupRule.objects.create(provider=university.key, group="students", cohort=spring, is_active=True)
        apply_groups(person=bo, provider=university, claims={"groups": ["students"]})
    bo.refresh_from_db()
    member = spring.memberships.get(user=bo)
    assert (bo.name, member.section_name, member.external_id) == ("Bo Li", "B", "2")
    assert not spring.invitations.to_send().filter(address=bo.email).exists()


def test_an_address_that_nobody_confirmed_takes_nothing_of_the_roster(
    lena: User, spring: Cohort, applied: Callable[..., Roster]
) -> None:
    applied()
    bo = User.objects.create(email="bo@example.org")
    link, _ = create_link(person=lena, cohort=spring, role="learner", days=3, max_uses=9)
    join(person=bo, invitation=link)
    member = spring.memberships.get(user=bo)
    assert (member.section_name, member.external_id) == ("", "")
    assert spring.invitations.open().filter(address=bo.email).exists()


def test_the_form_for_an_account_begins_with_the_name_of_the_roster(client: Client) -> None:
    page = client.get("/accounts/signup/", {"next": "/join/x/", "name": "Bo <b>Li"}).text
    assert 'value="Bo &lt;b&gt;Li"' in page


def test_an_external_id_finds_somebody_under_a_new_address(
    ada: User, spring: Cohort, applied: Callable[..., Roster], check: Callable[..., Roster]
) -> None:
    applied()
    roster = check("email,id,class\nada.l@example.org,1,B\n")
    assert outcomes(roster) == {"ada.l@example.org": RosterOutcome.MOVED}
    clash = check("email,id,class\nada@example.org,1,B\nada.l@example.org,1,B\n")
    assert sorted(outcomes(clash).values()) == [RosterOutcome.MOVED, RosterOutcome.PROBLEM]


def test_a_roster_needs_room(spring: Cohort, check: Callable[..., Roster]) -> None:
    Cohort.objects.filter(pk=spring.pk).update(max_learners=2)
    roster = check()
    assert (roster.state, roster.lines.count()) == (RosterState.REFUSED, 0)
    assert "2" in roster.problem


def test_an_archived_cohort_takes_no_roster(lena: User, spring: Cohort, check: Callable[..., Roster]) -> None:
    roster = check()
    Cohort.objects.filter(pk=spring.pk).update(archived_at=timezone.now())
    with pytest.raises(RefusedError) as refusal:
        apply_roster(person=lena, roster=roster)
    assert str(refusal.value) == ARCHIVED
    with pytest.raises(RefusedError):
        check()


def test_mails_are_spread_over_time(spring: Cohort, applied: Callable[..., Roster]) -> None:
    applied("email\n" + "\n".join(f"p{number}@example.org" for number in range(INVITATIONS_A_MINUTE + 1)))
    times = sorted(time for time in spring.invitations.values_list("next_try_at", flat=True) if time)
    assert times[-1] - times[0] == timedelta(minutes=1)
    assert all(earlier < later for earlier, later in pairwise(times))
    assert Invitation.objects.to_send().count() < INVITATIONS_A_MINUTE


def test_rosters_are_deleted_after_a_week(spring: Cohort, check: Callable[..., Roster]) -> None:
    check()
    Roster.objects.update(created_at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    delete_old_rosters()
    assert not Roster.objects.exists()


def test_the_page_shows_the_lines_and_applies_them(
    lena: User, spring: Cohort, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(lena)
    detail = upload(client)["Location"]
    assert client.get(detail)["Refresh"]
    roster = Roster.objects.get()
    check_roster(pk=roster.pk)
    page = client.get(detail)
    assert "Refresh" not in page
    assert "nobody, Di, A, 4" in page.text
    assert "Bo Li" in client.get(f"{detail}?show=new").text
    client.post(f"{detail}apply/")
    apply_batches(pk=roster.pk)
    settings.EMAIL_URL = ""
    links = client.post(f"{detail}links/").context["links"]
    assert len(links) == 2
    link = next(link.url for link in links if link.invitation.address == "bo@example.org")
    assert client_of(User.objects.create(email="bo@example.org", name="Bo")).get(link).status_code == 200


def test_another_encoding_is_another_check(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    client, content = client_of(lena), "email,name\na@example.org,Jürgen\n".encode("mac-roman")
    roster = give_roster(person=lena, cohort=spring, content=content)
    check_roster(pk=roster.pk)
    answer = client.post(f"{ROSTERS}{roster.uid}/check/", {"encoding": "cp1252"})
    other = Roster.objects.exclude(pk=roster.pk).get()
    check_roster(pk=other.pk)
    assert str(other.uid) in answer["Location"]
    assert other.lines.get().name == "JŸrgen"


def test_only_a_lead_sees_rosters(
    ada: User, emmy: User, spring: Cohort, check: Callable[..., Roster], client_of: ClientOf
) -> None:
    roster = check()
    for person in (ada, emmy):
        client = client_of(person)
        assert client.get(ROSTERS).status_code == 404
        assert upload(client).status_code == 404
        assert client.get(f"{ROSTERS}{roster.uid}/").status_code == 404
        for verb in ("apply", "check", "links"):
            assert client.post(f"{ROSTERS}{roster.uid}/{verb}/").status_code == 404


def test_a_roster_of_another_cohort_is_not_found(
    lena: User, spring: Cohort, check: Callable[..., Roster], client_of: ClientOf
) -> None:
    other = Cohort.objects.create(slug="other", title="Other", started_on="2026-03-02")
    other.memberships.create(user=lena, role=CohortRole.LEAD)
    assert client_of(lena).get(f"/cohorts/other/rosters/{check().uid}/").status_code == 404


def test_the_page_costs_the_same_for_any_number_of_lines(
    lena: User, spring: Cohort, check: Callable[..., Roster], client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = client_of(lena)
    small, large = check(), check("email,name\n" + "\n".join(f"p{n}@example.org,Pé {n}" for n in range(200)))
    client.get(f"{ROSTERS}{small.uid}/?show=new")
    with django_assert_max_num_queries(14) as few:
        client.get(f"{ROSTERS}{small.uid}/?show=new")
    with django_assert_num_queries(len(few)):
        client.get(f"{ROSTERS}{large.uid}/?show=new")
