"""The library's forms in our words: what each field is called, and no word twice, as label and as placeholder."""

from typing import Any

from allauth.account import forms as account
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
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

ADDRESS = {"email": "E-mail address", "login": "E-mail address"}
NEW_PASSWORD = {"password1": "New password", "password2": "The new password once more"}
PASSWORD_RULE = {"password1": "At least ten characters, not a common one, and not like your name or address."}
DIGITS = "Six digits, or a recovery code"
WRONG_DIGITS = {"incorrect_code": "This code was not accepted. Type the six digits that your app shows now."}
WRONG_CODE = {
    "incorrect_code": "This code was not accepted. Type the six digits that your app shows now, or a recovery code that"
    " you have not used."
}
KEY_NAME = {"name": "For example: laptop, phone, blue key."}


class InOurWords(forms.Form):
    """Stands before a form of the library; ``labels`` and ``helps`` say what its fields are called, ``errors_said``
    what is wrong, where the library has one sentence for several forms.
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


class LoginForm(InOurWords, account.LoginForm): ...


class SignupForm(InOurWords, account.SignupForm):
    helps = PASSWORD_RULE


class AddEmailForm(InOurWords, account.AddEmailForm):
    labels = {"email": "Another address"}


class ResetPasswordForm(InOurWords, account.ResetPasswordForm): ...


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD
    helps = PASSWORD_RULE


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    labels = {"oldpassword": "The password as it is", **NEW_PASSWORD}
    helps = PASSWORD_RULE


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    labels = {"password1": "Password", "password2": "The password once more"}
    helps = PASSWORD_RULE


class ReauthenticateForm(InOurWords, account.ReauthenticateForm): ...


class SecondFactorForm(InOurWords, mfa.AuthenticateForm):
    labels = {"code": DIGITS}
    errors_said = WRONG_CODE


class SecondFactorAgainForm(InOurWords, mfa.ReauthenticateForm):
    labels = {"code": DIGITS}
    errors_said = WRONG_CODE


class WithKey(AuthenticateWebAuthnForm):
    """What a browser sends of a key. The library falls over a part that is missing: that is no key either."""

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
        """Whether there is a key to ask for: who set up an app alone is not told of keys."""
        return bool(Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).exists())


class ActivateTOTPForm(InOurWords, LibraryActivateTOTPForm):
    labels = {"code": "The six digits"}
    errors_said = WRONG_DIGITS


class RenamePasskeyForm(InOurWords, EditWebAuthnForm):
    helps = KEY_NAME


class AddPasskeyForm(InOurWords, AddWebAuthnForm):
    """A passkey is what most people come for; a key beside the password is the exception."""

    labels = {"passwordless": "Sign in by it alone"}
    helps = KEY_NAME | {
        "passwordless": "Your device asks for finger, face or PIN. Without it, it is asked after the password."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["name"] = "My device"
        self.fields["passwordless"].initial = True
