"""A lead removes several members of a cohort or changes their role at once, and undoes it."""

from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.bulk.outcome import HAVE_LEFT
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members.actions import LAST_LEAD
from cohorts.members.bulk_views import CHOOSE_WHAT, TICK_SOMEBODY, MemberOperation
from cohorts.members.several import HAS_ROLE, NEEDS_LEAD, NOTHING_CHANGED, YOURSELF
from cohorts.permissions import COHORT_IS_ARCHIVED
from cohorts.plan.models import DueWeek
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner
from curriculum.models import Phase

ClientOf = Callable[[User], Client]
MEMBERS, BULK = "/cohorts/spring/members/", "/cohorts/spring/members/bulk/"


@pytest.fixture
def bo(spring: Cohort, new_learner: Learner) -> User:
    return new_learner(spring, "Bo Li")


def do(client: Client, operation: str, people: Iterable[User] = (), **fields: str) -> str:
    data = {"do": operation, "member": [str(person.uid) for person in people], **fields}
    return client.post(BULK, data, follow=True).text


def undo(client: Client, page: str) -> str:
    before, _, after = page.partition('name="undo_token" value="')
    url = before.rpartition('action="')[2].partition('"')[0]
    return client.post(url, {"undo_token": after.partition('"')[0]}, follow=True).text


def roles(cohort: Cohort) -> dict[str, str]:
    return dict(cohort.memberships.values_list("user__name", "role"))


# ---------------------------------------------------------------- choosing


def test_only_a_lead_gets_boxes(ada: User, emmy: User, lena: User, grace: User, client_of: ClientOf) -> None:
    for person, sees in ((emmy, False), (lena, True), (grace, True)):
        assert ('name="member"' in client_of(person).get(MEMBERS).text) is sees
    for person in (ada, emmy):
        assert client_of(person).post(BULK, {"do": "remove", "member": str(ada.uid)}).status_code == 404


def test_an_archived_cohort_has_no_boxes_and_keeps_its_members(
    ada: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    client = client_of(lena)
    assert 'name="member"' not in client.get(MEMBERS).text
    for operation in MemberOperation:
        assert COHORT_IS_ARCHIVED in do(client, operation, [ada])
    assert roles(spring)["Ada"] == "learner"


def test_the_list_offers_each_operation(lena: User, spring: Cohort, client_of: ClientOf) -> None:
    page = client_of(lena).get(MEMBERS).text
    for operation in MemberOperation:
        assert f'<option value="{operation}">{operation.label}</option>' in page


def test_the_list_is_filtered_by_role_and_section(
    ada: User, bo: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    spring.memberships.filter(user=bo).update(section=section)

    def names(query: str) -> list[str]:
        return [str(member.user) for member in client_of(emmy).get(f"{MEMBERS}?{query}").context["page"].page]

    assert names("role=mentor") == ["Emmy"]
    assert names("role=lead") == ["Lena"]
    assert names(f"section={section.uid}") == ["Bo Li"]
    assert names("section=none") == ["Ada"]
    assert names("role=learner&q=bo") == ["Bo Li"]
    assert names("role=boss&section=x") == ["Lena", "Emmy", "Ada", "Bo Li"]


def test_the_box_for_all_takes_whoever_matches_on_every_page(
    ada: User, lena: User, spring: Cohort, new_learner: Learner, client_of: ClientOf
) -> None:
    for number in range(60):
        new_learner(spring, f"P{number} Li")
    page = do(client_of(lena), "remove", all="1", back="q=li&role=learner")
    assert set(roles(spring)) == {"Ada", "Emmy", "Lena"}
    undo(client_of(lena), page)
    assert spring.memberships.count() == 63


def test_the_result_shows_the_same_list_again(ada: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    page = client_of(lena).post(BULK, {"do": "mentor", "member": str(ada.uid), "back": "q=a&page=2"})
    assert page["Location"] == f"{MEMBERS}?q=a"


def test_without_a_tick_or_a_choice_it_says_what_is_missing(
    ada: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    assert TICK_SOMEBODY in do(client, "remove")
    assert CHOOSE_WHAT in do(client, "", [ada])
    assert client.post(BULK, {"do": "promote", "member": str(ada.uid)}).status_code == 404
    assert spring.memberships.filter(user=ada).exists()


def test_who_is_not_in_the_cohort_is_not_touched(
    ada: User, carl: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=carl)
    assert f"1 {HAVE_LEFT}" in do(client_of(lena), "remove", [ada, carl])
    assert winter.memberships.filter(user=carl).exists()


# ---------------------------------------------------------------- removing


def test_removed_people_see_nothing_more_and_undo_puts_them_back_as_they_were(
    ada: User, bo: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf, roadmap: None
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    mentor = spring.memberships.get(user=emmy)
    section.mentors.add(mentor)
    phase = Phase.objects.current()[0]
    spring.memberships.filter(user=ada).update(section=section, mentor=mentor, external_id="s-17")
    DueWeek.objects.create(cohort=spring, member=spring.memberships.get(user=ada), phase=phase, week=9)
    client = client_of(lena)
    page = do(client, "remove", [ada, bo, emmy])
    assert set(roles(spring)) == {"Lena"}
    assert client_of(emmy).get("/cohorts/spring/").status_code == 404
    undo(client, page)
    member = spring.memberships.get(user=ada)
    assert (member.section, member.external_id) == (section, "s-17")
    assert member.mentor == spring.memberships.get(user=emmy)
    assert list(member.own_due_weeks.values_list("phase", "week")) == [(phase.pk, 9)]
    assert section.mentors.get().user == emmy
    assert roles(spring) == {"Ada": "learner", "Bo Li": "learner", "Emmy": "mentor", "Lena": "lead"}
    restored = AuditEntry.objects.filter(action=AuditAction.MEMBER_RESTORED)
    assert restored.count() == AuditEntry.objects.filter(action=AuditAction.MEMBER_REMOVED).count() == 3


def test_a_mentor_who_comes_back_has_their_learners_again_but_no_one_elses(
    ada: User, bo: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    spring.memberships.filter(user__in=[ada, bo]).update(mentor=spring.memberships.get(user=emmy))
    client = client_of(lena)
    page = do(client, "remove", [emmy])
    spring.memberships.filter(user=bo).update(mentor=spring.memberships.get(user=lena))
    undo(client, page)
    assert spring.memberships.get(user=ada).mentor_name == "Emmy"
    assert spring.memberships.get(user=bo).mentor_name == "Lena"


def test_an_external_id_that_was_given_to_another_stays_with_them(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    spring.memberships.filter(user=ada).update(external_id="s-17")
    client = client_of(lena)
    page = do(client, "remove", [ada])
    spring.memberships.filter(user=bo).update(external_id="s-17")
    undo(client, page)
    assert spring.memberships.get(user=ada).external_id == ""


def test_undo_puts_back_whoever_still_has_an_account(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    page = do(client, "remove", [ada, bo])
    bo.delete()
    undo(client, page)
    undo(client, page)
    assert set(roles(spring)) == {"Ada", "Emmy", "Lena"}


# ---------------------------------------------------------------- roles


def test_a_new_role_and_its_undo(
    ada: User, bo: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    spring.memberships.filter(user=ada).update(section=section, mentor=spring.memberships.get(user=emmy))
    client = client_of(lena)
    page = do(client, "mentor", [ada, bo, emmy])
    assert f"Emmy ({HAS_ROLE})" in page
    assert roles(spring) == {"Ada": "mentor", "Bo Li": "mentor", "Emmy": "mentor", "Lena": "lead"}
    assert spring.memberships.get(user=ada).section is None
    undo(client, page)
    member = spring.memberships.get(user=ada)
    assert (member.role, member.section, member.mentor_name) == (CohortRole.LEARNER, section, "Emmy")
    changes = AuditEntry.objects.filter(action=AuditAction.MEMBER_ROLE_CHANGED).order_by("pk")
    assert [change.fields["after"] for change in changes] == ["mentor", "mentor", "learner", "learner"]


def test_a_mentor_who_becomes_a_learner_gives_up_sections_and_learners_until_undo(
    ada: User, emmy: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    section = CohortSection.objects.create(cohort=spring, name="Class A")
    section.mentors.add(spring.memberships.get(user=emmy))
    spring.memberships.filter(user=ada).update(mentor=spring.memberships.get(user=emmy))
    client = client_of(lena)
    page = do(client, "learner", [emmy])
    assert not section.mentors.exists()
    assert spring.memberships.get(user=ada).mentor is None
    undo(client, page)
    assert section.mentors.get().user == emmy
    assert spring.memberships.get(user=ada).mentor_name == "Emmy"


def test_undo_leaves_alone_whoever_got_another_role_since(
    ada: User, bo: User, lena: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    page = do(client, "mentor", [ada, bo])
    do(client, "lead", [bo])
    undo(client, page)
    assert (roles(spring)["Ada"], roles(spring)["Bo Li"]) == ("learner", "lead")


@pytest.mark.parametrize("operation", ["remove", "learner", "mentor"])
def test_neither_you_nor_the_last_lead_is_taken(
    operation: str, ada: User, emmy: User, lena: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    assert f"Lena ({YOURSELF})" in do(client_of(lena), operation, [lena])
    page = do(client_of(grace), operation, [lena])  # an admin, who isn't a member
    assert f"Lena ({NEEDS_LEAD})" in page
    assert NOTHING_CHANGED in page
    assert roles(spring)["Lena"] == "lead"


def test_undo_never_takes_the_last_lead(
    ada: User, lena: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    page = do(client_of(grace), "lead", [ada])
    client_of(lena).post("/cohorts/spring/leave/")
    assert LAST_LEAD in undo(client_of(grace), page)
    assert roles(spring)["Ada"] == "lead"


def test_a_token_undoes_in_its_own_cohort_only(ada: User, lena: User, spring: Cohort, client_of: ClientOf) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=lena, role=CohortRole.LEAD)
    client = client_of(lena)
    page = do(client, "mentor", [ada])
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    client.post(reverse("cohorts:undo_member_bulk", args=["winter"]), {"undo_token": undo_token})
    assert roles(spring)["Ada"] == "mentor"


# ---------------------------------------------------------------- cost


@pytest.mark.parametrize("operation", [MemberOperation.MENTOR, MemberOperation.REMOVE])
def test_three_hundred_cost_as_many_queries_as_two(
    operation: MemberOperation, lena: User, spring: Cohort, client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    people = User.objects.bulk_create(User(email=f"p{number}@example.org", name=f"P {number}") for number in range(300))
    Membership.objects.bulk_create(Membership(cohort=spring, user=person) for person in people)
    client = client_of(lena)
    counts = []
    for group in (people[:2], people[2:]):
        with django_assert_max_num_queries(100) as queries:
            page = do(client, operation, group)
            undo(client, page)
        counts.append(len(queries))
    assert spring.memberships.learners().filter(user__in=people).count() == len(people)
    assert counts[1] <= counts[0] + 12, counts  # Django deletes a hundred rows at once
