"""Import a roadmap from a file, a content folder or an archive of one."""

import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from itertools import chain, count
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.db import transaction

from curriculum.actions import LoadReport, load_roadmap
from curriculum.documents.document import Document
from curriculum.documents.folder import ROADMAP_FILE, read_folder
from curriculum.documents.rows import TABLE_OF, fill, items_of, key_of
from curriculum.models import Node, Roadmap, Section
from curriculum.outlines.encoding import MAX_BYTES
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline, read_outline
from lib.errors import RefusedError

MAX_FILES = 5_000
MAX_ARCHIVE_BYTES = 20_000_000  # unpacked
MAX_UIDS = 5  # in a message
MAX_PREFIX = 12  # characters


def read_source(path: Path) -> RoadmapOutline:
    """The roadmap in a file, a folder or a zip archive of a folder.

    Raises:
        OutlineError, ContentError: it can't be read.
        OSError: there is no such file.
    """
    if path.is_dir():
        return outline_of(read_folder(path))
    if path.suffix == ".zip":
        return outline_of(read_archive(path))
    with path.open("rb") as file:  # no more than decides that it is too large
        return read_outline(file.read(MAX_BYTES + 1), name=path.name)


def outline_of(document: Document) -> RoadmapOutline:
    """Content files are understood as a whole or not at all."""
    return RoadmapOutline(document=document, readings=(), not_understood=(), has_own_uids=True)


def read_archive(path: Path) -> Document:
    """The roadmap in a zip archive of a content folder.

    Raises:
        OutlineError, ContentError: it isn't one, or it is too large.
    """
    with tempfile.TemporaryDirectory() as directory:
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, Path(directory))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OutlineError(f"This archive can’t be read: {error}") from error
        folders = sorted(Path(directory).rglob(ROADMAP_FILE), key=lambda file: len(file.parts))
        if not folders:
            raise OutlineError(f"There is no {ROADMAP_FILE} in this archive. Export one to see what it must contain.")
        return read_folder(folders[0].parent)


def _extract(archive: zipfile.ZipFile, folder: Path) -> None:
    """Unpack the Markdown files, without following paths that lead elsewhere."""
    members = [member for member in archive.infolist() if member.filename.endswith(".md")]
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_ARCHIVE_BYTES:
        raise OutlineError(
            f"This archive is too large: at most {MAX_FILES:,} files and {MAX_ARCHIVE_BYTES // 10**6} MB are possible."
        )
    for member in members:
        name = PurePosixPath(member.filename)
        if name.is_absolute() or ".." in name.parts:
            raise OutlineError(f"The archive contains a file outside its folder: {member.filename}")
        archive.extract(member, folder)


def find_problems(document: Document) -> list[str]:
    """The values that can't be stored, such as a formula that isn't LaTeX, each with its place in the file."""
    problems = []
    for _, node in document.walk():
        table = TABLE_OF[node.kind.name]
        row = table.model()
        fill(row, node, None)
        relations = [relation.name for relation in row._meta.fields if relation.is_relation]
        for part in (row, *items_of(row, node)):
            try:
                part.clean_fields(exclude=[*relations, "node"])
            except ValidationError as error:
                complaints = "; ".join(f"“{name}”: {' '.join(texts)}" for name, texts in error.message_dict.items())
                problems.append(f"{node.place}: {node.uid}, {complaints}")
    return problems


def for_new_roadmap(outline: RoadmapOutline) -> RoadmapOutline:
    """Give a roadmap that isn't here yet uids that no other one has. Those that are in the file stay."""
    if outline.has_own_uids:
        return outline
    uid = _first_free(outline.document.uid, set(Roadmap.objects.values_list("uid", flat=True)))
    outline = replace(outline, document=outline.document.with_values(uid=uid))
    prefixes = {
        name.split(".", 1)[0] for name in Section.objects.filter(uid__contains=".").values_list("uid", flat=True)
    }
    return outline.with_prefix(_first_free(_short(uid), prefixes))


def for_roadmap(outline: RoadmapOutline, roadmap: Roadmap) -> RoadmapOutline:
    """Give a roadmap that another one is to become that one's uid, and to its nodes the prefix that they have there.

    Raises:
        RefusedError: the file has uids, and they are of another roadmap.
    """
    if outline.has_own_uids and outline.document.uid != roadmap.uid:
        raise RefusedError(
            f"This file is the roadmap “{outline.document.uid}”, and “{roadmap.uid}” is another one. "
            "Import it as a new roadmap."
        )
    outline = replace(outline, document=outline.document.with_values(uid=roadmap.uid))
    uids = list(Section.objects.filter(roadmap=roadmap).values_list("uid", flat=True))
    prefixes = {uid.split(".", 1)[0] if "." in uid else "" for uid in uids}
    return outline.with_prefix(prefixes.pop()) if len(prefixes) == 1 and not outline.has_own_uids else outline


def _short(uid: str) -> str:
    """The first words of a uid, as a prefix."""
    return uid if len(uid) <= MAX_PREFIX else uid[: MAX_PREFIX + 1].rpartition("-")[0] or uid[:MAX_PREFIX]


def _first_free(name: str, taken: Collection[str]) -> str:
    numbered = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(candidate for candidate in numbered if candidate not in taken)


@transaction.atomic
def load_new_roadmap(*, document: Document) -> LoadReport:
    """Load a roadmap that isn't here yet, beside the others.

    Raises:
        RefusedError: there is one with its uid, or with uids that it needs.
        ContentError: a value can't be stored.
    """
    if Roadmap.objects.filter(uid=document.uid).exists():
        raise RefusedError(
            f"The roadmap “{document.uid}” exists already. Import the file into its draft, "
            "or change the uid in the file."
        )
    if clashes := taken_uids(document):
        examples = ", ".join(clashes[:MAX_UIDS]) + (", …" if len(clashes) > MAX_UIDS else "")
        raise RefusedError(f"Another roadmap has these uids: {examples}. Change them in the file.")
    return load_roadmap(document=document)


def taken_uids(document: Document) -> list[str]:
    """The uids of the document that other roadmaps have."""
    uids: dict[type[Node], list[str]] = defaultdict(list)
    for _, node in document.walk():
        model, uid = key_of(node)
        uids[model].append(uid)
    return [
        uid
        for model, names in uids.items()
        for uid in model._default_manager.filter(uid__in=names).values_list("uid", flat=True)
    ]
