"""What a person can do with what is held about them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.actions import end_all_sessions
from accounts.models import Role, User


class LastAdminError(ValueError):
    """The site would be left without anyone who can edit it."""


@transaction.atomic
def delete_account(*, person: User, typed: str) -> None:
    """Delete the account with everything that is held about the person, and sign it out everywhere.

    There is no way back.

    Raises:
        PermissionDenied: ``typed`` is not the account's address.
        LastAdminError: they are the only admin.
    """
    if typed.strip().lower() != person.email.lower():
        raise PermissionDenied
    if person.is_admin and not User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=person.pk).exists():
        raise LastAdminError("You are the only admin here. Make somebody else one first.")
    User.objects.select_for_update().get(pk=person.pk)  # else what a mentor writes in this moment keeps it from going
    end_all_sessions(person=person)
    person.delete()
