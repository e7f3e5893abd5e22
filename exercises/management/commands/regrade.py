from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from exercises.actions import regrade
from exercises.models import Exercise


class Command(BaseCommand):
    help = "Grades passes of an exercise's earlier versions again. New submissions go first, and old verdicts are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exercise", help="the exercise's slug")
        parser.add_argument("--every", action="store_true", help="also passes of the current version")
        parser.add_argument("--dry-run", action="store_true", help="only count them")

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
            f"Regrades have overturned {result.past_failures} pass{pluralize(result.past_failures, 'es')} so far."
        )
