"""Import the archive that export.py writes. Every value in the file is checked: it may be forged."""

import json
import zlib
from collections import Counter
from dataclasses import dataclass, field
from lzma import LZMAError
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile

from allauth.account.models import EmailAddress
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from cohorts.cohort.models import CohortRole, Membership
from cohorts.threads.models import Thread
from personal_data.export import DOCUMENT, VERSION
from personal_data.inventory import INVENTORY, InventoryItem
from personal_data.validation import check, fields_of

MAX_DOCUMENT_BYTES = 512 * 2**20  # unpacked: a ZIP of a few kilobytes may claim to hold terabytes
NOT_AN_ARCHIVE = "This isn’t an archive written by Descent"
NO_COMMENTS = "cohorts.thread: it has no comments"
# An encrypted member is a RuntimeError, as is JSON that is nested too deeply. A ValueError may be bad JSON or text.
_UNREADABLE = (BadZipFile, EOFError, KeyError, LZMAError, OSError, RuntimeError, ValueError, zlib.error)


class ArchiveError(ValueError):
    """The file can't be imported. The message says why."""


@dataclass
class ImportResult:
    """How many rows of each model were imported, and which rows were left out, with the reason."""

    person: User
    row_counts: Counter[str] = field(default_factory=Counter)
    omissions: list[str] = field(default_factory=list)


@transaction.atomic
def import_archive(file: IO[bytes]) -> ImportResult:
    """Create the person and their rows on this site, all or nothing.

    There is no page for it, only a command for the site's operator, because it trusts the verdicts in the file.

    Raises:
        ArchiveError: the file is not one of our archives, the person has an account already, or a row holds a value
            that no row here could have. The message names the row, the field and the problem.
    """
    document = _read(file)
    try:
        [account] = [row for row in document["rows"] if row["model"] == "accounts.user"]
        rows = [(at, row) for at, row in enumerate(document["rows"]) if str(row["model"]) in _INVENTORY]
        address = str(account["fields"]["email"])
    except (KeyError, TypeError, ValueError):
        raise ArchiveError(f"{DOCUMENT} doesn’t say whose data it is.") from None
    if User.objects.filter(email=address).exists():
        raise ArchiveError(f"{address} already has an account here.")
    try:
        person = _create_account(account)
    except (DeserializationError, IntegrityError, ValidationError, LookupError, TypeError, ValueError) as error:
        raise ArchiveError(f"The account can't be read: {error}") from None
    result = ImportResult(person)
    for at, row in rows:
        if row is not account:
            _import_row(at, row, result)
    _delete_empty_threads(result)
    return result


_INVENTORY = {item.model._meta.label_lower: item for item in INVENTORY if item.is_restored}


def _read(file: IO[bytes]) -> dict[str, Any]:
    try:
        with ZipFile(file) as archive:
            is_too_large = archive.getinfo(DOCUMENT).file_size > MAX_DOCUMENT_BYTES
            document = None if is_too_large else json.loads(archive.read(DOCUMENT))
    except _UNREADABLE as error:
        raise ArchiveError(f"{NOT_AN_ARCHIVE}: {error}") from None
    if is_too_large:
        raise ArchiveError(f"{DOCUMENT} is larger than {MAX_DOCUMENT_BYTES // 2**20} MiB.")
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ArchiveError(f"This site only reads archives of version {VERSION}.")
    return document


def _create_account(row: dict[str, Any]) -> User:
    """Create the account as a learner's: an archive must not make anybody a mentor or an admin."""
    item = _INVENTORY["accounts.user"]
    person = cast("User", _instance(row, item))
    person.role, person.is_superuser = Role.LEARNER, False
    person.set_unusable_password()
    check(person, item)
    person.full_clean()
    person.save()
    return person


def _import_row(at: int, row: dict[str, Any], result: ImportResult) -> None:
    """Create one row. Leave it out if something that it points at doesn't exist here, or if it isn't the person's own:
    a forged file must neither add nor overwrite a row of somebody else.

    Raises:
        ArchiveError: it holds a value that no row here could have.
    """
    item = _INVENTORY[row["model"]]
    position = f"{DOCUMENT}, row {at + 1} ({row['model']})"
    try:
        with transaction.atomic():
            instance = _instance(row, item)
            if instance.pk is not None:
                raise _OmitRowError("it already exists here")
            if _owner(instance, item) != result.person:
                raise _OmitRowError("it belongs to someone else")
            _unconfirm(instance, result.person)
            _require_learner(instance)
            check(instance, item)
            instance.save(force_insert=True)  # the deserializer's own save would not render a note's HTML
    except (IntegrityError, ObjectDoesNotExist, _OmitRowError) as error:
        result.omissions.append(f"{row['model']}: {error}")
    except (AttributeError, LookupError, OverflowError, TypeError, ValidationError, ValueError) as error:
        raise ArchiveError(f"{position}: {str(error).rstrip('.')}. Nothing was imported.") from None
    else:
        result.row_counts[row["model"]] += 1


def _delete_empty_threads(result: ImportResult) -> None:
    """Delete threads whose comments were left out. On a site, a thread is deleted with its last comment."""
    for thread in Thread.objects.filter(learner=result.person, comments=None):
        thread.delete()
        result.row_counts["cohorts.thread"] -= 1
        result.omissions.append(NO_COMMENTS)


def _unconfirm(instance: Any, person: User) -> None:
    """Mark an email address as unconfirmed. Otherwise a forged file could keep an address from its real owner."""
    if isinstance(instance, EmailAddress):
        instance.email = instance.email.strip().lower()
        instance.verified, instance.primary = False, instance.email == person.email


def _require_learner(instance: Any) -> None:
    """Leave out what would make somebody a mentor: the leads of the cohort here decide about that."""
    if isinstance(instance, Membership) and instance.role != CohortRole.LEARNER:
        raise _OmitRowError("only a lead of the cohort makes somebody a mentor")


class _OmitRowError(Exception):
    """The row is valid, but can't be added to this site."""


def _instance(row: dict[str, Any], item: InventoryItem) -> Any:
    """Build the row without the primary key of the other site, which may belong to somebody else's row here.

    Raises:
        ObjectDoesNotExist: something that it points at doesn't exist here.
        RowError, ValidationError and other ValueErrors: it holds a value that no row here could have.
    """
    try:
        [deserialized_object] = serializers.deserialize(
            "python", [{"model": row["model"], "fields": fields_of(row, item)}]
        )
    except DeserializationError as error:
        cause: BaseException | None = error
        while cause and not isinstance(cause, ObjectDoesNotExist):
            cause = cause.__cause__ or cause.__context__
        raise (cause or ValueError(str(error))) from None
    return deserialized_object.object


def _owner(instance: Any, item: InventoryItem) -> Any:
    value = instance
    for name in item.owner.split("__"):
        value = getattr(value, name)
    return value
