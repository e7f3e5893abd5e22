"""An exercise's folder as a zip archive. What an archive says about itself is not believed."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import IO

from exercises.authored.heads import title_of
from exercises.authored.problems import HEAD
from lib.errors import RefusedError
from runner.protocol import (
    MAX_EXERCISE_BYTES,
    MAX_EXERCISE_FILES,
    FrontMatterError,
    exercise_files_problem,
    read_front_matter,
)

MAX_ARCHIVE_BYTES = 2**20
MAX_MEMBERS = 500  # with folders, and what systems add
EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first date, so that the same files give the same bytes
IGNORED = ("__pycache__", "__MACOSX", ".DS_Store", ".git", ".ruff_cache")
NOT_A_ZIP = "This file isn’t a zip archive, or it’s damaged. Zip the exercise’s folder, then choose that file."
NO_HEAD = f"This archive contains no {HEAD}. Zip the exercise’s folder, such as kmeans-step, as a whole."
TWO_HEADS = "This archive contains several exercises: {}. Zip the folder of one of them."
# An encrypted member is a RuntimeError.
_UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    LZMAError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFolder:
    """``name`` is that of the folder, empty if the files were zipped without it."""

    name: str
    files: dict[str, str]

    @property
    def title(self) -> str:
        return title_of(self.files)


def read_archive(file: IO[bytes]) -> UploadedFolder:
    """Read a zip archive of one exercise's folder, which may lie in other folders.

    Raises:
        RefusedError: it isn't one, contains something else, or is too large once unpacked.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive)
    except RefusedError:
        raise
    except _UNREADABLE as error:
        raise RefusedError(NOT_A_ZIP) from error


def _read(archive: zipfile.ZipFile) -> UploadedFolder:
    members = _members(archive)
    folders = sorted({path.parent for path in members if path.name == HEAD})
    if not folders:
        raise RefusedError(NO_HEAD)
    if len(folders) > 1:
        raise RefusedError(TWO_HEADS.format(", ".join(str(folder) for folder in folders[:5])))
    folder = folders[0]
    files: dict[str, str] = {}
    room = MAX_EXERCISE_BYTES
    for path, member in members.items():
        if not path.is_relative_to(folder):
            raise RefusedError(f"{path} is outside the exercise’s folder, {folder}. Zip that folder alone.")
        with archive.open(member) as source:
            content = source.read(room + 1)  # the size that the archive states may be a lie
        room -= len(content)
        if room < 0:
            raise RefusedError(
                f"Its files have more than {MAX_EXERCISE_BYTES // 1024} KiB. Remove what the exercise doesn’t need."
            )
        files[str(path.relative_to(folder))] = _text(path, content)
    if problem := exercise_files_problem(files):
        raise RefusedError(problem)
    try:
        read_front_matter(files[HEAD].split("\n"))
    except FrontMatterError as error:
        raise RefusedError(f"{HEAD}, line {error.line}: {error}") from error
    return UploadedFolder(name=folder.name, files=files)


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """The files by their path, without what systems add."""
    if len(archive.infolist()) > MAX_MEMBERS:
        raise RefusedError(f"This archive has more than {MAX_MEMBERS} entries. Zip the folder of one exercise.")
    members: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir() or any(part in IGNORED or part.endswith(".pyc") for part in path.parts):
            continue
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise RefusedError(f"{path} leads out of the archive. Zip the exercise’s folder again.")
        if S_ISLNK(member.external_attr >> 16):
            raise RefusedError(f"{path} is a link. Put the file itself in its place.")
        if path in members:
            raise RefusedError(f"{path} is in the archive twice. Zip the exercise’s folder again.")
        members[path] = member
    if len(members) > MAX_EXERCISE_FILES:
        raise RefusedError(f"An exercise has {MAX_EXERCISE_FILES} files at most. Remove what it doesn’t need.")
    return members


def _text(path: PurePosixPath, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{path} isn’t UTF-8 text. Save it as UTF-8, or remove it.") from error


def write_archive(files: Mapping[str, str], *, name: str) -> bytes:
    """The folder ``name`` as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{name}/{file}", EPOCH), files[file].encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
