"""`manage.py up`: the whole of Descent on one machine, under one supervisor. `make run` ends here."""

import logging
import os
import signal
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from config.operations import devserver
from config.operations.supervisor import ProcessEnd, SiteSupervisor
from exercises.fleet.heartbeats import record_local_worker

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # a closed terminal is a Ctrl-C, too
STOP_S = 6.0  # for all processes together: the web gives the pages that wait for a verdict 5 s
TEND_EVERY_S = 0.1


def port_number(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(f"{text!r} isn’t a port. Choose a number from 1024 to 65535.")


class Command(BaseCommand):
    help = "Starts Valkey, the web, the workers and the runner, and prints where to sign in."
    requires_system_checks = ()
    is_stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=settings.PORT, help="(default $PORT or 8000)")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty site")

    def handle(self, *args: Any, port: int, no_demo: bool, **options: Any) -> None:
        if str(port) != settings.PORT:  # links, badges and invitations name it, also those that are made here
            os.execve(  # noqa: S606 - this program again
                sys.executable, [sys.executable, *sys.argv], os.environ | {"PORT": str(port)}
            )
        for number in STOP_SIGNALS:
            signal.signal(number, self.interrupt)
        try:
            with devserver.lock(settings.VAR):
                devserver.ensure_port_is_free(port)
                devserver.end_leftover_valkey(settings.VALKEY_SOCKET)
                self.keep_logs_off_the_terminal()
                problem = self.prepare(with_demo=not no_demo)
                self.supervise(devserver.supervisor(port, can_grade=problem is None), port, problem)
        except KeyboardInterrupt:
            self.say("Stopped.")
        except devserver.CannotStartError as error:
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(
                f"Descent can’t write to {settings.VAR}, or can’t use its database: {error}. Is the disk full?"
            ) from error

    def interrupt(self, *_: Any) -> None:
        """Stop whatever is going on. Where a library swallows the exception, the loop ends all the same."""
        self.is_stopping = True
        raise KeyboardInterrupt

    def keep_logs_off_the_terminal(self) -> None:
        """Write what this process logs to a file beside the other logs."""
        logs = settings.VAR / "log"
        logs.mkdir(exist_ok=True)
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream((logs / "up.log").open("w"))

    def prepare(self, *, with_demo: bool) -> str | None:
        """Bring the database to the code's version. Return why nothing can be graded here, if that is so.

        Every step does nothing when there is nothing to do.
        """
        with self.step("Testing the sandbox: it tries to break out of its own cells"):
            problem = devserver.sandbox_problem()
        with self.step("Updating the database"):
            call_command("migrate", verbosity=0, interactive=False, skip_checks=False)  # a database that is too old
        with self.step("Loading the roadmap"):
            call_command("load_curriculum", verbosity=0)
        with self.step("Loading the exercises"):
            call_command("load_exercises", verbosity=0)
        if with_demo and not User.objects.exists():
            # The broker isn't running yet. The periodic tasks deliver what the demo can't enqueue.
            with self.step("Creating a demo: an admin, two mentors and two cohorts with forty learners, and grading"):
                call_command("demo", grade=problem is None)
        devserver.register_runner()
        if problem:
            record_local_worker(data=devserver.unfit_runner(problem))
        return problem

    def supervise(self, supervisor: SiteSupervisor, port: int, problem: str | None) -> None:
        """Keep the processes running until Ctrl-C, and say when they answer and when one has ended."""
        self.say("Starting")
        waiting = dict.fromkeys(supervisor.commands, timezone.now())
        is_ready = False
        try:
            while not self.is_stopping:
                for end in supervisor.tend():
                    self.report_end(end)
                    waiting[end.name] = timezone.now()
                with suppress(DatabaseError):  # such as a full disk: ask again
                    self.report_answering(supervisor, port, waiting)
                    if not (is_ready or waiting):
                        self.report_ready(port, problem)
                        is_ready = True
                time.sleep(TEND_EVERY_S)
        finally:
            self.stop(supervisor)

    def report_answering(self, supervisor: SiteSupervisor, port: int, waiting: dict[str, datetime]) -> None:
        """Take those that do their work off the list."""
        for name, since in list(waiting.items()):
            if supervisor.is_up(name) and devserver.answers(name, port, since):
                self.say(f"  ✓ {name}: {devserver.PURPOSES[name]}")
                del waiting[name]

    def report_end(self, end: ProcessEnd) -> None:
        cause = f"signal {-end.status}" if end.status < 0 else f"status {end.status}"
        self.say(
            f"\n{end.name} ended ({cause}) and starts again in {end.restart_s:.0f} s. "
            f"Its log: {settings.VAR / 'log' / end.name}.log"
        )

    def report_ready(self, port: int, problem: str | None) -> None:
        if problem:
            self.say(f"\nExercises cannot be graded here: {problem}")
        elif find_spec("triton") is None:
            self.say("\nExercises about GPU kernels can't be graded before you install Triton, as README.md shows.")
        self.say(f"\nDescent is ready at http://127.0.0.1:{port}/")
        self.say(devserver.sign_ins())
        self.say("Ctrl-C stops everything.")

    def stop(self, supervisor: SiteSupervisor) -> None:
        """End everything, the broker last: the others use it until then."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.say("\nStopping")
        supervisor.end(*(name for name in supervisor.commands if name != "valkey"), patience_s=STOP_S)
        supervisor.end("valkey", patience_s=STOP_S)

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Say what happens, and then how long it took."""
        begin = time.monotonic()
        self.say(f"{label} …", ending="")
        try:
            yield
        except BaseException:
            self.say("")
            raise
        self.say(f" {time.monotonic() - begin:.0f} s")

    def say(self, text: str, ending: str = "\n") -> None:
        with suppress(OSError):  # the terminal may be gone
            self.stdout.write(text, ending=ending)
            self.stdout.flush()
