from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.oauth.actions import PendingDevice, find_device
from lib.errors import RefusedError


class DeviceForm(forms.Form):
    """The code that an app shows. A valid form has the `device` that waits."""

    code = forms.CharField(
        max_length=20,
        help_text="Eight letters, such as VLFR-JXQK. Capitals and the dash don’t matter.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    device: PendingDevice

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        try:
            self.device = find_device(self.request, self.cleaned_data["code"])
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.device.code
