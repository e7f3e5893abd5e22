"""Write a person's archive and read it, for tests."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from zipfile import ZipFile

from accounts.models import User
from personal_data.export import DOCUMENT, write_archive

TODAY = date(2026, 11, 24)


def archive_of(person: User) -> io.BytesIO:
    file = io.BytesIO()
    write_archive(person, file)
    file.seek(0)
    return file


def document_of(person: User) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(archive_of(person)) as archive:
        document: dict[str, list[dict[str, Any]]] = json.loads(archive.read(DOCUMENT))
    return document


def forged(person: User, change: Callable[[list[dict[str, Any]]], None]) -> io.BytesIO:
    document = document_of(person)
    change(document["rows"])
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(DOCUMENT, json.dumps(document))
    return file
