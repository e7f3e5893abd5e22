"""Log who signs in and out, and each attempt that fails: by the account's number, never by an email address."""

from typing import Any

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User

log = structlog.get_logger(__name__)


def log_as(person: User) -> None:
    """Add the person's number to every further line of this request."""
    structlog.contextvars.bind_contextvars(user_id=person.pk)


@receiver(user_logged_in)
def log_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [record["method"] for record in get_authentication_records(request, user)]
    log.info("account.signed_in", account=user.pk, methods=methods)


@receiver(user_logged_out)
def log_sign_out(user: User | None, **kwargs: Any) -> None:
    if user:
        log.info("account.signed_out", account=user.pk)


@receiver(user_login_failed)
def log_wrong_password(credentials: dict[str, Any], **kwargs: Any) -> None:
    person = User.objects.with_address(str(credentials.get("email", "")))
    log.warning("account.sign_in_failed", account=person.pk if person else None)


@receiver(authentication_failed)
def log_wrong_second_factor(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    log.warning("account.second_factor_failed", account=user.pk, method=authenticator.type)
