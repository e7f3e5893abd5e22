from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import make

from accounts.devices import device_in_words
from accounts.models import User

log = structlog.get_logger(__name__)

WAYS = {
    "reauthenticate": "Use the password",
    "mfa_reauthenticate": "Use the app or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey or security key",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. If it should be open, ask the person who runs this site.",
        "cannot_remove_primary_email": "This is your main address. Make another the main one, then remove this.",
        "duplicate_email": "This address is on your account already.",
        "email_password_mismatch": "Address and password don’t belong together. Look at both, or get a new password.",
        "email_taken": "There is an account with this address. Sign in, or choose a new password for it.",
        "enter_current_password": "This is not the password of the account as it is.",
        "incorrect_password": "This is not the password of the account.",
        "invalid_or_expired_key": "This link no longer works. Ask for a new one.",
        "invalid_password_reset": "This link no longer works. Ask for a new one.",
        "max_email_addresses": "An account has at most %d addresses. Remove one first.",
        "rate_limited": "Too many tries. Wait a few minutes, then try once more.",
        "too_many_login_attempts": "Too many tries failed. Wait five minutes, then try once more.",
        "unverified_primary_email": "Confirm your main address first: open the link that we sent to it.",
    }

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Who has just signed up is asked two questions first, and then led to where they were going."""
        answer: HttpResponse = super().post_login(request, user, **hooks)
        setup, going = reverse("accounts:setup"), answer.get("Location", "")
        if not hooks["signup"] or going == setup:
            return answer
        return redirect(f"{setup}?{urlencode({REDIRECT_FIELD_NAME: going})}")

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """We have no user names."""

    def format_email_subject(self, subject: str) -> str:
        """Ours name the site themselves."""
        return subject

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What opens the account has changed already, so a mail server that is down does not fail the page."""
        said = {
            "device": device_in_words(self.get_http_user_agent(self.request)),
            "reset_url": self.request.build_absolute_uri(reverse("account_reset_password")),
            **(context or {}),
        }
        try:
            super().send_notification_mail(template_prefix, user, said, email)
        except OSError as error:
            log.warning("account.change_not_mailed", change=template_prefix, error=str(error))

    def mail_removed_factors(self, person: User) -> str:
        """The same from a command, which knows no device and no page. The address that it went to; none: no mail here.

        Raises OSError when the mail server does not take it.
        """
        email: str = EmailAddress.objects.get_primary_email(person) or ""
        if not settings.ACCOUNT_EMAIL_NOTIFICATIONS or not email:
            return ""
        said = {
            "timestamp": timezone.now(),
            "reset_url": f"{settings.SITE_ROOT.rstrip('/')}{reverse('account_reset_password')}",
            "current_site": {"domain": urlsplit(settings.SITE_ROOT).netloc},
        }
        with timezone.override(person.zone):
            self.render_mail("mfa/email/factors_removed", email, said).send()
        return email


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        "add_email_blocked": "An account with a second factor takes no further address. Turn the factor off first.",
        "cannot_delete_authenticator": "This factor can’t be turned off here. Ask the person who runs this site.",
        "cannot_generate_recovery_codes": "Recovery codes stand in for a second factor. Set one up first.",
        "incorrect_code": "This key was not accepted. Try it again, or use another way.",
        "unverified_email": "Confirm your e-mail address first: open the link that we sent to it.",
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, also in the dark; without an XML declaration, because it stands in the page."""
        return str(make(url, image_factory=SvgPathFillImage, box_size=20).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002  the library's name
        """Of a key that was added without a name."""
        return f"Key {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"
