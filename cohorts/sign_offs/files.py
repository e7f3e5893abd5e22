"""Check a file that somebody hands in as evidence, by its name and its content. Nothing is unpacked or decoded."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from lib.errors import RefusedError

MAX_FILE_BYTES = 5 * 2**20
MAX_NAME_CHARS = 100
DEFAULT_STEM = "evidence"

EMPTY = "This file is empty. Choose another one."
TOO_LARGE = f"This file is larger than {MAX_FILE_BYTES // 2**20} MiB. Send a smaller one, or a link."
WRONG_CONTENT = "This file’s name ends in {suffix}, but its content is something else. Choose another one."
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class EvidenceError(RefusedError):
    """The file can't be evidence. The message says why and what to do."""


@dataclass(frozen=True)
class FileType:
    """``media_type`` is what a download is served as."""

    media_type: str
    fits: Callable[[bytes], bool]


def _is_text(content: bytes) -> bool:
    if _CONTROL_BYTES.search(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_notebook(content: bytes) -> bool:
    if not _is_text(content):
        return False
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (RecursionError, ValueError):
        return False
    return isinstance(notebook, dict) and isinstance(notebook.get("cells"), list) and "nbformat" in notebook


def _starts_with(magic: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(magic)


_TEXT = FileType("text/plain; charset=utf-8", _is_text)
FILE_TYPES = {
    ".pdf": FileType("application/pdf", _starts_with(b"%PDF-")),
    ".png": FileType("image/png", _starts_with(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
    ".jpg": FileType("image/jpeg", _starts_with(b"\xff\xd8\xff")),
    ".jpeg": FileType("image/jpeg", _starts_with(b"\xff\xd8\xff")),
    ".txt": _TEXT,
    ".md": _TEXT,
    ".py": _TEXT,
    ".csv": _TEXT,
    ".json": _TEXT,
    ".ipynb": FileType("application/x-ipynb+json", _is_notebook),
}
MEDIA_TYPES = sorted({"application/octet-stream", *(kind.media_type.partition(";")[0] for kind in FILE_TYPES.values())})
SUFFIXES_TEXT = f"{', '.join(list(FILE_TYPES)[:-1])} or {list(FILE_TYPES)[-1]}"
WRONG_SUFFIX = f"Choose a file whose name ends in {SUFFIXES_TEXT}."


def suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def clean_name(name: str) -> str:
    """The name without folders and without characters that hide, reorder or break a line, and no longer than a column.

    >>> clean_name("../../etc/my\\nnotes.PDF"), clean_name("C:\\\\work\\\\a.py"), clean_name(".md")
    ('mynotes.PDF', 'a.py', 'evidence.md')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    stem, dot, suffix = visible.rpartition(".")
    stem = stem.strip(" .")[: MAX_NAME_CHARS - len(dot + suffix)] or DEFAULT_STEM
    return (stem + dot + suffix)[:MAX_NAME_CHARS]


def read_file(file: UploadedFile[bytes]) -> tuple[str, bytes]:
    """(the name under which to store it, content) of an upload. Raises EvidenceError, as `check_file`."""
    if (file.size or 0) > MAX_FILE_BYTES:
        raise EvidenceError(TOO_LARGE)
    content = file.read()
    return check_file(str(file.name), content), content


def check_file(name: str, content: bytes) -> str:
    """Return the name under which to store it.

    Raises:
        EvidenceError: it is empty or too large, or not of an allowed type.
    """
    if len(content) > MAX_FILE_BYTES:
        raise EvidenceError(TOO_LARGE)
    if not content:
        raise EvidenceError(EMPTY)
    stored_name = clean_name(name)
    suffix = suffix_of(stored_name)
    if suffix not in FILE_TYPES:
        raise EvidenceError(WRONG_SUFFIX)
    if not FILE_TYPES[suffix].fits(content):
        raise EvidenceError(WRONG_CONTENT.format(suffix=suffix))
    return stored_name
