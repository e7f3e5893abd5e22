"""The learner's choices for their evidence page."""

from typing import Any

from django import forms

from accounts.names import NameFormField
from proof.models import EvidencePage
from proof.queries import LearnersEvidence, code_choices

LISTING_CHOICES = [
    ("", "Unlisted: only people with the link can open it"),
    ("on", "Listed: anyone can find it on this site"),
]


class BadgeNameForm(forms.Form):
    name = NameFormField()


class EvidencePageForm(forms.Form):
    name = NameFormField(label="Name on the page", help_text="It doesn’t have to be your real name.")
    is_listed = forms.ChoiceField(
        label="Who can find it", choices=LISTING_CHOICES, required=False, widget=forms.RadioSelect
    )
    code_of = forms.MultipleChoiceField(
        label="Show my code for these exercises",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Other learners could copy published code.",
    )

    def __init__(self, *args: Any, evidence: LearnersEvidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(code_choices(evidence))
        if choices:
            self.fields["code_of"].choices = choices  # type: ignore[attr-defined]  # the stubs know a Field only
        else:
            del self.fields["code_of"]

    def choices_made(self) -> dict[str, Any]:
        """The arguments of `publish_page`, once the form is valid."""
        values = self.cleaned_data
        return {"name": values["name"], "is_listed": values["is_listed"] == "on", "code_of": values.get("code_of", [])}


def initial_choices(page: EvidencePage | None, name: str) -> dict[str, Any]:
    if page is None:
        return {"name": name, "is_listed": "", "code_of": []}
    return {"name": page.name, "is_listed": "on" if page.is_listed else "", "code_of": list(page.exercises_with_code)}
