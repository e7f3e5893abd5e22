"""Filters of the lists of the REST API."""

from typing import Any

from django import forms
from django_filters import BooleanFilter

NOT_TRUE_OR_FALSE = "Send true or false."


class TrueOrFalseField(forms.NullBooleanField):
    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]  # the stubs forget that it may be null
        if value in (None, ""):
            return None
        if (text := str(value).lower()) not in ("true", "false"):
            raise forms.ValidationError(NOT_TRUE_OR_FALSE)
        return text == "true"


class TrueOrFalseFilter(BooleanFilter):
    """Refuses anything else. The library's filter ignores it, and a script would take all rows for those it wants."""

    field_class = TrueOrFalseField
