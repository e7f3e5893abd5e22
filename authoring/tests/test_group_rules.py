"""An admin decides which groups of a provider put people into which cohorts, and sees first whom that would move."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import IdentityProvider, User
from cohorts.cohort.models import Cohort
from cohorts.groups.actions import apply_groups
from cohorts.groups.models import MAX_RULES, GroupRule

PAGE = "/authoring/site/sign-in/university/groups/"
FIELDS = {"group": "students", "cohort": "spring", "role": "learner"}


@pytest.fixture
def admin(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


@pytest.fixture
def university(emmy: User) -> IdentityProvider:
    return IdentityProvider.objects.create(
        slug="university", name="Example University", issuer="https://login.example.edu", client_id="x",
        domains="example.org",
    )  # fmt: skip


def members() -> int:
    return Cohort.objects.get(slug="spring").memberships.count()


def test_a_rule_on_trial_moves_nobody_and_shows_whom_it_would_move(
    admin: Client, university: IdentityProvider, carl: User, ada: User
) -> None:
    admin.post(PAGE, FIELDS)
    for person in (carl, ada):
        apply_groups(person=person, provider=university, claims={"groups": ["students"]})
    assert members() == 2
    [move] = admin.get(PAGE).context["page"].moves
    assert (move.person, move.is_trial, "Spring" in move.sentence) == (carl, True, True)
    [rule] = admin.get(PAGE).context["page"].rules
    assert rule.people == 2


def test_in_force_it_moves_them_at_their_next_sign_in(admin: Client, university: IdentityProvider, carl: User) -> None:
    admin.post(PAGE, FIELDS)
    rule = GroupRule.objects.get()
    apply_groups(person=carl, provider=university, claims={"groups": ["students"]})
    admin.post(f"{PAGE}{rule.uid}/switch/", {"is_active": "1"})
    [move] = admin.get(PAGE).context["page"].moves
    assert (move.person, move.is_trial) == (carl, False)
    apply_groups(person=carl, provider=university, claims={"groups": ["students"]})
    assert members() == 3
    assert list(admin.get(PAGE).context["page"].moves) == []


def test_a_removed_rule_shows_who_would_leave_and_can_be_restored(
    admin: Client, university: IdentityProvider, carl: User
) -> None:
    admin.post(PAGE, FIELDS | {"is_active": "on"})
    apply_groups(person=carl, provider=university, claims={"groups": ["students"]})
    page = admin.post(f"{PAGE}{GroupRule.objects.get().uid}/remove/", follow=True)
    [move] = page.context["page"].moves
    assert (move.person, "leaves" in move.sentence) == (carl, True)
    token = page.text.partition('name="undo_token" value="')[2].partition('"')[0]
    admin.post(f"{PAGE}restore/", {"undo_token": token})
    assert GroupRule.objects.get().is_active
    assert list(admin.get(PAGE).context["page"].moves) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("group", ""), ("group", "x" * 201), ("cohort", "nowhere"), ("role", "lead"), ("role", "admin")],
)
def test_what_cannot_be_used_is_refused_at_its_field(
    admin: Client, university: IdentityProvider, name: str, value: str
) -> None:
    assert admin.post(PAGE, FIELDS | {name: value}).context["form"].errors.keys() == {name}
    assert not GroupRule.objects.exists()


def test_there_is_one_rule_for_a_group_and_a_cohort(admin: Client, university: IdentityProvider) -> None:
    admin.post(PAGE, FIELDS)
    assert admin.post(PAGE, FIELDS).context["form"].errors.keys() == {"__all__"}
    assert GroupRule.objects.count() == 1


def test_there_are_not_too_many(admin: Client, university: IdentityProvider) -> None:
    spring = Cohort.objects.get()
    GroupRule.objects.bulk_create(
        GroupRule(provider=university.key, group=f"g{number}", cohort=spring) for number in range(MAX_RULES)
    )
    assert admin.post(PAGE, FIELDS).context["form"].errors.keys() == {"__all__"}


def test_a_name_is_escaped(admin: Client, university: IdentityProvider) -> None:
    admin.post(PAGE, FIELDS | {"group": "<script>alert(1)</script>"})
    assert "<script>alert" not in admin.get(PAGE).text


def test_leads_read_what_was_changed(
    university: IdentityProvider, carl: User, emmy: User, client_of: Callable[[User], Client]
) -> None:
    spring = Cohort.objects.get()
    GroupRule.objects.create(provider=university.key, group="students", cohort=spring, is_active=True)
    apply_groups(person=carl, provider=university, claims={"groups": ["students"]})
    assert client_of(emmy).get("/cohorts/spring/members/groups/").status_code == 404
    spring.memberships.filter(user=emmy).update(role="lead")
    [change] = client_of(emmy).get("/cohorts/spring/members/groups/").context["changes"]
    assert change.user == carl
