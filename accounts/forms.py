import zoneinfo

from django import forms
from django.http import HttpRequest

from accounts.models import Background, User


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
    background = forms.ChoiceField(
        choices=Background, widget=forms.RadioSelect, help_text="Decides which hour estimates you see."
    )
    time_zone = forms.ChoiceField(
        choices=time_zone_choices, help_text="Your days begin and end here, so hours land on the day you mean."
    )

    class Meta:
        model = User
        fields = ("name", "background", "time_zone")
