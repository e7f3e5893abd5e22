"""Write a person's archive and read it, for tests."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from zipfile import ZipFile

from accounts.models import User
from personal_data.streaming import DOCUMENT, stream_archive

TODAY = date(2026, 11, 24)


def write_archive(person: User) -> io.BytesIO:
    return io.BytesIO(b"".join(stream_archive(person)))


def document_of(person: User) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(write_archive(person)) as archive:
        found: dict[str, list[dict[str, Any]]] = json.loads(archive.read(DOCUMENT))
    return found


def forged(person: User, change: Callable[[list[dict[str, Any]]], None]) -> io.BytesIO:
    document = document_of(person)
    change(document["rows"])
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(DOCUMENT, json.dumps(document))
    return file
