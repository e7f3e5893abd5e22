"""Form fields that several forms share."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget


class MarkdownFormField(forms.CharField):
    """Markdown as typed, of at most ``max_characters``. ``noun`` says in the error message what it is."""

    def __init__(self, *, max_characters: int, noun: str) -> None:
        super().__init__(required=False, strip=False)
        self.max_characters, self.noun = max_characters, noun

    def clean(self, value: str | None) -> str:
        """Browsers send CRLF but count the end of a line as one character."""
        text: str = super().clean(value).replace("\r\n", "\n")
        if len(text) > self.max_characters:
            raise forms.ValidationError(
                f"This has {len(text):,} characters. The limit for {self.noun} is {self.max_characters:,}: shorten it."
            )
        return text


class HoursField(forms.DecimalField):
    """Hours with one decimal, as people type them. The column stores tenths."""

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
