"""Forms for nodes in the admin: inputs in hours, and clear errors for ranges."""

from typing import Any

from django import forms

from curriculum.models import Node, Subtopic

ONE_END = "A range needs both ends, or neither."
ENDS_SWAPPED = "The high end is below the low end."


class NodeForm(forms.ModelForm[Node]):
    """Checks ranges before the database does, so that the error names the field."""

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
        if None not in balance and (total := sum(balance)) != 100:  # type: ignore[arg-type]  # no None is left
            self.add_error("balance_coding", f"The three shares add up to {total} %. Make them add up to 100 %.")
        return values

    def refuse_wrong_range(self, low_name: str, high_name: str, low: int | None, high: int | None) -> None:
        if (low is None) != (high is None):
            self.add_error(low_name if low is None else high_name, ONE_END)
        elif low is not None and high is not None and low > high:
            self.add_error(high_name, ENDS_SWAPPED)


class SubtopicForm(NodeForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean()
        topic, parent = values.get("topic"), values.get("parent")
        if parent and topic and parent.topic_id != topic.pk:
            self.add_error("parent", f"“{parent}” belongs to {parent.topic}. Choose a subtopic of {topic}.")
        elif parent and self.instance.pk in _ancestry(parent):
            self.add_error("parent", f"“{parent}” is inside this subtopic, so it can’t be its parent.")
        return values


def _ancestry(subtopic: Subtopic | None) -> set[int]:
    """The primary keys of the subtopic and of its ancestors."""
    keys: set[int] = set()
    while subtopic:
        keys.add(subtopic.pk)
        subtopic = subtopic.parent
    return keys
