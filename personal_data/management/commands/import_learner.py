from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit_log.actions import record
from audit_log.names import AuditAction
from exercises.submissions.highlighting import highlight_missing
from personal_data.archive import ArchiveError, import_archive


class Command(BaseCommand):
    help = "Imports a learner from another Descent site's archive. They can sign in after resetting their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        try:
            with archive.open("rb") as file:
                result = import_archive(file)
        except (ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        record(AuditAction.ACCOUNT_IMPORTED, actor=None, person=result.person)
        highlight_missing()
        for model, count in result.row_counts.items():
            self.stdout.write(f"{count:6} {model}")
        for line in result.omissions:
            self.stderr.write(f"left out: {line}")
        self.stdout.write(f"Imported {result.person}.")
