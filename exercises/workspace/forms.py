from typing import Any

from django import forms

from exercises.models import ModeChoice
from exercises.submissions.rules import EMPTY_SOURCE
from exercises.workspace.actions import Choice


class RunForm(forms.Form):
    """The editor's content and which button sent it. The action validates the code."""

    source = forms.CharField(strip=False, widget=forms.Textarea, error_messages={"required": EMPTY_SOURCE})
    mode = forms.ChoiceField(choices=ModeChoice)
    call = forms.CharField(strip=False, required=False, widget=forms.Textarea)


class DraftForm(forms.Form):
    """The editor's content as a draft, the revision that it is based on, and what to put there instead."""

    source = forms.CharField(strip=False, required=False)
    base = forms.CharField(max_length=36, required=False)
    other_revision = forms.CharField(max_length=36, required=False)
    browser = forms.CharField(max_length=36, required=False)
    choice = forms.ChoiceField(choices=Choice, required=False)
    review = forms.BooleanField(required=False)

    def text(self) -> dict[str, Any]:
        """The arguments of the actions. A learner who chooses between two versions has seen the other one."""
        text = {name: self.cleaned_data[name] for name in ("source", "base", "browser")}
        base = self.cleaned_data["other_revision"] or text["base"]
        return text | {"base": base, "is_review": self.cleaned_data["review"]}
