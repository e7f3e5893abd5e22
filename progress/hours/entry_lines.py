"""One entry of the study log, as a line of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from html import escape  # Django's does the same ten times slower: it asks first whether the text is a lazy one
from typing import Any
from uuid import UUID

from django.urls import reverse

from progress.durations import say_minutes
from progress.hours.models import Source
from progress.kinds import say_kind

BLANK = str(UUID(int=0))


@lru_cache(maxsize=4096)
def day_text(day: date, what: str) -> str:
    """The name of its month or weekday. Cached: formatting takes as long as the rest of a line."""
    return format(day, what)


@cache
def _address(view: str, uid: str = BLANK) -> str:
    """The URL of a view, cached with a placeholder for the uid: reversing takes longer than the rest of a line."""
    return reverse(view, args=[uid])


_TOPIC = ' on <a href="{}">{}</a>'
_SOURCE = ' <span class="soft small">{}</span>'
_ROW = """<li><span>{}</span><div class="end row"><span>{}</span>
<a href="{}">Edit<span class="visually-hidden"> {}</span></a>
<button class="plain" formaction="{}" hx-post="{}">Delete<span class="visually-hidden"> {}</span></button></div></li>
"""


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    uid: UUID
    day: date
    kind: str
    minutes: int
    note: str
    source: str = Source.TYPED
    topic_uid: str | None = None
    topic_label: str | None = None
    topic_title: str | None = None

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "EntryLine":
        """``row`` holds the values of all fields in their order, or of the first of them."""
        return cls(**dict(zip(cls.__dataclass_fields__, row, strict=False)))

    @property
    def topic(self) -> str:
        return self.topic_label or self.topic_title or ""

    @property
    def day_text(self) -> str:
        return f"{day_text(self.day, '%a')} {self.day.day} {day_text(self.day, '%b')}"

    @property
    def duration(self) -> str:
        return say_minutes(self.minutes)

    @property
    def label(self) -> str:
        """Which one it is, for the name of a button."""
        return f"{self.duration} of {say_kind(self.kind)} on {self.day.day} {day_text(self.day, '%b')}"

    @property
    def edit_url(self) -> str:
        return _address("progress:edit_entry").replace(BLANK, str(self.uid))

    @property
    def delete_url(self) -> str:
        return _address("progress:delete_entry").replace(BLANK, str(self.uid))

    @property
    def row(self) -> str:
        """Its item in the list of a week, in one piece: as parts of a template the entries took a third of the page."""
        kind, label, delete = say_kind(self.kind), escape(self.label), self.delete_url
        topic = self.topic_uid and _TOPIC.format(_address("progress:topic_detail", self.topic_uid), escape(self.topic))
        source = "" if self.source == Source.TYPED else _SOURCE.format(Source(self.source).label)
        note = f": {escape(self.note)}" if self.note else ""
        what = f"{self.day_text}, {kind}{topic or ''}{note}{source}"
        return _ROW.format(what, self.duration, self.edit_url, label, delete, delete, label)
