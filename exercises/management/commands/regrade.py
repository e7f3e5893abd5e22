from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from exercises.actions import regrade
from exercises.models import Exercise


class Command(BaseCommand):
    help = "Grade again what passed an exercise's earlier version. Learners' runs go first, and old verdicts are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exercise", help="its slug")
        parser.add_argument("--every", action="store_true", help="also what passed the version of today")
        parser.add_argument("--dry-run", action="store_true", help="count, and send nothing")

    def handle(self, *args: Any, exercise: str, every: bool, dry_run: bool, **options: Any) -> None:
        try:
            row = Exercise.objects.open().get(slug=exercise)
        except Exercise.DoesNotExist:
            raise CommandError(f"There is no exercise {exercise!r}.") from None
        result = regrade(exercise=row, every=every, dry_run=dry_run)
        by = "" if every else ", which another version of it judged,"
        self.stdout.write(
            f"{result.passes} submission{pluralize(result.passes)} passed {row}. {result.to_grade} of them{by}"
            f" {'would be sent' if dry_run else 'were sent'} to be graded again; {result.under_way} already were."
        )
        self.stdout.write(
            f"Regrades have taken back {result.past_failures} pass{pluralize(result.past_failures, 'es')} so far."
        )
