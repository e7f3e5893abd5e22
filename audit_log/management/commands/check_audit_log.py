from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from audit_log.chain import check_chain


class Command(BaseCommand):
    help = "Check that nobody has changed, removed or inserted entries of the audit log afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect", nargs=2, metavar=("NUMBER", "DIGEST"),
            help="a link as the site’s log has it (audit_log.linked)",
        )  # fmt: skip

    def handle(self, *args: Any, expect: list[str] | None, **options: Any) -> None:
        if expect and not expect[0].isdecimal():
            raise CommandError("NUMBER is a whole number, such as 1204.")
        report = check_chain(expected=(int(expect[0]), expect[1]) if expect else None)
        for problem in report.problems:
            self.stderr.write(problem)
        if report.problems:
            raise CommandError(f"{len(report.problems)} problems in {report.count} links.")
        newest = f", newest {report.newest.number} {report.newest.digest}" if report.newest else ""
        self.stdout.write(f"{report.count} links are intact{newest}.")
