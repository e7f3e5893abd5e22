"""Which account of ours belongs to a platform's person."""

import uuid

import structlog
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from accounts.sign_in.addresses import confirm_main_address
from accounts.single_sign_on.linking import AT_ONCE, readable_name
from lib.errors import RefusedError
from lti.launches.messages import Launch
from lti.launches.models import LtiIdentity
from lti.platforms.models import LtiPlatform

log = structlog.get_logger(__name__)

NO_ADMINS = "Admins of this site don’t come in from a course. Sign in here yourself."
CLOSED = "Your account here was closed. Ask an admin of this site."
LINKED_ALREADY = (
    "Your account here is linked to somebody else’s account on {platform}. If that’s an old one of yours, ask an admin "
    "of this site to remove it."
)
NOBODY = "lti.invalid"  # a domain that never exists (RFC 2606), for people whose address we don't know
UNNAMED = "Learner"


class AddressTakenError(RefusedError):
    """The address has an account here, and the platform isn't trusted for its domain. Its owner has to sign in."""


def person_of(launch: Launch) -> User | None:
    """The person who came as this before."""
    rows = LtiIdentity.objects.filter(platform=launch.platform, subject=launch.subject).select_related("user")
    identity = rows.first()
    return identity.user if identity else None


def check_may_enter(person: User) -> None:
    """Raises RefusedError: a platform opens no such account."""
    if not person.is_active:
        raise RefusedError(CLOSED)
    if person.has_admin_role:
        raise RefusedError(NO_ADMINS)


def find_or_create(launch: Launch, platform: LtiPlatform) -> User:
    """The account of somebody who comes for the first time, by their address if the platform is trusted for it.

    Raises AddressTakenError, or RefusedError as `check_may_enter` and `link`.
    """
    owner = User.objects.with_address(launch.address) if launch.address else None
    if owner is None:
        return create_person(launch, platform)
    if not platform.owns(launch.address) or not _has_confirmed(owner, launch.address):
        raise AddressTakenError
    link(owner, launch, platform)
    return owner


def _has_confirmed(person: User, address: str) -> bool:
    return bool(EmailAddress.objects.filter(user=person, email=address, verified=True).exists())


@transaction.atomic
def link(person: User, launch: Launch, platform: LtiPlatform) -> None:
    """Let the platform's person open this account from now on. Raises RefusedError."""
    person.lock()
    check_may_enter(person)
    if LtiIdentity.objects.filter(platform=platform, user=person).exclude(subject=launch.subject).exists():
        raise RefusedError(LINKED_ALREADY.format(platform=platform))
    try:
        with transaction.atomic():
            LtiIdentity.objects.get_or_create(platform=platform, subject=launch.subject, user=person)
    except IntegrityError:
        raise RefusedError(AT_ONCE) from None
    log.info("lti.account_linked", account=person.pk, platform=platform.pk)


def create_person(launch: Launch, platform: LtiPlatform) -> User:
    """Make a learner's account without a password.

    It gets no address that the platform only claims: the address's owner could take over the account by resetting its
    password, and whoever came from the platform would still open it.
    """
    is_trusted = bool(usable(launch.address)) and platform.owns(launch.address)
    address = launch.address if is_trusted else f"{uuid.uuid4().hex}@{NOBODY}"
    name = readable_name(launch.name, address if is_trusted else UNNAMED)
    person = User(email=address, name=name, role=Role.LEARNER)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
            if is_trusted:
                confirm_main_address(person=person)
            LtiIdentity.objects.create(platform=platform, subject=launch.subject, user=person)
    except IntegrityError:
        raise RefusedError(AT_ONCE) from None
    log.info("lti.account_created", account=person.pk, platform=platform.pk)
    return person


def usable(address: str) -> str:
    """The address; empty if it isn't one."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address
