import ipaddress
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import make

from accounts.models import User
from accounts.sessions.user_agents import describe_device
from accounts.single_sign_on.closing import may_use_password, sign_up_is_open
from accounts.single_sign_on.confirmation import has_confirmed_recently, ways_to_confirm
from branding.queries import branding

log = structlog.get_logger(__name__)

WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use your app or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey or security key",
}
SET_PASSWORD = {"id": "account_reset_password", "description": "Choose a password"}
CONFIRMATION_SENT = "account/messages/email_confirmation_sent.txt"
CONFIRMATION_IS_RECENT = "account/messages/email_confirmation_is_recent.txt"


def site_url(url: str) -> str:
    """The same page under SITE_ROOT, because the sender of a request chooses its Host."""
    parts = urlsplit(url)
    return str(settings.SITE_ROOT).rstrip("/") + urlunsplit(("", "", parts.path, parts.query, ""))


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. If it should be open, ask the person who runs this site.",
        "cannot_remove_primary_email": "This is your main address. Make another address the main one first.",
        "duplicate_email": "You’ve already added this address.",
        "email_password_mismatch": "Wrong email or password. Try again, or reset your password.",
        "email_taken": "This address already has an account. Sign in, or reset its password.",
        "enter_current_password": "This isn’t your current password.",
        "incorrect_password": "Wrong password. Try again.",
        "invalid_or_expired_key": "This link no longer works. Request a new one.",
        "invalid_password_reset": "This link no longer works. Request a new one.",
        "max_email_addresses": "An account can have %d addresses. Remove one first.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
        "too_many_login_attempts": "Too many attempts failed. Wait five minutes, then try again.",
        "unverified_primary_email": "Confirm your main address first: open the link we sent to it.",
    }

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Ask a few questions after sign-up, then go on to where the person was going."""
        answer: HttpResponse = super().post_login(request, user, **hooks)
        if hooks["signup"] and request.method == "POST" and request.path == reverse("account_signup"):
            # They chose their password in this very request. A link that confirms an address later says less.
            record_authentication(request, user, method="password", reauthenticated=True)
        setup, going = reverse(settings.ACCOUNT_SIGNUP_REDIRECT_URL), answer.get("Location", "")
        if not hooks["signup"] or going == setup:
            return answer
        return redirect(f"{setup}?{urlencode({REDIRECT_FIELD_NAME: going})}")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count. A socket for both families gives IPv4 as ::ffff:192.0.2.1, and all of these
        are in one IPv6 network.
        """
        text = str(super().get_client_ip(request))
        try:
            return str(getattr(ipaddress.ip_address(text), "ipv4_mapped", None) or text)
        except ValueError:
            return text

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return sign_up_is_open()

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Descent has no user names."""

    def format_email_subject(self, subject: str) -> str:
        """Our subjects already name the site."""
        return subject

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Take the links and the site's name in emails from SITE_ROOT."""
        links = {name: site_url(value) for name, value in context.items() if name.endswith("_url")}
        here = {"current_site": {"domain": urlsplit(settings.SITE_ROOT).netloc}}
        mail: EmailMessage = super().render_mail(template_prefix, email, context | links | here, headers)
        return mail

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Send no link to another account's address. Tell its owner that they have an account."""
        address = emailconfirmation.email_address
        if not self._may_mail(request, f"{address.user_id}:{address.email}"):
            request.confirmation_is_recent = True  # type: ignore[attr-defined]  # add_message says so
            return
        owner = User.objects.with_address(address.email)
        if owner and owner.pk != address.user_id:
            self.send_mail(
                "account/email/address_in_use", address.email, {"reset_url": reverse("account_reset_password")}
            )
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template == CONFIRMATION_SENT and getattr(request, "confirmation_is_recent", False):
            message_template = CONFIRMATION_IS_RECENT
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_account_already_exists_mail(self, email: str) -> None:
        if self._may_mail(self.request, email):
            super().send_account_already_exists_mail(email)

    def _may_mail(self, request: HttpRequest, key: str) -> bool:
        """Count per account, so that nobody uses up another account's confirmation emails."""
        return bool(
            ratelimit.consume(request, app="allauth.account", action="confirmation_mail", key=key, limit_get=True)
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whether the address is theirs now. It isn't if it is another account's main address, or confirmed there."""
        owner = User.objects.with_address(email_address.email)
        if owner is None or owner.pk == email_address.user_id:
            try:
                with transaction.atomic():
                    return bool(super().confirm_email(request, email_address))
            except IntegrityError:  # another account confirmed it at the same moment
                pass
        context_data = {"email": email_address.email}
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", context_data)
        return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        return email_address.email != email_address.user.email and bool(super().can_delete_email(email_address))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Attempts for an address are counted per IP address, so that nobody can lock its owner out from elsewhere. A
        much higher limit counts all IP addresses together.
        """
        super().pre_authenticate(request, **credentials)
        login = str(credentials.get("email", "")).lower()
        anywhere = ratelimit.consume(request, app="allauth.account", action="login_failed_anywhere", key=login)
        if not anywhere:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += anywhere.usage

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{ratelimit.get_ip(request)} {str(credentials.get('email', '')).lower()}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(
            request, app="allauth.account", action="login_failed_anywhere", key=credentials["email"].lower()
        )

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        """Never empty for a person: somebody who has neither a password nor a second factor may choose a password."""
        if not isinstance(user, User):
            return []
        ways = [
            way | {"description": WAYS[way["id"]]}
            for way in super().get_reauthentication_methods(user)
            if way["id"] != "reauthenticate" or may_use_password(user)
        ]
        return [*ways, *ways_to_confirm(user)] or [SET_PASSWORD | {"url": reverse(SET_PASSWORD["id"])}]

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        return bool(super().is_reauthentication_required(app=app, **options)) and not has_confirmed_recently()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """The sign-in method has already changed, so the page succeeds even if the mail server is down."""
        context_data = {
            "device": describe_device(self.get_http_user_agent(self.request)),
            "reset_url": reverse("account_reset_password"),
            **(context or {}),
        }
        try:
            super().send_notification_mail(template_prefix, user, context_data, email)
        except OSError as error:
            log.warning("account.change_not_mailed", change=template_prefix, error=str(error))

    def mail_removed_factors(self, person: User) -> str:
        """Send it from a command, which has no request. Return the address, or None if this site sends no mail.

        Raises OSError if the mail server doesn't accept it.
        """
        email: str = EmailAddress.objects.get_primary_email(person) or ""
        if not settings.ACCOUNT_EMAIL_NOTIFICATIONS or not email:
            return ""
        context_data = {"timestamp": timezone.now(), "reset_url": reverse("account_reset_password")}
        with timezone.override(person.zone):
            self.render_mail("mfa/email/factors_removed", email, context_data).send()
        return email


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        "add_email_blocked": "You can’t add an address while a second factor is on. Turn it off first.",
        "cannot_delete_authenticator": "You can’t turn this factor off here. Ask the person who runs this site.",
        "cannot_generate_recovery_codes": "Recovery codes are a backup for a second factor. Set one up first.",
        "incorrect_code": "We couldn’t verify this passkey. Try again, or sign in another way.",
        "unverified_email": "Confirm your email address first: open the link we sent to it.",
    }

    def get_totp_issuer(self) -> str:
        return branding().name

    def build_totp_svg(self, url: str) -> str:
        """On white, in the dark theme too, and without an XML declaration because it is inline."""
        return str(make(url, image_factory=SvgPathFillImage, box_size=20).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002  the library's name
        """The name of a passkey that was added without one."""
        return f"Key {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"
