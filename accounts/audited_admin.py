"""Record in the audit log what somebody does in Django's admin, for every model that is registered there."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from audit_log.actions import AuditEvent, AuditTarget, record_events
from audit_log.names import AuditAction


class AuditedAdmin(admin.ModelAdmin[Any]):
    """Beside Django's own history, which an admin can delete. It names rows by number: a title may be a name."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        _record(AuditAction.ADMIN_ADDED, request, [obj])
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        _record(AuditAction.ADMIN_CHANGED, request, [obj], fields=_changed_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        rows = list(queryset)
        action = AuditAction.ACCOUNT_ERASED if rows and isinstance(rows[0], User) else AuditAction.ADMIN_DELETED
        _record(action, request, rows)
        return super().log_deletions(request, queryset)


def _record(
    action: AuditAction, request: HttpRequest, rows: Iterable[Model], *, fields: list[str] | None = None
) -> None:
    record_events(
        [
            AuditEvent(
                action=action,
                actor=cast(User, request.user),
                person=row if isinstance(row, User) else None,
                target=AuditTarget(kind=row._meta.model_name or "", uid=row.pk),
                fields={"changed": list(fields)} if fields else {},
            )
            for row in rows
        ]
    )


def _changed_fields(message: Any) -> list[str]:
    """Return the fields that Django's change message names, without what rows beside the form are called."""
    parts = message if isinstance(message, list) else []
    return [str(name) for part in parts for verb in part.values() for name in verb.get("fields", ())]
