"""What is done in Django's admin is in the audit log, without the names that rows go by."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from audit_log.models import AuditEntry
from audit_log.names import AuditAction

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_a_changed_row_is_recorded_with_the_names_of_its_fields(grace: User, ada: User, client_of: ClientOf) -> None:
    form = {"name": "Ada L", "email": ada.email, "role": ada.role, "time_zone": "UTC", "is_active": "on"}
    client_of(grace).post(f"/admin/accounts/user/{ada.pk}/change/", form)
    entry = AuditEntry.objects.get(action=AuditAction.ADMIN_CHANGED)
    assert (entry.actor_id, entry.person_id, entry.target_kind) == (grace.uid, ada.uid, "user")
    assert "Name" in entry.fields["changed"]
    assert ada.name not in str(entry.fields) + entry.target_title


def test_several_deleted_accounts_are_recorded_one_by_one(
    grace: User, ada: User, carl: User, client_of: ClientOf
) -> None:
    form = {"action": "delete_selected", "_selected_action": [str(ada.pk), str(carl.pk)], "post": "yes"}
    uids = {ada.uid, carl.uid}
    client_of(grace).post("/admin/accounts/user/", form)
    assert not User.objects.filter(uid__in=uids).exists()
    entries = AuditEntry.objects.filter(action=AuditAction.ACCOUNT_ERASED).with_names()
    assert {entry.person_id for entry in entries} == uids
    assert not any(entry.person_name for entry in entries)
