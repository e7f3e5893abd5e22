from django import forms
from django.utils.text import capfirst

from accounts.models import FULL_ACCESS
from accounts.scopes import FULL_LABEL, Scope


class ApiTokenForm(forms.Form):
    """An API token: what it is for, what it may do, and for how long."""

    name = forms.CharField(max_length=60, help_text="Name the script that uses it, such as “hours from my calendar”.")
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[(value, capfirst(label)) for value, label in (*Scope.choices, (FULL_ACCESS, FULL_LABEL))],
        initial=Scope.values,
        widget=forms.CheckboxSelectMultiple,
        help_text="Grant only what the script needs.",
    )
    days = forms.TypedChoiceField(
        label="Works for",
        choices=[(30, "30 days"), (90, "90 days"), (365, "a year")],
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )
