"""Nothing changes or deletes what the audit log has: neither through the ORM nor in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit_log import guards
from audit_log.actions import record
from audit_log.cutting import cut_audit_log
from audit_log.models import AppendOnlyError, AuditCut, AuditEntry
from audit_log.names import AuditAction

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # mypy's plugin resolves it to AUTH_USER_MODEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def _guards() -> None:
    """The tables of tests are made from the models, without what migrations add."""
    guards.install(connection)


@pytest.fixture
def entry(ada: User) -> AuditEntry:
    record(AuditAction.TOKEN_CREATED, actor=ada)
    return AuditEntry.objects.get()


def test_the_orm_neither_changes_nor_deletes_an_entry(entry: AuditEntry) -> None:
    entry.action = "something.else"
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(action="something.else")
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().action == AuditAction.TOKEN_CREATED


@pytest.mark.usefixtures("_guards", "entry")
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log_auditentry SET action = 'x'", "DELETE FROM audit_log_auditentry"]
)
def test_the_database_refuses_it_too(statement: str) -> None:
    with pytest.raises(DatabaseError, match=guards.REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().action == AuditAction.TOKEN_CREATED


@pytest.mark.usefixtures("_guards")
def test_a_cut_deletes_the_oldest_entries_and_records_itself(ada: User) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    for at in (long_ago, long_ago, timezone.now()):
        AuditEntry(action=AuditAction.TOKEN_CREATED, actor_id=ada.uid, at=at).save()
    assert cut_audit_log(timezone.now() - timedelta(days=365), max_rows=1) == 1
    assert cut_audit_log(timezone.now() - timedelta(days=365), max_rows=10) == 1
    assert cut_audit_log(timezone.now() - timedelta(days=365), max_rows=10) == 0
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == [AuditAction.TOKEN_CREATED, AuditAction.LOG_CUT, AuditAction.LOG_CUT]


@pytest.mark.usefixtures("_guards", "entry")
def test_a_cut_can_t_be_taken_back() -> None:
    AuditCut.objects.create(through=5, count=1)
    with pytest.raises(DatabaseError, match=guards.REFUSAL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_log_auditcut SET through = 0")


@pytest.mark.usefixtures("_guards")
def test_installing_the_triggers_again_changes_nothing() -> None:
    guards.install(connection)
    assert not guards.missing(connection)
