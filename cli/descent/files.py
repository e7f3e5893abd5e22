"""Which exercise a file is for, and what is in it."""

import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from descent import places
from descent.errors import UsageError

MAX_SOURCE_BYTES = 2**20  # the site's own limit is lower, and its message says so
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
NOTHING_HERE = "There’s no exercise in this folder. Run descent start SLUG, or name a file."
NO_FILE = "There’s no file {path}."
EXISTS = "{path} is there already. Rename or delete it first, or choose another name with --file."
WHICH_EXERCISE = "{path} isn’t from descent start, and its name is no exercise’s. Name it with --exercise SLUG."


@dataclass(frozen=True)
class Started:
    """What a file was started for. Empty if it wasn't."""

    slug: str = ""
    site: str = ""


def write_starter(path: Path, *, started: Started, source: str) -> None:
    """Never overwrites a file."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(source)
    except FileExistsError as error:
        raise UsageError(EXISTS.format(path=path)) from error
    except OSError as error:
        raise UsageError(f"{path} can’t be written: {error.strerror}.") from error
    known = places.read_json(places.exercises_file())
    places.write_json(places.exercises_file(), known | {str(path.resolve()): asdict(started)})


def write_beside(path: Path, text: str) -> Path:
    """Write a text in Markdown beside a program. A file that is there already stays as it is."""
    beside = path.with_suffix(".md")
    with suppress(FileExistsError), beside.open("x", encoding="utf-8") as file:
        file.write(f"{text}\n")
    return beside


def choose_file(name: str) -> Path:
    """The named file. Without a name, the one changed last among this folder's exercises."""
    if name:
        return Path(name)
    here = Path.cwd()
    paths = (Path(path) for path in places.read_json(places.exercises_file()))
    files = [path for path in paths if path.parent == here and path.is_file()]
    if not files:
        raise UsageError(NOTHING_HERE)
    return Path(max(files, key=lambda path: path.stat().st_mtime).name)


def started_for(path: Path) -> Started:
    recorded = places.read_json(places.exercises_file()).get(str(path.resolve()), {})
    return Started(**recorded) if isinstance(recorded, dict) else Started()


def slug_of(path: Path, choice: str) -> str:
    """The exercise that was given, or that the file was started for, or that the file is named after."""
    slug = choice or started_for(path).slug or path.stem
    if not SLUG.fullmatch(slug):
        raise UsageError(WHICH_EXERCISE.format(path=path))
    return slug


def read_source(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE_BYTES + 1)
    except FileNotFoundError as error:
        raise UsageError(NO_FILE.format(path=path)) from error
    except OSError as error:
        raise UsageError(f"{path} can’t be read: {error.strerror}.") from error
    if len(data) > MAX_SOURCE_BYTES:
        raise UsageError(f"{path} is larger than 1 MB. Submit only the exercise’s code.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} isn’t UTF-8 text. Save it as UTF-8.") from error
