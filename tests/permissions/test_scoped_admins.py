"""Admins of one area: what they may do, and that nobody gives more than they have."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, override_settings

from accounts.admins import LAST_ADMIN, LastAdminError, require_another_admin, roles_given_by
from accounts.models import ADMIN_ROLES, Role, User
from cohorts.cohort.models import Cohort
from exercises.fleet.actions import set_host_state
from exercises.models import RunnerHost, ServiceState

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def people_admin(db: None) -> User:
    return User.objects.create_user("lise@example.org", "a long enough password", name="Lise", role=Role.PEOPLE)


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_user("karl@example.org", "a long enough password", name="Karl", role=Role.OPERATIONS)


def form_of(person: User, **changes: str) -> dict[str, str]:
    fields = {"name": person.name, "email": person.email, "role": person.role, "time_zone": "UTC", "is_active": "on"}
    return fields | changes


@pytest.mark.parametrize("role", [Role.CURRICULUM, Role.OPERATIONS, Role.ADMIN])
def test_a_people_admin_cannot_give_a_wider_role(
    people_admin: User, ada: User, client_of: ClientOf, role: Role
) -> None:
    page = client_of(people_admin).post(f"/admin/accounts/user/{ada.pk}/change/", form_of(ada, role=role))
    assert page.context["adminform"].form.errors.keys() == {"role"}
    ada.refresh_from_db()
    assert ada.role == Role.LEARNER


def test_a_people_admin_makes_somebody_a_mentor(people_admin: User, ada: User, client_of: ClientOf) -> None:
    client_of(people_admin).post(f"/admin/accounts/user/{ada.pk}/change/", form_of(ada, role=Role.MENTOR))
    ada.refresh_from_db()
    assert ada.role == Role.MENTOR


def test_a_people_admin_cannot_take_over_or_delete_a_wider_admin(
    people_admin: User, grace: User, client_of: ClientOf
) -> None:
    client = client_of(people_admin)
    client.post(f"/admin/accounts/user/{grace.pk}/change/", form_of(grace, email="mine@example.org"))
    client.post(f"/admin/accounts/user/{grace.pk}/delete/", {"post": "yes"})
    client.post(
        "/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [str(grace.pk)], "post": "yes"}
    )
    before = grace.email
    grace.refresh_from_db()
    assert grace.email == before
    assert grace.email not in client.get("/admin/accounts/user/").text


def test_each_sees_only_their_models_in_djangos_admin(people_admin: User, operator: User, client_of: ClientOf) -> None:
    people, operations = client_of(people_admin), client_of(operator)
    for path, is_theirs in (("accounts/user/", True), ("cohorts/cohort/", True), ("exercises/runnerhost/", False)):
        assert (people.get(f"/admin/{path}").status_code == 200) is is_theirs
        assert (operations.get(f"/admin/{path}").status_code == 200) is not is_theirs
    assert operations.get("/admin/exercises/submission/").status_code == 403


def test_only_an_operator_changes_the_state_of_a_host(people_admin: User, operator: User) -> None:
    host = RunnerHost.objects.create(name="h", host="h" * 16, public_key="k", queues=["cpu"])
    with pytest.raises(PermissionDenied):
        set_host_state(person=people_admin, host=host, state=ServiceState.DRAINED, reason="x")
    set_host_state(person=operator, host=host, state=ServiceState.DRAINED, reason="x")
    assert host.state == ServiceState.DRAINED


def test_a_people_admin_leads_all_cohorts_and_an_operator_none(people_admin: User, operator: User) -> None:
    Cohort.objects.create(slug="june", title="June", started_on="2026-06-01")
    assert Cohort.objects.led_by(people_admin).exists()
    assert not Cohort.objects.visible_to(operator).exists()


@pytest.mark.parametrize("role", ADMIN_ROLES)
@override_settings(ADMIN_NEEDS_SECOND_FACTOR=True)
def test_each_kind_of_admin_needs_a_second_factor(client_of: ClientOf, role: Role) -> None:
    person = User.objects.create_user("otto@example.org", "a long enough password", name="Otto", role=role)
    assert client_of(person).get("/admin/").status_code == 302


def test_admins_of_one_area_are_not_the_other_admin_that_a_site_needs(grace: User, people_admin: User) -> None:
    with pytest.raises(LastAdminError, match=LAST_ADMIN):
        require_another_admin(leaving=[grace])


def test_nobody_but_admins_of_people_gives_roles(operator: User, emmy: User, grace: User) -> None:
    assert roles_given_by(operator) == roles_given_by(emmy) == []
    assert roles_given_by(grace) == list(Role)
