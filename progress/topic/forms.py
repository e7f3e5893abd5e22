"""Forms for marks of topics and resources."""

from typing import Any

from django import forms

from progress.topic.rules import TopicState


class MarkForm(forms.Form):
    """A new state of a topic or part; ``parts`` is sent to mark a topic's open parts done instead."""

    state = forms.ChoiceField(choices=[(state.value, state.value) for state in TopicState])
    parts = forms.BooleanField(required=False)


class ResourceForm(forms.Form):
    """An action on a resource. Only logging needs minutes."""

    LOG, TICK, UNTICK = "log", "done", "open"

    minutes = forms.IntegerField(min_value=1, required=False)
    do = forms.ChoiceField(choices=[(action, action) for action in (LOG, TICK, UNTICK)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == self.LOG and not data.get("minutes"):
            self.add_error("minutes", "required")
        return data
