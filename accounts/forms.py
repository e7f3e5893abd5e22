import zoneinfo
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.models import User


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides the address and the password."""

    name = forms.CharField(max_length=80, help_text="Your mentor and your cohort see it.")
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])


def time_zone_choices() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class SettingsForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        choices=time_zone_choices, help_text="Your days begin and end here, so hours land on the day you mean."
    )

    class Meta:
        model = User
        fields = ("name", "background", "time_zone")
        widgets = {"background": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["background"].required = True
