"""Bring back a person whose data streaming.py wrote: what the file says is judged, never believed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile

from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from personal_data.holdings import HOLDINGS, Holding
from personal_data.streaming import DOCUMENT, VERSION

_MOST_BYTES = 512 * 2**20  # of the document, unpacked: a ZIP of a few kilobytes may claim to hold terabytes


class ArchiveError(ValueError):
    """The file can't be read; the text says why."""


@dataclass
class Restored:
    """How many rows of each model came back, and which rows this site has no place for."""

    person: User
    rows: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def read_archive(file: IO[bytes]) -> Restored:
    """Bring a person back on this site: all of it, or nothing.

    For whoever runs the site: it takes verdicts on trust, so it is no page.

    Raises:
        ArchiveError: the file is no archive of ours, or the person is here already.
    """
    document = _read(file)
    try:
        [kept] = [row for row in document["rows"] if row["model"] == "accounts.user"]
        rows = [row for row in document["rows"] if row is not kept and row["model"] in _HOLDINGS]
        address = str(kept["fields"]["email"])
    except (KeyError, TypeError, ValueError):
        raise ArchiveError(f"{DOCUMENT} does not say whose data it is.") from None
    if User.objects.filter(email__iexact=address).exists():
        raise ArchiveError(f"{address} has an account here already.")
    try:
        person = _arrive(kept)
    except (DeserializationError, IntegrityError, ValidationError, LookupError, TypeError, ValueError) as error:
        raise ArchiveError(f"The account can't be read: {error}") from None
    restored = Restored(person)
    for row in rows:
        _restore(row, restored)
    return restored


_HOLDINGS = {holding.model._meta.label_lower: holding for holding in HOLDINGS if holding.comes_back}


def _read(file: IO[bytes]) -> dict[str, Any]:
    try:
        with ZipFile(file) as archive:
            if archive.getinfo(DOCUMENT).file_size > _MOST_BYTES:
                raise ArchiveError(f"{DOCUMENT} is larger than {_MOST_BYTES // 2**20} MiB.")
            document = json.loads(archive.read(DOCUMENT))
    except (BadZipFile, KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ArchiveError(f"This is no archive that Descent wrote: {error}") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ArchiveError(f"This archive is not of version {VERSION}, the only one that this site reads.")
    return document


def _arrive(row: dict[str, Any]) -> User:
    """The account, as a learner's: an archive makes nobody mentor or admin here."""
    [found] = serializers.deserialize("python", [_numberless(row)])
    person = cast("User", found.object)
    person.role, person.is_superuser = Role.LEARNER, False
    person.set_unusable_password()
    person.full_clean()
    person.save()
    return person


def _restore(row: dict[str, Any], restored: Restored) -> None:
    """One row. It is left out and named where what it points at does not exist here, and where it isn't the person's:
    a file may be forged, and a row of somebody else's must neither be added nor be overwritten.
    """
    try:
        with transaction.atomic():
            for found in serializers.deserialize("python", [_numberless(row)]):
                if found.object.pk is not None:
                    raise ValueError("it is here already")
                if _owner(found.object, _HOLDINGS[row["model"]]) != restored.person:
                    raise ValueError("it is not this person's")
                found.object.save(force_insert=True)  # found.save() would make no HTML of a note's text
    except (
        DeserializationError, IntegrityError, ObjectDoesNotExist, ValidationError, LookupError, TypeError, ValueError
    ) as error:  # fmt: skip
        restored.left_out.append(f"{row['model']}: {error}")
    else:
        restored.rows[row["model"]] += 1


def _numberless(row: dict[str, Any]) -> dict[str, Any]:
    """Without the number it had where it was: here that may be somebody else's row, which it would replace."""
    return {"model": row["model"], "fields": row["fields"]}


def _owner(found: Any, holding: Holding) -> Any:
    for name in holding.owner.split("__"):
        found = getattr(found, name)
    return found
