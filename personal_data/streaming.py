"""A person's data as one ZIP, written while it is read: ``descent.json`` with every row, and each submission as a file.

The JSON is what Django's serializers write, with natural keys: rows name topics, criteria and exercises by their uids,
so the file can be read into another site that has the same roadmap.

It is streamed, not made by a worker: the download begins at once, memory stays bounded whatever was collected (9 MB at
100 times the demo data), and no copy of somebody's data lies about that would have to be guarded and deleted.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date
from itertools import islice
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from asgiref.sync import sync_to_async
from django.core import serializers
from django.utils import timezone

from accounts.models import User
from exercises.models import Submission
from personal_data.holdings import Holding, rows_of

VERSION = 1
DOCUMENT = "descent.json"
CHUNK_BYTES = 64 * 2**10
ROWS_AT_ONCE = 200


class _Sink:
    """Where the ZIP is written to, until it is taken. It has no ``tell``: what was taken can't be gone back to."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self, at_least: int = CHUNK_BYTES) -> Iterator[bytes]:
        """What is held, once it is that much."""
        if len(self._held) >= at_least:
            yield bytes(self._held)
            self._held.clear()


def stream_archive(person: User) -> Iterator[bytes]:
    """The ZIP in pieces of about 64 KiB."""
    sink = _Sink()
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED) as archive:
        with archive.open(DOCUMENT, "w", force_zip64=True) as document:
            for text in _document(person):
                document.write(text.encode())
                yield from sink.taken()
        for name, source in _files(person):
            archive.writestr(name, source)
            yield from sink.taken()
    yield from sink.taken(at_least=1)


async def without_blocking(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """For ASGI, under which Django would collect an ordinary iterator to its end before it sends the first byte."""
    following = sync_to_async(lambda: next(pieces, b""))
    while piece := await following():
        yield piece


def _document(person: User) -> Iterator[str]:
    written = json.dumps(timezone.now(), default=_plain)
    yield f'{{"version": {VERSION}, "written_at": {written}, "rows": ['
    before = "\n"
    for row in _rows(person):
        yield before + json.dumps(row, default=_plain, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _rows(person: User) -> Iterator[dict[str, Any]]:
    """Without their numbers, which mean nothing elsewhere."""
    for holding, found in rows_of(person):
        named = found.select_related(*_relations(holding))  # else each row asks for the names of what it points at
        rows = named.iterator(chunk_size=ROWS_AT_ONCE)
        while some := list(islice(rows, ROWS_AT_ONCE)):
            for row in serializers.serialize(
                "python", some, fields=holding.fields, use_natural_foreign_keys=True, use_natural_primary_keys=True
            ):
                yield {"model": row["model"], "fields": row["fields"]}


def _relations(holding: Holding) -> list[str]:
    return [field.name for field in holding.model._meta.fields if field.is_relation and field.name in holding.fields]


def _plain(value: Any) -> str:
    """To the microsecond: in the milliseconds of Django's encoder two marks may swap their order."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _files(person: User) -> Iterator[tuple[str, str]]:
    """``two-layer-backprop/003-2026-11-24-failed.py`` and so on, numbered from the first."""
    numbers: Counter[str] = Counter()
    found = Submission.objects.filter(learner=person).select_related("exercise").order_by("created_at", "pk")
    for submission in found.iterator(chunk_size=ROWS_AT_ONCE):
        slug = submission.exercise.slug
        numbers[slug] += 1
        word = submission.verdict or submission.state
        yield f"submissions/{slug}/{numbers[slug]:03}-{submission.created_at:%Y-%m-%d}-{word}.py", submission.source
