"""The form after sign-up."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import Background
from accounts.preferences.forms import SetupForm
from curriculum.models import Roadmap

MAX_HOURS_A_WEEK = 80  # 16 on each of five days, as many as a plan can have


class StartForm(SetupForm):
    """What the sign-up form doesn't ask for. A learner may leave all of it open."""

    background = forms.ChoiceField(
        label="How much do you know already?", choices=Background, widget=forms.RadioSelect, required=False
    )
    roadmap = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    hours = forms.FloatField(
        label="Hours a week",
        min_value=0.5,
        max_value=MAX_HOURS_A_WEEK,
        required=False,
        widget=forms.NumberInput({"step": "0.5", "inputmode": "decimal"}),
        help_text="Your goal. Pick an amount you can keep even in a busy week.",
    )
    field_order = ("background", "time_zone", "roadmap", "hours")

    def __init__(self, *args: Any, roadmaps: tuple[Roadmap, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(roadmaps) < 2:
            del self.fields["roadmap"]
        else:
            self.fields["roadmap"].choices = [(row.uid, row.title) for row in roadmaps]  # type: ignore[attr-defined]  # the stubs give a wider type
        if not roadmaps:
            del self.fields["hours"]

    @property
    def answers(self) -> Mapping[str, Any]:
        """What was sent, without refused fields; before that, what the page suggests."""
        return self.cleaned_data if self.is_bound else self.initial

    @property
    def minutes(self) -> int:
        """A week. 0: no goal."""
        return round(60 * (self.answers.get("hours") or 0))
