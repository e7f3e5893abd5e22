"""The projects that this site offers, read from ``projects/catalog``.

A folder is the truth about its project: the brief, the milestones, the rubric and the files to hand in are in
``project.md``. The other files are those of an exercise whose answer is the learner's files, so that a runner can
check them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from curriculum.models import Topic
from lib.durations import CountRange
from lib.markdown import render
from runner.protocol import exercise_files_digest
from runner.protocol.front_matter import FrontMatterError, read_front_matter

CATALOG = Path(__file__).resolve().parent / "catalog"
HEAD = "project.md"
LEVELS = (0, 1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Milestone:
    uid: str
    title: str
    days: int
    """After the start."""
    text: str


@dataclass(frozen=True, kw_only=True)
class FileSlot:
    """A file to hand in."""

    uid: str
    title: str
    suffixes: tuple[str, ...]
    required: bool
    checked: bool
    """Whether a runner reads it. It is text then."""
    help: str

    @property
    def accept(self) -> str:
        return ",".join(self.suffixes)


@dataclass(frozen=True, kw_only=True)
class RubricRow:
    uid: str
    title: str
    levels: tuple[str, ...]
    """What a reader sees at level 0, 1, 2 and 3."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(level), f"{level}: {text}") for level, text in enumerate(self.levels)]


@dataclass(frozen=True, kw_only=True)
class Project:
    slug: str
    uid: str
    title: str
    summary: str
    roadmap: str
    topics: tuple[str, ...]
    """Their uids."""
    hours: CountRange
    milestones: tuple[Milestone, ...]
    files: tuple[FileSlot, ...]
    rubric: tuple[RubricRow, ...]
    brief: str
    check_files: Mapping[str, str]
    """What a runner needs to check the learner's files: an exercise's files by name."""

    def __str__(self) -> str:
        return self.title

    @cached_property
    def digest(self) -> str:
        return exercise_files_digest(self.check_files)

    @cached_property
    def brief_html(self) -> str:
        return render(self.brief)

    @property
    def checked_files(self) -> list[FileSlot]:
        return [slot for slot in self.files if slot.checked]

    def slot(self, uid: str) -> FileSlot | None:
        return next((slot for slot in self.files if slot.uid == uid), None)

    def milestone(self, uid: str) -> Milestone | None:
        return next((milestone for milestone in self.milestones if milestone.uid == uid), None)

    def topic_rows(self) -> list[Topic]:
        """Its topics that are in the curriculum, in its own order. One query."""
        rows = {topic.uid: topic for topic in Topic.objects.current().filter(uid__in=self.topics)}
        return [rows[uid] for uid in self.topics if uid in rows]


@cache
def projects() -> Mapping[str, Project]:
    """All projects by slug, by roadmap and then by title. A process reads them once.

    Raises:
        ValueError: a folder is wrong; the text says which file and what.
    """
    found = [_read(path.parent) for path in CATALOG.glob(f"*/*/{HEAD}")]
    return {project.slug: project for project in sorted(found, key=lambda each: (each.roadmap, each.title))}


def _read(folder: Path) -> Project:
    path = folder / HEAD
    lines = path.read_text(encoding="utf-8").split("\n")
    try:
        front = read_front_matter(lines)
        head: dict[str, Any] = front.values
        return Project(
            slug=folder.name,
            uid=head["uid"],
            title=head["title"],
            summary=head["summary"],
            roadmap=head["roadmap"],
            topics=tuple(head["topics"]),
            hours=CountRange(*head["hours"]),
            milestones=tuple(Milestone(**row) for row in head["milestones"]),
            files=tuple(FileSlot(**row | {"suffixes": tuple(row["suffixes"])}) for row in head["files"]),
            rubric=tuple(_rubric_row(row) for row in head["rubric"]),
            brief="\n".join(lines[front.end :]).strip(),
            check_files={
                file.name: file.read_text(encoding="utf-8")
                for file in sorted(folder.iterdir())
                if file.is_file() and file.name != HEAD
            },
        )
    except FrontMatterError as error:
        raise ValueError(f"{path}:{error.line}: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error!r}") from error


def _rubric_row(row: Mapping[str, Any]) -> RubricRow:
    levels = tuple(row["levels"])
    if len(levels) != len(LEVELS):
        raise ValueError(f"a criterion of a rubric has {len(LEVELS)} levels, not {len(levels)}")
    return RubricRow(uid=row["uid"], title=row["title"], levels=levels)
