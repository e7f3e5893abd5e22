"""allauth's forms with our labels and messages, and without placeholders that repeat a label."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import User
from accounts.names import MAX_LETTERS
from accounts.single_sign_on.closing import may_use_password
from accounts.single_sign_on.providers import identity_providers

ADDRESS = {"email": "Email address", "login": "Email address"}
NEW_PASSWORD = {"password1": "New password", "password2": "New password again"}
PASSWORD_RULE = {
    "password1": "At least ten characters. Avoid common passwords, your name, your email and this site’s name."
}
DIGITS = "Six digits, or a recovery code"
WRONG_DIGITS = {"incorrect_code": "Wrong code. Enter the six digits your app shows now."}
WRONG_CODE = {
    "incorrect_code": "Wrong code. Enter the six digits your app shows now, or a recovery code you haven’t used."
}
KEY_NAME = {"name": "For example: laptop, phone, blue key."}


class FormCopyMixin(forms.Form):
    """Mix it into a form of the library. ``labels`` and ``helps`` reword its fields, and ``errors_said`` the errors for
    which the library has one sentence for several forms.
    """

    labels: dict[str, str] = ADDRESS
    helps: dict[str, str] = {}
    errors_said: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)

    def add_error(self, field: str | None, error: Any) -> None:
        code = getattr(error, "code", None)
        super().add_error(field, ValidationError(self.errors_said[code], code) if code in self.errors_said else error)


class LoginForm(FormCopyMixin, account.LoginForm): ...


class SignupForm(FormCopyMixin, account.SignupForm):
    helps = PASSWORD_RULE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An invitation knows the name of whom it invites, and its page leads here with it."""
        super().__init__(*args, **kwargs)
        if name := context.request.GET.get("name", "")[:MAX_LETTERS] if context.request else "":
            self.fields["name"].initial = name

    def validate_unique_email(self, value: str) -> str:
        """An address that another account lists unconfirmed is free. If the site sends mail, an owner is told there
        that they have an account. The page says the same to everybody.
        """
        self.account_already_exists = User.objects.with_address(value) is not None
        if self.account_already_exists and settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
            raise get_account_adapter().validation_error("email_taken")
        return value


class AddEmailForm(FormCopyMixin, account.AddEmailForm):
    labels = {"email": "Another address"}


class ResetPasswordForm(FormCopyMixin, account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Use lower case, as stored: a lookalike letter must not send the link to another address."""
        email: str = self.cleaned_data["email"].lower()
        owner = User.objects.with_address(email)
        self.is_closed = bool(owner and not may_use_password(owner))
        self.users = [owner] if owner and owner.is_active and not self.is_closed else []
        return email

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Tell somebody whose password is closed how they sign in instead."""
        email: str = self.cleaned_data["email"]
        if not self.is_closed:
            return str(super().save(request, **options))
        providers = " or ".join(provider.name for provider in identity_providers())
        context_data = {"providers": providers, "login_url": reverse("account_login")}
        get_account_adapter().send_mail("account/email/passwords_closed", email, context_data)
        return email


class ResetPasswordKeyForm(FormCopyMixin, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD
    helps = PASSWORD_RULE


class ChangePasswordForm(FormCopyMixin, account.ChangePasswordForm):
    labels = {"oldpassword": "Current password", **NEW_PASSWORD}
    helps = PASSWORD_RULE


class SetPasswordForm(FormCopyMixin, account.SetPasswordForm):
    labels = {"password1": "Password", "password2": "Password again"}
    helps = PASSWORD_RULE


class ReauthenticateForm(FormCopyMixin, account.ReauthenticateForm): ...


class SecondFactorForm(FormCopyMixin, mfa.AuthenticateForm):
    labels = {"code": DIGITS}
    errors_said = WRONG_CODE


class SecondFactorAgainForm(FormCopyMixin, mfa.ReauthenticateForm):
    labels = {"code": DIGITS}
    errors_said = WRONG_CODE


class KeyField(forms.JSONField):
    """JSON from a browser. It refuses thousands of digits or brackets, which Django accepts and Python can't read."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class WithKey(AuthenticateWebAuthnForm):
    """A passkey as the browser sends it. Refuses one with missing parts, on which the library would fail."""

    credential = KeyField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (AttributeError, KeyError):
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(WithKey, LoginWebAuthnForm): ...


class KeyAgainForm(WithKey, ReauthenticateWebAuthnForm): ...


class SecondFactorKeyForm(WithKey):
    @cached_property
    def has_key(self) -> bool:
        """Whether the person has a passkey. With only an app, the page doesn't mention passkeys."""
        return bool(Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).exists())


class ActivateTOTPForm(FormCopyMixin, LibraryActivateTOTPForm):
    labels = {"code": "Six digits"}
    errors_said = WRONG_DIGITS


class RenamePasskeyForm(FormCopyMixin, EditWebAuthnForm):
    helps = KEY_NAME


class AddPasskeyForm(FormCopyMixin, AddWebAuthnForm):
    """Most people want a passkey; a security key beside the password is the exception."""

    credential = KeyField()
    labels = {"passwordless": "Sign in with it instead of a password"}
    helps = KEY_NAME | {
        "passwordless": "Your device asks for your fingerprint, face or PIN. Otherwise you use it after your password."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["name"] = "My device"
        self.fields["passwordless"].initial = True
