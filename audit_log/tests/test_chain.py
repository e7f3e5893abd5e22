"""`check_audit_log` finds what was changed, removed or inserted after the fact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from audit_log import guards
from audit_log.actions import record
from audit_log.chain import check_chain, link_new_entries
from audit_log.cutting import cut_audit_log
from audit_log.models import AuditEntry, AuditLink
from audit_log.names import AuditAction

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # mypy's plugin resolves it to AUTH_USER_MODEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(ada: User) -> list[int]:
    """Three entries with their links, in a database whose triggers are there. Gives their numbers."""
    guards.install(connection)
    for action in (AuditAction.TOKEN_CREATED, AuditAction.TOKEN_REVOKED, AuditAction.TOKEN_CREATED):
        record(action, actor=ada, fields={"scope": "read", "days": 30})
    assert link_new_entries() == 3
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def tamper(statement: str, *parameters: int) -> None:
    """As the owner of a database can, who drops the triggers first."""
    with connection.cursor() as cursor:
        for table in guards.TABLES:
            for event in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {table}_{event}{on}")
        cursor.execute(statement, parameters)
    guards.install(connection)


def test_a_log_that_nobody_touched_is_intact(log: list[int]) -> None:
    report = check_chain()
    assert (report.count, list(report.problems)) == (3, [])
    assert link_new_entries() == 0


def test_it_finds_a_changed_entry(log: list[int]) -> None:
    tamper("UPDATE audit_log_auditentry SET action = 'x' WHERE id = %s", log[1])
    assert check_chain().problems == [f"Entry {log[1]} (link 2) was changed."]


def test_it_finds_a_removed_entry(log: list[int]) -> None:
    tamper("DELETE FROM audit_log_auditentry WHERE id = %s", log[1])
    assert f"Entry {log[1]} (link 2) was deleted." in check_chain().problems


def test_it_finds_an_entry_that_was_put_between(log: list[int], ada: User) -> None:
    then = timezone.now() - timedelta(days=1)
    AuditEntry(action=AuditAction.TOKEN_CREATED, actor_id=ada.uid, at=then).save()
    assert len(check_chain().problems) == 1


def test_it_finds_a_removed_link(log: list[int]) -> None:
    tamper("DELETE FROM audit_log_auditlink WHERE number = 2")
    assert check_chain().problems


def test_it_finds_a_chain_that_was_written_again(log: list[int]) -> None:
    newest = AuditLink.objects.get(number=3)
    assert not check_chain(expected=(3, newest.digest)).problems
    tamper("DELETE FROM audit_log_auditlink")
    tamper("UPDATE audit_log_auditentry SET action = 'x' WHERE id = %s", log[1])
    link_new_entries()
    assert not check_chain().problems
    assert check_chain(expected=(3, newest.digest)).problems


def test_it_says_that_a_trigger_is_gone(log: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER audit_log_auditentry_update"
            + (" ON audit_log_auditentry" if connection.vendor == "postgresql" else "")
        )
    with pytest.raises(CommandError):
        call_command("check_audit_log")


def test_a_cut_log_is_intact(log: list[int], ada: User) -> None:
    AuditEntry(action=AuditAction.TOKEN_CREATED, actor_id=ada.uid, at=timezone.now() - timedelta(days=9)).save()
    link_new_entries()
    assert cut_audit_log(timezone.now() + timedelta(seconds=1), max_rows=2) == 2
    link_new_entries()
    assert not check_chain().problems


def test_a_cut_row_without_a_cut_accounts_for_nothing(log: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_log_auditcut (at, through, count) VALUES (%s, %s, 0)", [timezone.now(), log[-1]]
        )
        cursor.execute("DELETE FROM audit_log_auditentry WHERE id = %s", [log[0]])
    assert check_chain().problems == ["1 entries are missing, and cuts account for 0."]
