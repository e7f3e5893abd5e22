from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exercises.fleet.actions import HostRefusedError, add_runner_host
from exercises.fleet.broker import acl_line
from exercises.fleet.queues import QUEUES


class Command(BaseCommand):
    help = "Registers a runner host, so that it can use the broker and its reports are recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="its name")
        line = parser.add_mutually_exclusive_group(required=True)
        line.add_argument("--enrolment", help="the line that `python -m runner identity` prints on the host")
        line.add_argument("--enrolment-file", type=Path, help="a file with this line")
        parser.add_argument("--queues", nargs="+", required=True, help=", ".join(QUEUES))
        one_in = round(1 / settings.LENT_REGRADE_SHARE)
        help_lent = f"one in {one_in} of its passes is graded again on our own"
        parser.add_argument("--lent", dest="is_lent", action="store_true", help=help_lent)
        help_replace = "if a host of this name has another key, revoke that key and continue with this one"
        parser.add_argument("--replace-key", action="store_true", help=help_replace)

    def handle(
        self, *args: Any, name: str, queues: list[str], is_lent: bool, replace_key: bool, **options: Any
    ) -> None:
        try:
            line = options["enrolment"] or options["enrolment_file"].read_text()
            host = add_runner_host(name=name, enrolment=line, queues=queues, is_lent=is_lent, replace_key=replace_key)
        except (HostRefusedError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{host} ({host.get_trust_display()}) is registered for {', '.join(host.queues)}.")
        self.stdout.write(
            "If the web may manage the broker's users, it creates this one. Otherwise, add this line to the ACL file:"
        )
        self.stdout.write(acl_line(host))
