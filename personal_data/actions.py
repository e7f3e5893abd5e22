"""Actions of people on the data about them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.admins import require_another_admin
from accounts.models import User
from accounts.sessions.actions import end_all_sessions
from cohorts.joining.actions import delete_invitations_to


@transaction.atomic
def delete_account(*, person: User, address: str) -> None:
    """Delete the account with all data about the person, and end all of its sessions. It can't be undone.

    Raises:
        PermissionDenied: ``address`` is not the account's email address.
        LastAdminError: they are the only admin.
    """
    if address.strip().lower() != person.email.lower():
        raise PermissionDenied
    require_another_admin(leaving=[person])
    person.lock()  # a mentor who writes at the same time would block the deletion
    end_all_sessions(person=person)
    delete_invitations_to(person=person)
    person.delete()
