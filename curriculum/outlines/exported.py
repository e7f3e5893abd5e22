"""The JSON that `export_roadmap --json` prints, back as documents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curriculum.documents.document import Document, Place, canonical
from curriculum.documents.schema import HOURS, KINDS, UIDS
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.located_json import LocatedObject
from curriculum.outlines.report import LineReading, UnreadLine

LISTS_OF = {  # the lists of each object, and the kind of their nodes
    "roadmap": {"stars": "star", "sections": "section", "phases": "phase", "tracks": "track", "pace_profiles": "pace",
                "resources": "resource", "advice": "", "assessments": ""},
    "section": {"topics": "topic"},
    "topic": {"subtopics": "subtopic"},
    "subtopic": {"subtopics": "subtopic"},
    "phase": {"activities": "activity", "checkpoint": "checkpoint"},
    "checkpoint": {"criteria": "criterion"},
    "assessment": {"criteria": "criterion"},
}  # fmt: skip


def is_exported(data: Any) -> bool:
    """Whether JSON is an export of ours."""
    return isinstance(data, LocatedObject) and {"uid", "sections", "phases", "pace_profiles"} <= data.keys()


@dataclass(slots=True)
class ExportReader:
    """Reads objects of an export, and notes what each became."""

    path: Path
    readings: list[LineReading] = field(default_factory=list)
    leftovers: list[UnreadLine] = field(default_factory=list)

    def roadmap(self, data: LocatedObject) -> Document:
        """The roadmap with everything under it.

        Raises:
            OutlineError: a value isn't what the export has there.
        """
        children = [child for name in ("stars", "sections", "tracks", "pace_profiles", "resources")
                    for child in self._list(data, name, LISTS_OF["roadmap"][name])]  # fmt: skip
        children += [self.node(advice, self._advice_kind(advice)) for advice in self._objects(data, "advice")]
        assessments: dict[Any, list[Document]] = {}
        for assessment in self._objects(data, "assessments"):
            assessments.setdefault(assessment.get("phase"), []).append(self.node(assessment, "assessment"))
        for phase in self._objects(data, "phases"):
            children.append(self.node(phase, "phase", assessments.get(phase.get("number"), [])))
        document = self.node(data, "roadmap", children)
        self._check_uids(document)
        return document

    def node(self, data: LocatedObject, kind: str, children: list[Document] | None = None) -> Document:
        lists = LISTS_OF.get(kind, {})
        children = list(children or [])
        if kind != "roadmap":
            for name, child_kind in lists.items():
                children += self._list(data, name, child_kind)
        values = dict(self._values(data, kind))
        if kind in ("topic", "section") and "practice" in values:
            values["practice"] = _own_practice(values["practice"], children)
        body = data.get({"roadmap": "how_to_use", "star": "meaning"}.get(kind, "body")) or ""
        if not isinstance(body, str):
            raise OutlineError("The body is a text.", data.line)
        self._note(data, kind, str(values["uid"]))
        return Document(
            kind=KINDS[kind], values=values, body=body, children=canonical(children), place=Place(self.path, data.line)
        )

    def _values(self, data: LocatedObject, kind: str) -> Iterator[tuple[str, Any]]:
        for name, field_type in KINDS[kind].fields.items():
            value = data.get("word") if (kind, name) == ("star", "title") else data.get(name)
            if (kind, name) == ("star", "uid"):
                value = data.get("uid") or f"stars-{data.get('stars')}"
            if value in (None, "", []) and not (field_type is HOURS and value):
                yield name, field_type.empty
                continue
            if isinstance(value, list) and field_type is not UIDS and value[-1] is None:
                value = value[:-1]
            try:
                yield name, field_type.read(value)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                raise OutlineError(f"“{name}” is {field_type.expected}, not {value!r}.", data.line) from error

    def _list(self, data: LocatedObject, name: str, kind: str) -> list[Document]:
        return [self.node(child, kind) for child in self._objects(data, name)]

    def _objects(self, data: LocatedObject, name: str) -> list[LocatedObject]:
        value = data.get(name)
        objects = value if isinstance(value, list) else [value] if value else []
        if not all(isinstance(child, LocatedObject) for child in objects):
            raise OutlineError(f"“{name}” is a list of objects.", data.line)
        return objects

    def _advice_kind(self, data: LocatedObject) -> str:
        kind = data.get("kind")
        if kind not in ("tip", "strength", "gap"):
            raise OutlineError("“kind” is tip, strength or gap.", data.line)
        return str(kind)

    def _note(self, data: LocatedObject, kind: str, uid: str) -> None:
        """Note the object, and any key in it that no export has."""
        self.readings.append(LineReading(line=data.line, text=str(data.get("title") or uid), reading=kind, uid=uid))
        names = {*KINDS[kind].fields, *LISTS_OF.get(kind, {}), "body", "kind", "phase", "word", "meaning", "how_to_use",
                 "not_understood"}  # fmt: skip
        self.leftovers += [UnreadLine(line=data.line, text=name) for name in data if name not in names]

    def _check_uids(self, document: Document) -> None:
        uids: set[str] = set()
        for _, node in document.walk():
            if not node.uid:
                raise OutlineError(f"A {node.kind.name} has no “uid”.", node.place.line)
            if node.uid in uids:
                raise OutlineError(f"The uid {node.uid!r} appears twice.", node.place.line)
            uids.add(node.uid)


def _own_practice(practice: tuple[str, ...], children: list[Document]) -> tuple[str, ...]:
    """Return the topic's own tasks. An exported topic lists them before those of all its parts."""
    tasks = tuple(task for child in children for _, node in child.walk() for task in node.values["practice"])
    return practice[: len(practice) - len(tasks)] if tasks and practice[-len(tasks) :] == tasks else practice
