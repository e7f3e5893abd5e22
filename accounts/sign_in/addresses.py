"""The main address of an account, among its addresses."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def record_main_address(*, person: User) -> EmailAddress:
    """List the main address among the person's addresses and mark it as the main one. It may be unconfirmed."""
    row, _ = EmailAddress.objects.get_or_create(user=person, email=person.email.lower())
    if not row.primary:
        EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
        row.primary = True
        row.save(update_fields=["primary"])
    return row


@transaction.atomic
def confirm_main_address(*, person: User) -> bool:
    """Confirm the main address for an operator. No other account keeps it. Return False if it was confirmed."""
    EmailAddress.objects.filter(email=person.email.lower()).exclude(user=person).delete()
    row = record_main_address(person=person)
    return bool(EmailAddress.objects.filter(pk=row.pk, verified=False).update(verified=True))


@transaction.atomic
def replace_main_address(*, person: User, earlier_email: str) -> None:
    """Replace the main address that an admin corrected. The old one no longer signs in; the new one is unconfirmed."""
    EmailAddress.objects.filter(user=person, email=earlier_email.lower()).delete()
    record_main_address(person=person)
