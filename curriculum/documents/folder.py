"""A content folder: one file for the roadmap and one for each section, topic and phase."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from curriculum.documents.document import ContentError, Document, Place, canonical
from curriculum.documents.schema import KINDS, NUMBER, TEXT
from curriculum.documents.text import read_text, write_text

ROADMAP_FILE = "roadmap.md"
# Where a file's node belongs: under which section, and at which position where the numbers do not tell.
PLACING = {
    "section": {"position": NUMBER},
    "topic": {"section": TEXT, "position": NUMBER},
    "phase": {"position": NUMBER},
}


def read_folder(folder: Path) -> Document:
    """The roadmap in a content folder, with everything under it.

    Raises:
        ContentError: a file cannot be read, a uid appears twice, or a reference has no target.
    """
    roadmap, _ = _read(folder / ROADMAP_FILE, "roadmap")
    sections = [section for section, _ in _read_all(folder, "section")]
    topics: dict[str, list[Document]] = {str(section.values["number"]): [] for section in sections}
    for topic, extras in _read_all(folder, "topic"):
        if extras["section"] not in topics:
            raise ContentError(topic.place, f"“section” is the number of a section, not {extras['section']!r}")
        topics[extras["section"]].append(topic)
    phases = [phase for phase, _ in _read_all(folder, "phase")]
    sections_with_topics = [_with_children(section, topics[section.values["number"]]) for section in sections]
    document = _with_children(roadmap, [*sections_with_topics, *phases])
    _check(document)
    return document


def write_folder(document: Document, folder: Path) -> list[Path]:
    """Write the roadmap to a content folder; returns the files written. Files of other nodes stay as they are.

    Raises:
        ContentError: two nodes ask for the same file; nothing is written.
    """
    files = [(folder / ROADMAP_FILE, write_text(document))]
    files += [
        (_path(folder, phase), write_text(phase, extra)) for phase, extra in _with_positions(document.of_kind("phase"))
    ]
    for section, extra in _with_positions(document.of_kind("section")):
        files.append((_path(folder, section), write_text(section, extra)))
        for topic, position in _with_positions(section.of_kind("topic")):
            placing = {"section": section.values["number"], **position}
            files.append((_path(folder, topic), write_text(topic, placing)))
    paths = [path for path, _ in files]
    if twice := {path for path in paths if paths.count(path) > 1}:
        raise ContentError(twice.pop(), "two nodes would be written to this file; give them different numbers")
    for path, text in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return paths


def _read(path: Path, kind: str) -> tuple[Document, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(path, f"cannot be read: {error}") from error
    return read_text(text, path=path, kind=kind, extra=PLACING.get(kind, {}))


def _read_all(folder: Path, kind: str) -> list[tuple[Document, dict[str, Any]]]:
    """All files of a kind, by position where one is given and otherwise by number."""
    documents = [_read(path, kind) for path in sorted((folder / KINDS[kind].folder).glob("*.md"))]
    return sorted(documents, key=lambda pair: (pair[1]["position"] or 0, _natural(pair[0])))


def _natural(document: Document) -> list[int]:
    """A sort key by which 1.10 comes after 1.9."""
    return [int(part) for part in re.findall(r"\d+", str(document.values["number"]))]


def _with_positions(siblings: list[Document]) -> Iterable[tuple[Document, dict[str, int]]]:
    """Each node with its position, which is only written if sorting by number would give another order."""
    if siblings == sorted(siblings, key=_natural):
        return [(document, {}) for document in siblings]
    return [(document, {"position": position}) for position, document in enumerate(siblings, start=1)]


def _path(folder: Path, document: Document) -> Path:
    name = slugify(str(document.values[document.kind.named_by]).replace(".", "-"))
    return folder / document.kind.folder / f"{document.values['number']}-{name}.md"


def _with_children(document: Document, more: list[Document]) -> Document:
    children = canonical([*document.children, *more])
    return Document(
        kind=document.kind, values=document.values, body=document.body, children=children, place=document.place
    )


def _check(roadmap: Document) -> None:
    """Check that uids are unique within their kind, and that all topics and resources referred to exist."""
    places: dict[str, Place] = {}
    nodes = [document for _, document in roadmap.walk()]
    for node in nodes:
        if node.uid in places:
            raise ContentError(node.place, f"the uid {node.uid!r} is taken by {places[node.uid]}")
        places[node.uid] = node.place
    shared_uids = _shared_topics(nodes, places)
    for name in ("topics", "resources"):
        uids = {node.uid for node in nodes if node.kind.name == name.removesuffix("s")}
        uids |= shared_uids if name == "topics" else set()
        for node in nodes:
            for uid in node.values.get(name, ()):
                if uid not in uids:
                    raise ContentError(node.place, f"“{name}” names {uid!r}, which is not there")


def _shared_topics(nodes: Iterable[Document], places: Mapping[str, Place]) -> set[str]:
    """The uids of the topics of other roadmaps. Each belongs in one section, as a topic of this roadmap does."""
    all_places = dict(places)
    for node in nodes:
        for uid in node.values.get("shared_topics", ()):
            if uid in all_places:
                raise ContentError(node.place, f"“shared_topics” names {uid!r}, which is already at {all_places[uid]}")
            all_places[uid] = node.place
    return all_places.keys() - places.keys()
