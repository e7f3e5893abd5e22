from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from authoring.courses.reading import FOLDERS, read_course


class Command(BaseCommand):
    """Checks a course's folder by the rules of the page Courses, for its own CI. It fetches and stores nothing."""

    requires_system_checks = ()  # a CI has no site, so nothing of one is missing
    help = "Check the folder of a course: descent.toml, roadmap/ and exercises/. Prints each problem with its line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        reading = read_course(dict(_texts(folder)), is_offline=True)
        for problem in reading.problems:
            self.stdout.write(str(problem))
        if reading.problems:
            n = len(reading.problems)
            raise CommandError(f"{n} problem{'s' if n > 1 else ''}.")
        roadmap = "a roadmap" if reading.roadmap else "no roadmap"
        self.stdout.write(f"“{reading.title}”: {roadmap} and {len(reading.exercises)} exercises, no problem.")


def _texts(folder: Path) -> Any:
    for name in FOLDERS:
        top = folder / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                try:
                    yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    raise CommandError(f"{path.relative_to(folder)} isn’t text in UTF-8.") from None
