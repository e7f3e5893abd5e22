from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.example import MISTAKE, SLUG, ship
from exercises.graded_files import grade_catalogue


class Command(BaseCommand):
    help = "Grades the example of the front page in the real sandbox, and writes the run that is shipped."

    def handle(self, *args: Any, **options: Any) -> None:
        attempt = (SLUG, f"mistakes/{MISTAKE}")
        run = grade_catalogue([attempt]).get(attempt)
        if run is None or run["report"]["weak"]:
            raise CommandError("It can't be graded here. `python -m runner doctor` says why, and what to change.")
        ship(run)
        self.stdout.write(f"Shipped: {run['report']['message']}")
