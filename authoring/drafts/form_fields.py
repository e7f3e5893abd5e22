"""Form fields for the values of the content format: ranges as people write them, and lists with a line for each."""

import re
from typing import Any

from django import forms

from curriculum.documents.schema import (
    COUNT_RANGE,
    FLAG,
    HOURS_RANGE,
    LINES,
    NUMBER,
    PERCENT,
    PROSE,
    TEXT,
    WEEK_SPAN,
    FieldType,
)
from lib.durations import CountRange, HoursRange, WeekSpan

MAX_LINES, MAX_LIST_CHARS = 60, 20_000
RANGE_TEXT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:h|hours)?(?:\s*(?:-|–|—|to)\s*(\d+(?:[.,]\d+)?)?\s*(?:h|hours)?)?")


class RangeField(forms.CharField):
    """ "8–12", "8 to 12" or "8", as a value of a range class."""

    def __init__(self, kind: type[HoursRange] | type[CountRange] | type[WeekSpan], **options: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"size": 12}), **options)
        self.kind = kind

    def prepare_value(self, value: Any) -> Any:
        if not hasattr(value, "figures"):
            return value
        figures = [f"{figure:g}" for figure in value.figures]
        is_open = isinstance(value, WeekSpan) and value.last is None
        return f"{figures[0]}–" if is_open else "–".join(dict.fromkeys(figures))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        match = RANGE_TEXT.fullmatch(text.strip())
        if not match:
            raise forms.ValidationError("Write a range such as 8–12, or one number.")
        figures = [self._figure(part) for part in match.groups() if part]
        is_open = len(figures) == 1 and re.search(r"[-–—]|to", text) is not None
        if is_open and self.kind is not WeekSpan:
            raise forms.ValidationError("Write both ends of the range, such as 8–12.")
        if len(figures) == 1 and not is_open:
            figures *= 2
        try:
            return self.kind.from_figures(figures)
        except ValueError:
            raise forms.ValidationError("Write the lower end first, in whole numbers or tenths.") from None

    @staticmethod
    def _figure(text: str) -> int | float:
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number


class LinesField(forms.CharField):
    """A list with one item on each line. Empty lines don't count."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_LIST_CHARS, strip=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Any:
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if len(lines) > MAX_LINES:
            raise forms.ValidationError(f"This list has {len(lines)} lines. The limit is {MAX_LINES}.")
        return lines


def field_for(field_type: FieldType, *, label: str) -> forms.Field:
    """The form field for a value of the content format. Not for uids and shares, which depend on the roadmap."""
    options: dict[str, Any] = {"label": label, "required": False}
    ranges: dict[int, Any] = {id(HOURS_RANGE): HoursRange, id(COUNT_RANGE): CountRange, id(WEEK_SPAN): WeekSpan}
    if id(field_type) in ranges:
        return RangeField(ranges[id(field_type)], **options)
    if field_type is LINES:
        return LinesField(**options)
    if field_type is NUMBER:
        return forms.IntegerField(min_value=0, max_value=999, **options)
    if field_type is PERCENT:
        return forms.IntegerField(min_value=0, max_value=100, label=label)
    if field_type is FLAG:
        return forms.BooleanField(**options)
    if field_type is PROSE:
        return forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), **options)
    assert field_type is TEXT  # noqa: S101  one of the kinds above otherwise
    return forms.CharField(max_length=300, **options)
