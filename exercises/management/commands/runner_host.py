"""`manage.py runner_host`: what the fleet page does, for scripts on the web's machine."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.fleet.actions import HostRefusedError, add_runner_host, ensure_registrable, set_host_state
from exercises.fleet.queries import STATE_MESSAGES, fleet_page, impact_of, unfinished_work
from exercises.models import RunnerHost, ServiceChange, ServiceState
from lib.errors import RefusedError

STATES = {
    "drain": ServiceState.DRAINED,
    "pause": ServiceState.PAUSED,
    "retire": ServiceState.RETIRED,
    "return": ServiceState.ACTIVE,
}
HELP = {
    "drain": "take no new jobs, and finish what it has",
    "pause": "take its access to the broker away at once",
    "retire": "the same, for a host that isn't coming back",
    "return": "return it to service",
}
POLL_SECONDS = 1.0
HAS_FINISHED = "{} has finished, so you can stop it."
STILL_BUSY = 3  # the exit code; 1 is a refusal, 2 a wrong command line
ROTATION = """\
1. On {host}, make a key beside the old one. The line that this prints holds no secret:
     RUNNER_KEY_FILE=runner.key.new python -m runner identity
2. Save that line here, in a file, and run:
     manage.py runner_host rotate-key {host} --enrolment-file FILE
   It drains the host, waits until its workers have finished, revokes the old key and registers the new one.
3. On {host}, replace runner.key by runner.key.new, and start the workers again."""


class Command(BaseCommand):
    help = "Lists the runner hosts, takes one out of service, returns it, or replaces its key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("list", help="the hosts and their workers, as on the fleet page")
        for action, text in HELP.items():
            one_host = actions.add_parser(action, help=text)
            one_host.add_argument("name", help="the host's name")
            one_host.add_argument("--reason", default="", help="for the history, which admins read")
        drain, rotation = actions.choices["drain"], actions.add_parser("rotate-key", help="replace its key")
        drain.add_argument("--wait", action="store_true", help="until its workers have finished")
        rotation.add_argument("name", help="the host's name")
        rotation.add_argument(
            "--enrolment-file", type=Path, help="the new key's line; without it, what to do is printed"
        )
        for waiting in (drain, rotation):
            waiting.add_argument("--timeout", type=float, default=600, help="seconds to wait (default %(default)s)")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "list":
            self._list()
            return
        host = RunnerHost.objects.filter(name=options["name"]).first()
        if host is None:
            raise CommandError(f"There’s no host called {options['name']}. manage.py runner_host list shows them all.")
        try:
            if action == "rotate-key":
                self._rotate_key(host, options["enrolment_file"], options["timeout"])
            else:
                self._set_state(host, STATES[action], options["reason"] or "From the command line")
        except (HostRefusedError, RefusedError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        if options.get("wait"):
            self._wait(host, options["timeout"])

    def _list(self) -> None:
        page = fleet_page()
        for row in page.hosts:
            self.stdout.write(f"{row.host}: {row.host.state.label}, {', '.join(row.host.queues)}")
            for worker_row in row.workers:
                worker = worker_row.worker
                self.stdout.write(f"  {worker}: {worker_row.state}, {worker.jobs} of {worker.processes} processes busy")
        for host in page.retired_hosts:
            self.stdout.write(f"{host}: {host.state.label}")

    def _set_state(self, host: RunnerHost, state: ServiceState, reason: str) -> None:
        if len(reason) > ServiceChange.MAX_REASON_CHARS:
            raise CommandError(f"The reason has more than {ServiceChange.MAX_REASON_CHARS} characters.")
        impact = [] if state == ServiceState.ACTIVE else impact_of(host)
        set_host_state(person=None, host=host, state=state, reason=reason)
        self.stdout.write(" ".join([STATE_MESSAGES[state].format(subject=host), *impact]))

    def _wait(self, host: RunnerHost, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while work := unfinished_work(host):
            if time.monotonic() > deadline:
                raise CommandError(
                    f"{host} hasn’t finished after {timeout_s:g} s ({', '.join(work)}). It stays drained.",
                    returncode=STILL_BUSY,
                )
            time.sleep(POLL_SECONDS)
        self.stdout.write(HAS_FINISHED.format(host))

    def _rotate_key(self, host: RunnerHost, file: Path | None, timeout_s: float) -> None:
        if file is None:
            self.stdout.write(ROTATION.format(host=host))
            return
        registration = {
            "name": host.name,
            "enrolment": file.read_text(),
            "queues": host.queues,
            "is_lent": host.is_lent,
            "replace_key": True,
        }
        if ensure_registrable(**registration).host == host.host:
            raise CommandError(f"{host} has this key already. Make a new one, as runner_host rotate-key {host} says.")
        was_in_service = host.is_in_service
        if was_in_service:
            self._set_state(host, ServiceState.DRAINED, "To replace its key")
        if host.is_active:
            self._wait(host, timeout_s)
        successor = add_runner_host(**registration)
        if was_in_service:
            set_host_state(person=None, host=successor, state=ServiceState.ACTIVE, reason="Its key was replaced.")
        self.stdout.write(f"{successor} has its new key. Replace the key file there, and start its workers again.")
        if not successor.is_in_service:
            self.stdout.write(f"It is still {successor.state.label}: manage.py runner_host return {successor}")
