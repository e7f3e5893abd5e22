"""Form fields that several forms share."""

from uuid import UUID, uuid4

from django import forms


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


class UidField(forms.CharField):
    """The uid that the form was rendered with, so that sending it twice does something once. A new one if the browser
    sends anything else.
    """

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: str | None) -> UUID:
        try:
            return UUID(super().clean(value))
        except ValueError:
            return uuid4()
