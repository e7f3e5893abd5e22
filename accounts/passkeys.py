from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey is what most people come for; a key beside the password is the exception."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["name"] = "My device"
        self.fields["name"].help_text = "For example: laptop, phone, blue key."
        if "passwordless" in self.fields:
            field = self.fields["passwordless"]
            field.initial = True
            field.label = "Sign in by it alone"
            field.help_text = "Your device asks for finger, face or PIN. Without it, it is asked after the password."
