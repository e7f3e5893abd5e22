from typing import Any

from django import forms

from exercises.models import Exercise, ExerciseChange, ModeChoice, ServiceChange, ServiceState, StageChoice
from exercises.submissions.rules import EMPTY_SOURCE
from exercises.workspace.actions import Choice


class RunForm(forms.Form):
    """The editor's content and which button sent it. The action validates the code."""

    source = forms.CharField(strip=False, widget=forms.Textarea, error_messages={"required": EMPTY_SOURCE})
    mode = forms.ChoiceField(choices=ModeChoice)
    call = forms.CharField(strip=False, required=False, widget=forms.Textarea)


class TrialForm(forms.Form):
    """The editor's content, sent by a visitor."""

    source = forms.CharField(strip=False, widget=forms.Textarea, error_messages={"required": EMPTY_SOURCE})


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


class StageForm(forms.Form):
    """An exercise's stage, why it changes, and what replaces it."""

    stage = forms.ChoiceField(choices=StageChoice)
    successor = forms.ModelChoiceField(
        Exercise.objects.on_offer().order_by("title"),
        to_field_name="slug",
        required=False,
        label="Replaced by",
        empty_label="Nothing",
        help_text="Only for a deprecated exercise. Its page will name the replacement.",
    )
    reason = forms.CharField(
        max_length=ExerciseChange.MAX_REASON_CHARS, required=False, help_text="For the history, which admins read."
    )

    def __init__(self, data: Any = None, *, exercise: Exercise) -> None:
        slug = exercise.successor.slug if exercise.successor else ""
        super().__init__(data, initial={"stage": exercise.stage, "successor": slug})


class ServiceForm(forms.Form):
    """The state to which a host moves, or one of its workers, and why. The action asks for the reason."""

    state = forms.ChoiceField(choices=[choice for choice in ServiceState.choices if choice[0] != ServiceState.REVOKED])
    worker = forms.CharField(max_length=80, required=False)
    reason = forms.CharField(max_length=ServiceChange.MAX_REASON_CHARS, required=False)
