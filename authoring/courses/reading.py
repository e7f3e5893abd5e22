"""Read the files of a course. Every problem names its file and line, and keeps only its own part out.

::

    descent.toml                      uid = "databases" and title = "Databases in Python"
    roadmap/roadmap.md, …             a content folder, as an export is
    exercises/<section>/<slug>/…      folders as those of the catalogue
    requirements.txt                  packages that its exercises may use, pinned with hashes

Ids are the course's own. On the site, the course's uid stands before them.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from curriculum.documents.document import ContentError, Document
from curriculum.documents.folder import read_folder
from curriculum.outlines.outline import RoadmapOutline
from exercises.authored.heads import read_head
from exercises.authored.problems import FileProblem, read_exercise, requirements_problems
from runner.protocol import (
    REQUIREMENTS_FILE,
    FrontMatterError,
    read_front_matter,
    read_requirements,
    write_requirements,
)

COURSE_FILE = "descent.toml"
FOLDERS = (COURSE_FILE, REQUIREMENTS_FILE, "roadmap", "exercises")
ROADMAP_FILE = "roadmap/roadmap.md"
NOT_EXPORTED = (
    "Markdown of your own has to be read first: import it on a site, export the roadmap, and put the files of the "
    "export into this folder"
)
KEYS = ("uid", "title")
_UID = re.compile(r"[a-z][a-z0-9-]{1,11}")
_MAX_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseExerciseFiles:
    """One exercise of a course, with the uids that it has on the site."""

    uid: str
    slug: str
    section: str
    files: Mapping[str, str]

    @property
    def folder(self) -> str:
        return f"exercises/{self.section}/{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCourse:
    """What could be read of a course. ``roadmap`` is None where it has none, or where that can't be read.

    ``packages``: its requirements in the form that has a digest; empty where it has none.
    """

    uid: str
    title: str
    roadmap: Document | None
    packages: str
    exercises: tuple[CourseExerciseFiles, ...]
    problems: tuple[FileProblem, ...]

    @property
    def uids(self) -> frozenset[str]:
        """Those of the roadmap's nodes."""
        return frozenset(node.uid for _, node in self.roadmap.walk()) if self.roadmap else frozenset()


def read_course(files: Mapping[str, str], *, is_offline: bool = False) -> ReadCourse:
    """Read a course from the texts of its files, by path.

    ``is_offline``: there is no site whose topics and questions its exercises could name, and so no database.
    """
    problems: list[FileProblem] = []
    head = _read_head(files.get(COURSE_FILE), problems)
    roadmap = _read_roadmap(files, head.get("uid", ""), problems)
    packages = _read_packages(files, problems)
    course = ReadCourse(
        uid=head.get("uid", ""), title=head.get("title", ""), roadmap=roadmap, packages=packages or "", exercises=(),
        problems=(),
    )  # fmt: skip
    exercises = tuple(_read_exercises(files, course, problems, is_offline)) if course.uid else ()
    if packages is None:
        exercises = ()  # they would be audited without what they use
    return replace(course, exercises=exercises, problems=tuple(problems))


def _read_head(text: str | None, problems: list[FileProblem]) -> dict[str, str]:
    if text is None:
        message = f"A course begins with this file. Write a line for each of {' and '.join(KEYS)} in it."
        problems.append(FileProblem(file=COURSE_FILE, message=message))
        return {}
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(FileProblem(file=COURSE_FILE, message=f"This isn’t TOML: {error}."))
        return {}
    lines = text.split("\n")
    uid, title = values.get("uid"), values.get("title")
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        message = "uid: 2 to 12 small letters, digits and hyphens, beginning with a letter."
        problems.append(FileProblem(file=COURSE_FILE, line=_line_of(lines, "uid"), message=message))
        return {}
    if not isinstance(title, str) or not 0 < len(title) <= _MAX_TITLE:
        message = f"title: a text of at most {_MAX_TITLE} characters."
        problems.append(FileProblem(file=COURSE_FILE, line=_line_of(lines, "title"), message=message))
        title = uid
    for key in values.keys() - set(KEYS):
        message = f"“{key}” isn’t known. A course has {' and '.join(KEYS)}."
        problems.append(FileProblem(file=COURSE_FILE, line=_line_of(lines, key), message=message))
    return {"uid": uid, "title": title}


def _line_of(lines: list[str], key: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"\s*{re.escape(key)}\s*=", line)), 0)


def _read_roadmap(files: Mapping[str, str], prefix: str, problems: list[FileProblem]) -> Document | None:
    texts = {path: text for path, text in files.items() if path.startswith("roadmap/") and path.endswith(".md")}
    if not texts:
        return None
    with TemporaryDirectory() as root:
        _write(texts, Path(root))
        try:
            document = read_folder(Path(root, "roadmap"))
        except ContentError as error:
            message = str(error).replace(f"{root}/", "")
            file, _, rest = message.partition(":")
            line, _, complaint = rest.partition(": ")
            number = int(line) if line.isdigit() else 0
            if file == ROADMAP_FILE and number == 1:
                complaint += f". {NOT_EXPORTED}"
            problems.append(FileProblem(file=file, line=number, message=complaint.strip() if number else rest.strip()))
            return None
    outline = RoadmapOutline(document=document, readings=(), not_understood=(), has_own_uids=False)
    return outline.with_prefix(prefix).document.with_values(uid=prefix) if prefix else document


def _read_packages(files: Mapping[str, str], problems: list[FileProblem]) -> str | None:
    """None: they can't be read."""
    if faults := list(requirements_problems(files)):
        problems += faults
        return None
    return write_requirements(read_requirements(files.get(REQUIREMENTS_FILE, "")))


def _write(texts: Mapping[str, str], root: Path) -> None:
    for path, text in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _read_exercises(
    files: Mapping[str, str], course: ReadCourse, problems: list[FileProblem], is_offline: bool
) -> Iterator[CourseExerciseFiles]:
    """Those that can be read. Two with one uid are both left out, and named."""
    folders: dict[PurePosixPath, dict[str, str]] = defaultdict(dict)
    for path, text in files.items():
        parts = PurePosixPath(path).parts
        if parts[0] == "exercises" and len(parts) > 3:
            folders[PurePosixPath(*parts[:3])]["/".join(parts[3:])] = text
        elif parts[0] == "exercises":
            message = "Only folders are read here: exercises/SECTION/NAME/. Move it, or take it out."
            problems.append(FileProblem(file=path, message=message))
    owners: dict[str, list[PurePosixPath]] = defaultdict(list)
    found: dict[PurePosixPath, CourseExerciseFiles] = {}
    for folder, texts in sorted(folders.items()):
        exercise = _read_exercise(folder, texts, course, problems, is_offline)
        if exercise:
            found[folder] = exercise
            owners[exercise.uid].append(folder)
    for folder, exercise in found.items():
        if twins := [str(other) for other in owners[exercise.uid] if other != folder]:
            own = exercise.uid.removeprefix(f"{course.uid}.")
            message = f"The uid “{own}” is also that of {twins[0]}. Give a copied exercise a uid of its own."
            problems.append(FileProblem(file=f"{folder}/exercise.md", message=message))
        else:
            yield exercise


def _read_exercise(
    folder: PurePosixPath, texts: dict[str, str], course: ReadCourse, problems: list[FileProblem], is_offline: bool
) -> CourseExerciseFiles | None:
    section, slug = folder.parts[1:]
    if REQUIREMENTS_FILE in texts:
        message = f"Packages are the whole course’s. Declare them in {REQUIREMENTS_FILE} beside {COURSE_FILE}."
        problems.append(FileProblem(file=f"{folder}/{REQUIREMENTS_FILE}", message=message))
        return None
    own = _with_uids_of_the_site(texts, course)
    if course.packages:
        own[REQUIREMENTS_FILE] = course.packages  # so that a change of them is another version, with its own audit
    coming = course.uids | (_named_uids(own) if is_offline else frozenset())
    reading = read_exercise(own, section=section, slug=slug, coming=coming)
    if is_offline and (unknown := sorted(_named_uids(own) - course.uids)):
        message = f"The course’s roadmap has no topic and no question “{unknown[0]}”."
        problems.append(FileProblem(file=f"{folder}/exercise.md", message=message))
    problems += [replace(problem, file=f"{folder}/{problem.file}".rstrip("/")) for problem in reading.problems]
    if reading.problems:
        return None
    return CourseExerciseFiles(uid=reading.uid, slug=slug, section=section, files=own)


def _named_uids(texts: Mapping[str, str]) -> frozenset[str]:
    """The topics and questions that an exercise names."""
    try:
        fields = read_head(texts.get("exercise.md", "")).fields
    except FrontMatterError:
        return frozenset()
    return frozenset((*fields["topics"], *fields["criteria"]))


def _with_uids_of_the_site(texts: Mapping[str, str], course: ReadCourse) -> dict[str, str]:
    """The files with the course's uid before the exercise's, and before those of the course's own topics.

    Only the head's values change, so that lines keep their numbers.
    """
    lines = texts.get("exercise.md", "").split("\n")
    try:
        end = read_front_matter(lines).end
    except FrontMatterError:
        return dict(texts)  # whoever reads it next says what is wrong

    def on_site(quoted: re.Match[str]) -> str:
        uid = f"{course.uid}.{quoted[2]}"
        return f"{quoted[1]}{uid}{quoted[1]}" if uid in course.uids else quoted[0]

    head = [
        re.sub(r"""(["'])""", rf"\g<1>{course.uid}.", line, count=1)
        if re.match(r"uid\s*=", line)
        else re.sub(r"""(["'])([\w.-]+)\1""", on_site, line)
        for line in lines[:end]
    ]
    return {**texts, "exercise.md": "\n".join([*head, *lines[end:]])}
