"""On which ways each kind comes: a box for the page and, where mail can be sent, one for e-mail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from notices.mail import can_mail
from notices.models import Kind
from notices.queries import Ways


class ChoicesForm(forms.Form):
    def __init__(self, *args: Any, ways: Mapping[Kind, Ways], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        for kind, way in ways.items():
            self.fields[f"{kind}_page"] = forms.BooleanField(required=False, initial=way.page, label="on the page")
            if can_mail():
                self.fields[f"{kind}_mail"] = forms.BooleanField(required=False, initial=way.mail, label="by e-mail")

    def kinds(self) -> list[tuple[str, list[forms.BoundField]]]:
        """What comes, and its boxes."""
        return [
            (kind.label, [self[name] for name in (f"{kind}_page", f"{kind}_mail") if name in self.fields])
            for kind in self.ways
        ]

    def chosen(self) -> dict[Kind, Ways]:
        """Where e-mail can't be chosen, what was chosen before stays."""
        given = self.cleaned_data
        return {
            kind: Ways(given[f"{kind}_page"], given.get(f"{kind}_mail", way.mail)) for kind, way in self.ways.items()
        }
