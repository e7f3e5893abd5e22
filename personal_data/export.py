"""Write a person's data as one ZIP: ``descent.json`` with every row, and a file for each submission, sign-off and
file of a project.

Django's serializers write the JSON with natural keys: rows name topics, criteria and exercises by uid, so another site
with the same roadmap can import it. ``criteria`` says whether each criterion is proven, and by which submission, or
only claimed. It follows from the rows and is there for readers; an import ignores it.

Rows are read and written in chunks, so memory stays bounded however much there is.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core import serializers
from django.utils import timezone

from accounts.models import User
from cohorts.sign_offs.models import SignOffFile
from exercises.models import Submission
from personal_data.inventory import InventoryItem, rows_of
from progress.checkpoints.queries import standings_of
from projects.models import ProjectFile

VERSION = 1
DOCUMENT = "descent.json"
CHUNK_ROWS = 200


def write_archive(person: User, file: IO[bytes]) -> None:
    """Write a person's data to an empty file, as a ZIP."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open(DOCUMENT, "w", force_zip64=True) as document:
            for text in _document(person):
                document.write(text.encode())
        for name, source in _files(person):
            archive.writestr(name, source)


def _document(person: User) -> Iterator[str]:
    written_at = json.dumps(timezone.now(), default=_plain)
    criteria = json.dumps([asdict(standing) for standing in standings_of(person)], default=_plain, ensure_ascii=False)
    yield f'{{"version": {VERSION}, "written_at": {written_at}, "criteria": {criteria}, "rows": ['
    separator = "\n"
    for row in _rows(person):
        yield separator + json.dumps(row, default=_plain, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _rows(person: User) -> Iterator[dict[str, Any]]:
    """Each row as JSON, without its primary key, which means nothing on another site."""
    for item, queryset in rows_of(person):
        queryset = queryset.select_related(*_relations(item))  # the natural keys would cost queries for each row
        rows = queryset.iterator(chunk_size=CHUNK_ROWS)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            for row in serializers.serialize(
                "python", chunk, fields=item.fields, use_natural_foreign_keys=True, use_natural_primary_keys=True
            ):
                yield {"model": row["model"], "fields": row["fields"]}


def _relations(item: InventoryItem) -> list[str]:
    return [field.name for field in item.model._meta.fields if field.is_relation and field.name in item.fields]


def _plain(value: Any) -> str:
    """Format a value, a time with microseconds: Django's encoder cuts to milliseconds, and two marks could swap."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _files(person: User) -> Iterator[tuple[str, str | bytes]]:
    """The path and content of each file."""
    yield from _submissions(person)
    files = SignOffFile.objects.filter(sign_off__learner=person).select_related("sign_off").order_by("pk")
    for number, file in enumerate(files.iterator(chunk_size=1), start=1):
        yield f"sign-offs/{number:03}-{file.sign_off.requested_at:%Y-%m-%d}-{file.name}", bytes(file.content)
    for row in ProjectFile.objects.filter(work__learner=person).select_related("work").iterator(chunk_size=1):
        yield f"projects/{row.work.project}/{row.slot}-{row.name}", bytes(row.content)


def _submissions(person: User) -> Iterator[tuple[str, str]]:
    """The path and source of each submission, such as ``submissions/matmul/003-2026-11-24-failed.py``."""
    numbers: Counter[str] = Counter()
    submissions = Submission.objects.filter(learner=person).select_related("exercise").order_by("created_at", "pk")
    for submission in submissions.iterator(chunk_size=CHUNK_ROWS):
        slug = submission.exercise.slug
        numbers[slug] += 1
        outcome = submission.verdict or submission.state
        yield f"submissions/{slug}/{numbers[slug]:03}-{submission.created_at:%Y-%m-%d}-{outcome}.py", submission.source
