from typing import Any

from django import forms

from exercises.models import Exercise, ExerciseChange, StageChoice


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
