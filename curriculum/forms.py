"""What Django's admin needs to edit a node: hours typed as hours, and ranges refused in words."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget

from curriculum.models import Node, Subtopic


class HoursField(forms.DecimalField):
    """Hours with one decimal, as people type them; the column keeps tenths."""

    def __init__(self, **options: Any) -> None:
        widget = AdminIntegerFieldWidget(attrs={"step": "0.1"})
        super().__init__(**options, min_value=0, max_digits=5, decimal_places=1, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 10:g}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        hours = super().clean(value)
        return None if hours is None else int(hours * 10)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(self.prepare_value(initial)), data)


class NodeForm(forms.ModelForm[Node]):
    """Says of each range which end is wrong, before the database's own constraint could only name itself."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for low_name in [name for name in values if name.endswith("_low")]:
            high_name = low_name.removesuffix("low") + "high"
            if high_name in values:
                self.refuse_wrong_range(low_name, high_name, values[low_name], values[high_name])
        first, last = values.get("week_first"), values.get("week_last")
        if last is not None and (first is None or first > last):
            self.add_error("week_last", "The last week cannot come before the first. Leave it empty if it has no end.")
        balance = [values.get(f"balance_{kind}") for kind in ("coding", "reading", "watching")]
        if None not in balance and sum(balance) != 100:  # type: ignore[arg-type]  # no None is left
            self.add_error("balance_coding", f"The three shares make {sum(balance)} %, not 100 %.")  # type: ignore[arg-type]
        return values

    def refuse_wrong_range(self, low_name: str, high_name: str, low: int | None, high: int | None) -> None:
        if (low is None) != (high is None):
            self.add_error(low_name if low is None else high_name, "A range needs both ends, or neither.")
        elif low is not None and high is not None and low > high:
            self.add_error(high_name, "The high end is below the low end.")


class SubtopicForm(NodeForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        topic, parent = values.get("topic"), values.get("parent")
        if parent and topic and parent.topic_id != topic.pk:
            self.add_error("parent", f"“{parent}” belongs to {parent.topic}. Choose a subtopic of {topic}.")
        elif parent and self.instance.pk in _ancestry(parent):
            self.add_error("parent", f"“{parent}” lies inside this subtopic, so it cannot contain it.")
        return values


def _ancestry(subtopic: Subtopic | None) -> set[int]:
    """The keys of the subtopic and of everything it lies in."""
    keys: set[int] = set()
    while subtopic:
        keys.add(subtopic.pk)
        subtopic = subtopic.parent
    return keys
