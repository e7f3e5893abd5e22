"""What leads and mentors do in a cohort is in the audit log."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members.actions import add_members, change_role, remove_member, restore_members
from exercises.models import Exercise, Submission

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def cohort(emmy: User, ada: User) -> Cohort:
    cohort = Cohort.objects.create(slug="june", title="June", started_on="2026-06-01")
    Membership.objects.create(cohort=cohort, user=emmy, role=CohortRole.LEAD)
    Membership.objects.create(cohort=cohort, user=ada, role=CohortRole.LEARNER)
    return cohort


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.order_by("pk"))


def test_members_are_recorded_as_they_come_change_and_go(cohort: Cohort, emmy: User, carl: User) -> None:
    add_members(person=emmy, cohort=cohort, people=[carl], role=CohortRole.LEARNER)
    change_role(person=emmy, cohort=cohort, uid=carl.uid, role=CohortRole.MENTOR)
    token = remove_member(person=emmy, cohort=cohort, uid=carl.uid)
    restore_members(person=emmy, undo_token=token)
    assert [(entry.action, entry.fields) for entry in entries()] == [
        (AuditAction.MEMBER_ADDED, {"role": "learner"}),
        (AuditAction.MEMBER_ROLE_CHANGED, {"before": "learner", "after": "mentor"}),
        (AuditAction.MEMBER_REMOVED, {"role": "mentor"}),
        (AuditAction.MEMBER_RESTORED, {"role": "mentor"}),
    ]
    assert {(entry.actor_id, entry.person_id, entry.cohort) for entry in entries()} == {(emmy.uid, carl.uid, "june")}


def test_saving_a_member_with_the_same_role_records_nothing(
    cohort: Cohort, emmy: User, ada: User, client_of: ClientOf
) -> None:
    client_of(emmy).post(f"/cohorts/june/members/{ada.uid}/", {"role": "learner"})
    assert entries() == []


def test_adding_many_people_costs_as_many_queries_as_adding_one(cohort: Cohort, emmy: User) -> None:
    people = [User.objects.create_user(f"learner{number}@example.org", name=f"N{number}") for number in range(11)]
    with CaptureQueriesContext(connection) as few:
        add_members(person=emmy, cohort=cohort, people=people[:1], role=CohortRole.LEARNER)
    with CaptureQueriesContext(connection) as many:
        add_members(person=emmy, cohort=cohort, people=people[1:], role=CohortRole.LEARNER)
    assert len(many) <= len(few)


@pytest.mark.usefixtures("roadmap")
def test_reading_a_learner_s_code_is_recorded_with_the_reader_s_role(
    cohort: Cohort, emmy: User, ada: User, grace: User, client_of: ClientOf
) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    run = Submission.objects.create(exercise=exercise, learner=ada, source="x")
    url = f"/cohorts/june/learners/{ada.uid}/submissions/{run.uid}/"
    for reader in (emmy, emmy, grace):
        assert client_of(reader).get(url).status_code == 200
    readings = AuditEntry.objects.filter(action=AuditAction.CODE_READ, person__uid=ada.uid).order_by("pk")
    assert [(entry.actor_id, entry.fields["role"]) for entry in readings] == [(emmy.uid, "lead"), (grace.uid, "admin")]
    assert all(entry.target_uid == exercise.slug for entry in readings)


@pytest.mark.usefixtures("roadmap")
def test_the_learner_sees_who_read_their_code_and_on_which_day(
    cohort: Cohort, emmy: User, ada: User, client_of: ClientOf
) -> None:
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    run = Submission.objects.create(exercise=exercise, learner=ada, source="x")
    client_of(emmy).get(f"/cohorts/june/learners/{ada.uid}/submissions/{run.uid}/")
    page = client_of(ada).get("/account/data/").text
    assert f"{emmy.name} (lead)" in page
    assert emmy.email not in page


@pytest.mark.usefixtures("roadmap")
def test_downloads_of_a_cohort_are_recorded(cohort: Cohort, emmy: User, client_of: ClientOf) -> None:
    client_of(emmy).get("/cohorts/june/grid.csv")
    assert AuditEntry.objects.filter(action=AuditAction.GRID_EXPORTED, actor__uid=emmy.uid, cohort="june").exists()
