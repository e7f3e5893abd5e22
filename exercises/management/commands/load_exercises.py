from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exercises.lifecycle.loading import CatalogError, load_exercises


class Command(BaseCommand):
    help = "Updates the exercises in the database from their folders: new, changed and removed ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("catalog", nargs="*", type=Path, default=settings.EXERCISE_CATALOGS)

    def handle(self, *args: Any, catalog: Sequence[Path], verbosity: int, **options: Any) -> None:
        try:
            changes = load_exercises(*catalog)
        except CatalogError as error:
            raise CommandError(str(error)) from error
        for clash in changes.clashes:
            self.stderr.write(clash)
        if verbosity:
            for word, slugs in (
                ("new", changes.additions),
                ("changed", changes.updates),
                ("retired", changes.retirements),
                ("to audit", changes.audits_due),
            ):
                for slug in slugs:
                    self.stdout.write(f"{word:8} {slug}")
            self.stdout.write(f"{len(changes.matches)} exercises unchanged.")
            if changes.not_here:
                self.stdout.write(f"{len(changes.not_here)} left out: no roadmap of this site has their topics.")
