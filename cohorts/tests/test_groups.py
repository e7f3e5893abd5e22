"""Groups at a provider put people into cohorts, and take them out again, whenever they sign in."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import IdentityProvider, User
from accounts.single_sign_on.groups import MAX_GROUPS
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.groups.actions import apply_groups
from cohorts.groups.models import GroupChange, GroupRule, GroupSighting, GroupsNotRead
from cohorts.joining.actions import create_link, join
from cohorts.members.actions import change_role, notify_new_members, remove_member
from notices.models import Notice

Rule = Callable[..., GroupRule]
SignIn = Callable[..., None]


@pytest.fixture
def university(db: None) -> IdentityProvider:
    return IdentityProvider.objects.create(
        slug="university", name="Example University", issuer="https://login.example.edu", client_id="x",
        domains="example.org",
    )  # fmt: skip


@pytest.fixture
def rule(university: IdentityProvider, spring: Cohort) -> Rule:
    def add(
        group: str = "students", role: str = "learner", cohort: Cohort = spring, is_active: bool = True
    ) -> GroupRule:
        return GroupRule.objects.create(
            provider=university.key, group=group, cohort=cohort, role=role, is_active=is_active
        )

    return add


@pytest.fixture
def sign_in(university: IdentityProvider) -> SignIn:
    def with_groups(person: User, *groups: str, claims: Mapping[str, Any] | None = None) -> None:
        apply_groups(person=person, provider=university, claims=claims or {"groups": list(groups)})

    return with_groups


def role_of(person: User, cohort: Cohort) -> str | None:
    member = cohort.membership_of(person)
    return member.role if member else None


@pytest.mark.parametrize("role", ["learner", "mentor"])
def test_a_group_puts_somebody_into_a_cohort(
    carl: User, spring: Cohort, rule: Rule, sign_in: SignIn, role: str
) -> None:
    rule(role=role)
    sign_in(carl, "students", "chess club")
    assert role_of(carl, spring) == role
    [change] = GroupChange.objects.filter(cohort=spring)
    assert (change.user, change.kind, change.role, change.group) == (carl, "joined", role, "students")
    assert change.provider == "Example University"


def test_a_provider_may_send_one_name(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, claims={"groups": "students"})
    assert role_of(carl, spring) == "learner"


def test_the_claim_has_the_name_that_the_provider_has(
    carl: User, spring: Cohort, rule: Rule, sign_in: SignIn, university: IdentityProvider
) -> None:
    university.groups_claim = "https://example.edu/roles"
    rule()
    sign_in(carl, claims={"https://example.edu/roles": ["students"], "groups": []})
    assert role_of(carl, spring) == "learner"


def test_they_are_notified(
    carl: User,
    spring: Cohort,
    rule: Rule,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rule()
    with django_capture_on_commit_callbacks() as callbacks:
        sign_in(carl, "students")
    assert callbacks
    notify_new_members(cohort=spring.pk, people=[carl.pk], provider="Example University")
    sign_in(carl)
    assert ["Example University" in notice.sentence for notice in Notice.objects.filter(person=carl)] == [True, True]


def test_losing_the_group_ends_what_it_gave(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, "students")
    sign_in(carl, "alumni")
    assert role_of(carl, spring) is None
    assert GroupChange.objects.latest("pk").kind == "left"
    sign_in(carl, "students")
    assert role_of(carl, spring) == "learner"


def test_without_the_claim_somebody_is_in_no_group(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, "students")
    sign_in(carl, claims={"sub": "1"})
    assert role_of(carl, spring) is None


def test_it_ends_nothing_that_an_invitation_gave(ada: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(ada, "students")
    sign_in(ada)
    assert role_of(ada, spring) == "learner"
    assert not GroupChange.objects.exists()


def test_an_invitation_that_is_accepted_later_keeps_them(
    carl: User, lena: User, spring: Cohort, rule: Rule, sign_in: SignIn
) -> None:
    rule()
    sign_in(carl, "students")
    invitation, _ = create_link(person=lena, cohort=spring, role="learner", days=3, max_uses=1)
    join(person=carl, invitation=invitation)
    sign_in(carl)
    assert role_of(carl, spring) == "learner"


def test_another_group_changes_the_role(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    rule("staff", "mentor")
    sign_in(carl, "students")
    sign_in(carl, "students", "staff")
    assert role_of(carl, spring) == "mentor"
    assert GroupChange.objects.latest("pk").kind == "role"
    sign_in(carl, "students")
    assert role_of(carl, spring) == "learner"


def test_what_a_lead_decides_stays(carl: User, lena: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, "students")
    change_role(person=lena, cohort=spring, uid=carl.uid, role="mentor")
    sign_in(carl, "students")
    assert role_of(carl, spring) == "mentor"
    sign_in(carl)
    assert role_of(carl, spring) == "mentor"


def test_somebody_whom_a_lead_removed_does_not_come_back(
    carl: User, lena: User, spring: Cohort, rule: Rule, sign_in: SignIn
) -> None:
    rule()
    sign_in(carl, "students")
    remove_member(person=lena, cohort=spring, uid=carl.uid)
    sign_in(carl, "students")
    assert role_of(carl, spring) is None
    sign_in(carl)
    sign_in(carl, "students")
    assert role_of(carl, spring) == "learner"


def test_nobody_becomes_a_lead(spring: Cohort, rule: Rule) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(role=CohortRole.LEAD)


@pytest.mark.parametrize(
    ("field", "value", "kind"), [("archived_at", timezone.now(), "archived"), ("max_learners", 1, "full")]
)
def test_where_nobody_can_join_it_is_recorded_once(
    carl: User, spring: Cohort, rule: Rule, sign_in: SignIn, field: str, value: object, kind: str
) -> None:
    rule()
    Cohort.objects.filter(pk=spring.pk).update(**{field: value})
    sign_in(carl, "students")
    sign_in(carl, "students")
    assert role_of(carl, spring) is None
    assert [change.kind for change in GroupChange.objects.all()] == [kind]


@pytest.mark.parametrize(
    "claims",
    [
        {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.example/x"}}},
        {"hasgroups": True},
        {"groups": {"students": True}},
        {"groups": ["students", 1]},
        {"groups": 7},
        {"groups": [f"group {number}" for number in range(MAX_GROUPS + 1)]},
    ],
)
def test_groups_that_cannot_be_read_change_nothing_and_the_admins_page_says_why(
    carl: User, grace: User, client_of: Callable[[User], Client], spring: Cohort, rule: Rule, sign_in: SignIn,
    claims: Mapping[str, Any],
) -> None:  # fmt: skip
    rule()
    sign_in(carl, "students")
    sign_in(carl, claims=claims)
    assert role_of(carl, spring) == "learner"
    problem = GroupsNotRead.objects.get()
    page = client_of(grace).get("/authoring/site/sign-in/university/groups/").text
    assert problem.get_problem_display() in page.replace("&#x27;", "'")
    sign_in(carl, "students")
    assert not GroupsNotRead.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "Students", "student"])
def test_only_the_exact_name_counts(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn, name: str) -> None:
    rule()
    sign_in(carl, name)
    assert role_of(carl, spring) is None


def test_groups_without_a_rule_are_not_stored(carl: User, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, "students", "secret society")
    assert [sighting.rule.group for sighting in GroupSighting.objects.all()] == ["students"]


def test_a_closed_account_joins_nothing(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    carl.is_active = False
    sign_in(carl, "students")
    assert not Membership.objects.filter(user=carl).exists()


def test_another_providers_groups_change_nothing(carl: User, spring: Cohort, rule: Rule, sign_in: SignIn) -> None:
    rule()
    sign_in(carl, "students")
    other = IdentityProvider.objects.create(
        slug="other", name="Other", issuer="https://other.example", client_id="x", domains="example.org"
    )
    apply_groups(person=carl, provider=other, claims={"groups": []})
    assert role_of(carl, spring) == "learner"
    GroupRule.objects.create(provider=other.key, group="staff", cohort=spring, role="mentor", is_active=True)
    apply_groups(person=carl, provider=other, claims={"groups": ["staff"]})
    assert role_of(carl, spring) == "learner"


def test_the_number_of_queries_does_not_depend_on_the_number_of_rules(
    carl: User, rule: Rule, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        rule(f"group {number}", is_active=False)
        with django_assert_num_queries(9):
            sign_in(carl, "group 0", "group 1")
        cohort = Cohort.objects.create(slug=f"c{number}", title="C", started_on="2026-03-02")
        for other in range(number, 20):
            rule(f"other {other}", cohort=cohort, is_active=False)
