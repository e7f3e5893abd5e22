"""Which account of ours belongs to an account at a provider."""

import structlog
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from accounts.names import INVISIBLE, MAX_LETTERS, normalize_name, validate_name
from accounts.sessions.actions import end_all_sessions, end_other_sign_ins
from accounts.sign_in.addresses import confirm_main_address
from accounts.single_sign_on.models import IdentityProvider
from lib.errors import RefusedError

log = structlog.get_logger(__name__)

NO_ADDRESS = "{provider} told us no email address of yours. Ask the people who run it, or who run this site."
NOT_VERIFIED = "{provider} hasn’t confirmed your email address {address}. Confirm it there, then sign in again."
OTHER_DOMAIN = "Only addresses of {domains} can sign in with {provider}, and yours is {address}."
ANOTHER_ACCOUNT = (
    "Another account at {provider} already signs in as {address}. If it’s an old one of yours, ask an admin of this "
    "site to remove it."
)
UNCONFIRMED = (
    "The address {address} has an account here that nobody has confirmed. Sign in to it and confirm the address, or "
    "ask an admin of this site to do so. Then sign in with {provider} again."
)
AT_ONCE = "You’ve just signed in somewhere else at the same moment. Try again."


def check_address(provider: IdentityProvider, addresses: list[EmailAddress]) -> str:
    """The address by which an account of ours is found or made. Raises RefusedError: it isn't one to rely on."""
    row = next((row for row in addresses if row.primary and row.email.isascii()), None)
    if row is None:
        raise RefusedError(NO_ADDRESS.format(provider=provider))
    address = str(row.email)
    if not provider.owns(address):
        domains = ", ".join(provider.domain_list)
        raise RefusedError(OTHER_DOMAIN.format(domains=domains, provider=provider, address=address))
    if not row.verified:
        raise RefusedError(NOT_VERIFIED.format(provider=provider, address=address))
    return address


@transaction.atomic
def link(*, person: User, address: str, provider: IdentityProvider, account: SocialAccount) -> None:
    """Let an account at the provider sign in as the person who has this address. Raises RefusedError."""
    person.lock()
    if SocialAccount.objects.filter(user=person, provider=account.provider).exists():
        raise RefusedError(ANOTHER_ACCOUNT.format(provider=provider, address=address))
    if not EmailAddress.objects.filter(user=person, email=address, verified=True).exists():
        _hand_over(person, address, provider)
    account.user = person
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise RefusedError(AT_ONCE) from None
    log.info("account.sign_in_linked", account=person.pk, provider=provider.slug)


def _hand_over(person: User, address: str, provider: IdentityProvider) -> None:
    """Give an account that nobody has ever signed in to, and whose address nobody confirmed, to the address's owner.

    Somebody else may have signed up with that address, so nothing that they entered opens the account any more.
    """
    if person.last_login or person.has_admin_role:
        raise RefusedError(UNCONFIRMED.format(provider=provider, address=address))
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_all_sessions(person=person)
    EmailAddress.objects.filter(user=person).exclude(email=address).delete()
    confirm_main_address(person=person)


def create_person(*, address: str, name: str, account: SocialAccount) -> User:
    """Make the account of somebody who signs in for the first time. Raises RefusedError."""
    person = User(email=address, name=readable_name(name, address), role=Role.LEARNER)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
            confirm_main_address(person=person)
            account.user = person
            account.save()
    except IntegrityError:
        raise RefusedError(AT_ONCE) from None
    return person


@transaction.atomic
def unlink(*, person: User) -> int:
    """Remove a person's accounts at providers for an admin, and end all sessions. Return how many there were.

    At the next sign-in there, their address is checked again.
    """
    count, _ = SocialAccount.objects.filter(user=person).delete()
    if count:
        end_other_sign_ins(person=person, key=None)
    return int(count)


def readable_name(claim: str, address: str) -> str:
    """The name that a provider gives somebody, as our rules allow it; else what stands before the @ of the address."""
    for text in (claim, address.partition("@")[0]):
        name = normalize_name(INVISIBLE.sub("", "".join(letter if letter.isprintable() else " " for letter in text)))
        name = name[:MAX_LETTERS].strip()
        try:
            validate_name(name)
        except ValidationError:
            continue
        return name
    return ""
