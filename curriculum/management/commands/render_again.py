"""Render all stored Markdown again, notes and curriculum, after an update that changes the HTML."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from curriculum.actions import render_again


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        report = render_again()
        self.stdout.write(f"{report.changed_count} rendered again, {report.unchanged_count} unchanged.")
        if report.refusals:
            raise CommandError(
                "These can no longer be rendered, so they were not changed:\n" + "\n".join(report.refusals)
            )
