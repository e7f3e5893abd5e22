"""What an entry says, and that it says it only if what it is about was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit_log.actions import AuditEvent, AuditTarget, record, record_code_read, record_events
from audit_log.models import MAX_FIELDS_CHARS, AuditEntry, KnownName
from audit_log.names import AuditAction

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # mypy's plugin resolves it to AUTH_USER_MODEL

pytestmark = pytest.mark.django_db


def test_an_entry_names_who_did_what_to_whom(emmy: User, ada: User) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        record(
            AuditAction.MEMBER_ROLE_CHANGED, actor=emmy, person=ada, cohort="spring",
            target=AuditTarget(kind="cohort", uid="spring", title="Spring"), fields={"before": "learner"},
        )  # fmt: skip
    entry = AuditEntry.objects.with_names().get()
    assert (entry.actor_label, entry.person_label) == (emmy.name, ada.name)
    assert (entry.cohort, entry.target_title, entry.fields) == ("spring", "Spring", {"before": "learner"})
    assert entry.request_id == "r-1"


def test_it_keeps_the_name_that_somebody_had_then(emmy: User) -> None:
    then = emmy.name
    record(AuditAction.TOKEN_CREATED, actor=emmy)
    emmy.name = "Amalie"
    emmy.save()
    record(AuditAction.TOKEN_REVOKED, actor=emmy)
    assert [entry.actor_label for entry in AuditEntry.objects.with_names().order_by("pk")] == [then, "Amalie"]


def test_an_erased_person_leaves_a_uid_and_no_name(emmy: User, ada: User) -> None:
    record(AuditAction.MEMBER_REMOVED, actor=emmy, person=ada)
    uid, name = ada.uid, ada.name
    ada.delete()
    entry = AuditEntry.objects.with_names().get()
    assert entry.person_id == uid
    assert name not in entry.person_label
    assert str(uid) in entry.person_label
    assert not KnownName.objects.filter(name=name).exists()


def test_what_is_rolled_back_is_not_recorded(ada: User) -> None:
    with transaction.atomic():
        record(AuditAction.TOKEN_CREATED, actor=ada)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_fields_that_are_too_long_are_replaced_by_their_names(ada: User) -> None:
    record(AuditAction.TOKEN_CREATED, actor=ada, fields={"text": "x" * (MAX_FIELDS_CHARS + 1)})
    assert AuditEntry.objects.get().fields == {"left_out": ["text"]}


def test_many_entries_cost_as_many_queries_as_one(emmy: User, ada: User, carl: User) -> None:
    record(AuditAction.TOKEN_CREATED, actor=emmy)
    with CaptureQueriesContext(
        connection,
    ) as few:
        record_events([AuditEvent(action=AuditAction.MEMBER_ADDED, actor=emmy, person=ada)])
    with CaptureQueriesContext(connection) as many:
        events = [AuditEvent(action=AuditAction.MEMBER_ADDED, actor=emmy, person=carl) for _ in range(20)]
        record_events(events)
    assert len(many) == len(few)


def test_reading_code_is_recorded_once_a_day(emmy: User, ada: User) -> None:
    for _ in range(3):
        record_code_read(reader=emmy, learner=ada, exercise="matmul", title="matmul", role="mentor", cohort="spring")
    record_code_read(reader=emmy, learner=ada, exercise="dropout", title="dropout", role="mentor", cohort="spring")
    assert AuditEntry.objects.filter(action=AuditAction.CODE_READ, person__pk=ada.pk).count() == 2


def test_reading_one_s_own_code_is_not_recorded(ada: User) -> None:
    record_code_read(reader=ada, learner=ada, exercise="matmul", title="matmul", role="mentor")
    assert not AuditEntry.objects.exists()
