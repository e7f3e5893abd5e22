from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from personal_data.archive import ArchiveError, read_archive


class Command(BaseCommand):
    help = "Bring a learner in from the archive that another Descent wrote. They sign in by resetting their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        try:
            with archive.open("rb") as file:
                restored = read_archive(file)
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        for model, count in restored.rows.items():
            self.stdout.write(f"{count:6} {model}")
        for line in restored.left_out:
            self.stderr.write(f"left out: {line}")
        self.stdout.write(f"{restored.person} is here.")
