from functools import cache
from importlib.resources import files
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Background, User
from accounts.names import NameFormField


class SignupNameForm(forms.Form):
    """The fields of the sign-up form besides the address and the password."""

    name = NameFormField(
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text="Mentors and admins can see it.",
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


Choices = list[tuple[str, str]]


@cache
def zones_in_use() -> frozenset[str]:
    """The zones of the time zone database's table of countries: a city of each, without former names of it."""
    return frozenset(line.split("\t")[2] for line in _database("zone.tab") if not line.startswith("#"))


@cache
def _zones_by_former_name() -> dict[str, str]:
    """Such as "Asia/Calcutta", which is Asia/Kolkata now."""
    links = (line.split() for line in _database("tzdata.zi") if line.startswith("L "))
    return {former: zone for _, zone, former in links if former not in zones_in_use()}


def _database(name: str) -> list[str]:
    return files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8").splitlines()


@cache
def time_zone_choices() -> list[tuple[str, str | Choices]]:
    """Return the zones by region. Each begins with its city, so that typing the city's first letters finds it."""
    regions: dict[str, Choices] = {}
    for name in sorted(zones_in_use()):
        region, _, city = name.replace("_", " ").partition("/")
        regions.setdefault(region, []).append((name, ", ".join(reversed(city.split("/")))))
    return [("UTC", "UTC"), *((region, sorted(zones, key=lambda zone: zone[1])) for region, zones in regions.items())]


class TimeZoneSelect(forms.Select):
    """Its four hundred options are rendered once in a process; Django's own takes 20 ms for them on every page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        value = _zones_by_former_name().get(value, value)
        select = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        options = "".join(
            selected_option if zone == value else option for zone, option, selected_option in _time_zone_options()
        )
        return format_html("<select{}>{}</select>", select, mark_safe(options))  # noqa: S308  format_html made them


@cache
def _time_zone_options() -> list[tuple[str, SafeString, SafeString]]:
    """Each zone with its option, and the same one selected. The tags of regions are among them, for no zone."""
    options = []
    for region, zones in time_zone_choices():
        if isinstance(zones, str):
            options.append(_option(region, zones))
        else:
            group = format_html('<optgroup label="{}">', region)
            options += [("", group, group), *(_option(*zone) for zone in zones), ("", _GROUP_END, _GROUP_END)]
    return options


_GROUP_END = SafeString("</optgroup>")


def _option(zone: str, label: str) -> tuple[str, SafeString, SafeString]:
    option, selected_option = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    return zone, format_html(option, zone, label), format_html(selected_option, zone, label)


class SettingsForm(forms.ModelForm[User]):
    background = forms.ChoiceField(
        choices=Background, widget=forms.RadioSelect, help_text="Sets the hour estimates you see."
    )
    time_zone = forms.ChoiceField(
        choices=time_zone_choices,
        widget=TimeZoneSelect,
        help_text="Used for daily totals.",
    )

    class Meta:
        model = User
        fields = ("name", "background", "time_zone")
        widgets = {"name": forms.TextInput({"autocomplete": "name"})}


class SetupForm(SettingsForm):
    """The settings that the sign-up form doesn't ask for."""

    class Meta:
        model = User
        fields = ("background", "time_zone")
