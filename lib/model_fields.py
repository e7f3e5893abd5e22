"""Fields for a text: the source that the author wrote, and the HTML that was made from it on saving."""

import hashlib
from typing import Any, Generic, TypeVar, overload

from django.core.exceptions import ValidationError
from django.db import models

from lib.durations import Range, WeekSpan
from lib.markdown import MarkdownError, render, render_inline, render_note

R = TypeVar("R", bound=Range | WeekSpan)


def validate_markdown(text: str) -> None:
    """Reject text that can't be rendered, and say which formula is wrong and how."""
    try:
        render(text)
    except MarkdownError as error:
        raise ValidationError(str(error).splitlines()) from error


class MarkdownField(models.TextField):  # type: ignore[type-arg]  # the stubs' generic has no default here
    """Markdown with LaTeX, refused at validation if it cannot be rendered."""

    default_validators = [validate_markdown]

    def to_python(self, value: Any) -> Any:
        """Browsers send CRLF; the files, and the digests made of them, know LF only."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").strip("\n") if isinstance(text, str) else text


class RenderedField(models.TextField):  # type: ignore[type-arg]  # the stubs' generic has no default here
    """HTML made from the field `source` whenever the row is written, by `save` and by `bulk_create`."""

    def __init__(self, source: str, *, inline: bool = False, **options: Any) -> None:
        self.source, self.inline = source, inline
        super().__init__(**{**options, "editable": False, "blank": True, "default": ""})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, _, options = super().deconstruct()
        for name_of_option in ("editable", "blank", "default"):
            options.pop(name_of_option, None)
        return name, path, [self.source], options | ({"inline": True} if self.inline else {})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = getattr(model_instance, self.source)
        html = self.render(text)
        setattr(model_instance, self.attname, html)
        return html

    def render(self, text: str) -> str:
        return render_inline(text) if self.inline else render(text)


class RenderedNoteField(RenderedField):
    """HTML made from a stranger's Markdown."""

    def render(self, text: str) -> str:
        return render_note(text).html


def version_of(text: str) -> str:
    """Identifies a version of a text, so that one tab can't overwrite another's change unseen."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class RangeColumns(Generic[R]):
    """A range seen as one attribute, kept in two columns; None when the source gives no figure."""

    def __init__(self, kind: type[R], low: str, high: str) -> None:
        self.kind, self.low, self.high = kind, low, high

    @overload
    def __get__(self, row: None, owner: type) -> "RangeColumns[R]": ...
    @overload
    def __get__(self, row: models.Model, owner: type) -> R | None: ...
    def __get__(self, row: models.Model | None, owner: type) -> "R | RangeColumns[R] | None":
        if row is None:
            return self
        low, high = getattr(row, self.low), getattr(row, self.high)
        return None if low is None else self.kind(low, high)

    def __set__(self, row: models.Model, value: R | None) -> None:
        low, high = (None, None) if value is None else value.ends
        setattr(row, self.low, low)
        setattr(row, self.high, high)
