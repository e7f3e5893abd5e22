from typing import Any

from django.core.management import BaseCommand

from exercises.submissions.highlighting import highlight_missing


class Command(BaseCommand):
    help = "Highlights and digests the source of older submissions. Run it after an upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{highlight_missing()} sources highlighted.")
