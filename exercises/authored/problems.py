"""Problems in the files of an exercise, each with its file and line. Nothing here runs the author's code."""

import ast
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError

from exercises.lifecycle.folders import Folder, read_exercise_folder
from exercises.lifecycle.loading import CatalogError, content_of, topic_positions
from exercises.models import Exercise
from lib.markdown import MarkdownError, render
from runner.protocol import (
    REQUIREMENTS_FILE,
    Device,
    FrontMatterError,
    RequirementsError,
    exercise_files_problem,
    package_set_name,
    packages_need,
    read_front_matter,
    read_requirements,
    write_exercise_files,
)
from runner.protocol.mistakes import MistakesError, read_mistakes
from runner.protocol.scaffold import MARK

HEAD = "exercise.md"
REQUIRED_FILES = (HEAD, "starter.py", "solution.py", "checks.py")
TOO_DEEP = "This is nested too deeply to be read."
MAX_STARS, MAX_MINUTES = 5, 600
LINE_OF_TOML = re.compile(r" ?\(at line (\d+), column \d+\)")
LINE_OF_MARKDOWN = re.compile(r"Line (\d+)(?:: |, )")
EDIT = re.compile(r"(mistakes\.toml), ([\w-]+): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """What is wrong, and where: ``line`` counts from 1, and 0 stands for the whole file."""

    file: str
    message: str
    line: int = 0
    is_unwritten: bool = False
    """Whether it isn't wrong, but still to write."""

    def __str__(self) -> str:
        position = ", ".join(filter(None, [self.file, f"line {self.line}" if self.line else ""]))
        return f"{position}: {self.message}" if position else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadExercise:
    """An exercise as far as its files can be read. ``content`` is empty if learners couldn't be shown it."""

    problems: list[FileProblem]
    content: Mapping[str, Any]
    uid: str = ""
    digest: str = ""

    @property
    def errors(self) -> list[FileProblem]:
        return [problem for problem in self.problems if not problem.is_unwritten]

    @property
    def marks(self) -> list[FileProblem]:
        """What is still to write."""
        return [problem for problem in self.problems if problem.is_unwritten]


def read_exercise(files: Mapping[str, str], *, section: str, slug: str, coming: Collection[str] = ()) -> ReadExercise:
    """Read the files as the catalogue's folders are read.

    ``coming``: uids of topics and questions that aren't in the curriculum yet, and will be.
    """
    if problem := exercise_files_problem(files):
        return ReadExercise(problems=[FileProblem(file="", message=problem)], content={})
    problems = [*_missing_files(files), *_syntax_errors(files), *_toml_errors(files), *requirements_problems(files)]
    if any(problem.file in (HEAD, "starter.py") for problem in problems):
        return ReadExercise(problems=problems, content={})
    with _folder_of(files, section, slug) as path:
        try:
            folder = read_exercise_folder(path)
        except ValueError as error:
            problems.append(FileProblem(file=HEAD, message=_without_folder(error, path)))
            return ReadExercise(problems=problems, content={})
        prose_problems = [*_head_problems(folder), *_markdown_problems(files)]
        content = {} if prose_problems else _content(_without(folder, coming), prose_problems)
        if not problems:  # all code can be read
            problems += [*_missing_functions(files, folder.spec.entry), *_mistake_problems(path, files)]
        problems += prose_problems
    if content and not problems:
        content = {**content, "needs": [*content["needs"], *_package_needs(files)]}
    problems += _marks(files)
    return ReadExercise(problems=problems, content=content, uid=folder.spec.uid, digest=folder.digest)


@contextmanager
def _folder_of(files: Mapping[str, str], section: str, slug: str) -> Iterator[Path]:
    """A folder with the files for a moment, because the readers of the catalogue take one."""
    with TemporaryDirectory() as root:
        folder = Path(root) / section / slug
        write_exercise_files(files, folder)
        yield folder


def _without_folder(error: Exception, path: Path) -> str:
    return str(error).replace(f"{path / HEAD}: ", "").replace(f"{path.name}/", "")


def _missing_files(files: Mapping[str, str]) -> Iterator[FileProblem]:
    for name in REQUIRED_FILES:
        if not files.get(name, "").strip():
            yield FileProblem(file=name, message="This file is empty, and every exercise needs it.")


def _syntax_errors(files: Mapping[str, str]) -> Iterator[FileProblem]:
    for name, text in files.items():
        if name.endswith(".py"):
            try:
                ast.parse(text)
            except SyntaxError as error:
                yield FileProblem(file=name, line=error.lineno or 0, message=f"This isn’t Python: {error.msg}.")
            except (MemoryError, RecursionError, ValueError):
                yield FileProblem(file=name, message=TOO_DEEP)


def _toml_errors(files: Mapping[str, str]) -> Iterator[FileProblem]:
    try:
        read_front_matter(files.get(HEAD, "").split("\n"))
    except FrontMatterError as error:
        yield FileProblem(file=HEAD, line=error.line, message=_capitalized(LINE_OF_TOML.sub("", str(error))))
    for name, text in files.items():
        if name.endswith(".toml"):
            try:
                tomllib.loads(text)
            except RecursionError:
                yield FileProblem(file=name, message=TOO_DEEP)
            except tomllib.TOMLDecodeError as error:
                match = LINE_OF_TOML.search(str(error))
                message = f"This isn’t TOML: {LINE_OF_TOML.sub('', str(error))}."
                yield FileProblem(file=name, line=int(match[1]) if match else 0, message=message)


def requirements_problems(files: Mapping[str, str]) -> Iterator[FileProblem]:
    """What is wrong with the packages that a course or an exercise of a site declares."""
    try:
        read_requirements(files.get(REQUIREMENTS_FILE, ""))
    except RequirementsError as error:
        yield FileProblem(file=REQUIREMENTS_FILE, line=error.line, message=str(error))


def _package_needs(files: Mapping[str, str]) -> Iterator[str]:
    if requirements := read_requirements(files.get(REQUIREMENTS_FILE, "")):
        yield packages_need(package_set_name(requirements))


def _head_problems(folder: Folder) -> Iterator[FileProblem]:
    """The values that the database or a page couldn't take."""
    spec = folder.spec
    names = ("slug", "section", "title", "summary", "statement", "stars", "minutes")
    row = Exercise(uid=spec.uid, digest=folder.digest, **{name: getattr(spec, name) for name in names})
    row.statement_html, row.starter, row.entry, row.limits = "<p>", folder.starter, list(spec.entry), {"wall_s": 1}
    try:
        row.clean_fields()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield FileProblem(file=HEAD, message=f"{name}: {' '.join(messages)}")
        return
    if not 1 <= spec.stars <= MAX_STARS:
        yield FileProblem(file=HEAD, message=f"stars: Choose 1 to {MAX_STARS}.")
    if not 1 <= spec.minutes <= MAX_MINUTES:
        yield FileProblem(file=HEAD, message=f"minutes: Choose 1 to {MAX_MINUTES}.")
    if spec.device is not Device.CPU or spec.needs:
        yield FileProblem(
            file=HEAD, message="device, needs: An exercise of a site runs on a CPU. Remove these settings."
        )
    for name in spec.entry:
        if not (isinstance(name, str) and name.isidentifier()):
            yield FileProblem(file=HEAD, message=f"entry: {name!r} isn’t a name for a function.")


def _missing_functions(files: Mapping[str, str], entry: Sequence[str]) -> Iterator[FileProblem]:
    """The functions that learners write must be in the starter and in each solution, however they are defined."""
    for name, text in files.items():
        if name in ("starter.py", "solution.py") or name.startswith("alternatives/"):
            names = _names_in(text)
            for function in entry:
                if function not in names:
                    message = f"{function} is missing, which the field Functions names."
                    is_optional = name.startswith("alternatives/")
                    yield FileProblem(file=name, message=f"{message} Or empty this file." if is_optional else message)


def _names_in(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    definitions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return definitions | {node.id for node in nodes if isinstance(node, ast.Name)}


def _markdown_problems(files: Mapping[str, str]) -> Iterator[FileProblem]:
    lines = files[HEAD].split("\n")
    end = read_front_matter(lines).end
    yield from _markdown_errors(HEAD, "\n".join(lines[end:]), end)
    start = 0
    for hint in re.split(r"(?m)^---$", files.get("hints.md", "")):
        yield from _markdown_errors("hints.md", hint, start)
        start += hint.count("\n")


def _markdown_errors(file: str, text: str, start: int) -> Iterator[FileProblem]:
    """The formulas and figures that can't be drawn, in a text that begins after line ``start`` of its file."""
    try:
        render(text)
    except MarkdownError as error:
        for message in str(error).split("\n"):
            match = LINE_OF_MARKDOWN.match(message)
            line = int(match[1]) + start if match else 0
            yield FileProblem(file=file, line=line, message=LINE_OF_MARKDOWN.sub("", message, count=1))


def _content(folder: Folder, problems: list[FileProblem]) -> Mapping[str, Any]:
    try:
        return content_of(folder, topic_positions() if folder.spec.topics else {})
    except CatalogError as error:
        problems.append(FileProblem(file=HEAD, message=_capitalized(_without_folder(error, folder.path))))
        return {}


def _without(folder: Folder, uids: Collection[str]) -> Folder:
    """The folder as if it named none of these topics and questions."""
    spec = folder.spec
    topics = tuple(uid for uid in spec.topics if uid not in uids)
    criteria = tuple(uid for uid in spec.criteria if uid not in uids)
    return replace(folder, spec=replace(spec, topics=topics, criteria=criteria))


def _mistake_problems(folder: Path, files: Mapping[str, str]) -> Iterator[FileProblem]:
    try:
        if not read_mistakes(folder):
            yield FileProblem(file="mistakes.toml", message="Add a mistake that a learner would make.")
    except MistakesError as error:
        for message in str(error).split("\n"):
            text = message.removeprefix(f"{folder.name}/")
            if match := EDIT.match(text):
                line = _line_of_table(files.get(match[1], ""), match[2])
                yield FileProblem(file=match[1], line=line, message=f"{match[2]}: {text[match.end() :]}")
            else:
                yield FileProblem(file="", message=text)


def _line_of_table(text: str, name: str) -> int:
    """Where a table of a TOML file begins; 0 if it's written in another way."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if line.strip() == f"[{name}]"), 0)


def _marks(files: Mapping[str, str]) -> Iterator[FileProblem]:
    """What the author has yet to write."""
    for name, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            if MARK in line:
                what = line.partition(MARK)[2].strip(' |"')
                yield FileProblem(file=name, line=number, message=what or "Write this.", is_unwritten=True)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
