"""Make the HTML of all stored Markdown anew, notes and curriculum, after an update that changes how it is shown."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from curriculum.actions import render_again


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        report = render_again()
        self.stdout.write(f"{report.changed} rendered anew, {report.unchanged} are as they were.")
        if report.refused:
            raise CommandError("These cannot be shown any more, and are as before:\n" + "\n".join(report.refused))
