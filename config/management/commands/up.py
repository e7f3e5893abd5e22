"""`manage.py up`: the whole of Descent on one machine, under one supervisor. `make run` ends here."""

import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from config import devserver
from exercises.actions import record_local_worker


class Command(BaseCommand):
    help = "Starts Valkey, the web, the workers and the runner, and prints where to sign in."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--no-demo", action="store_true", help="start with an empty site")

    def handle(self, *args: Any, port: int, no_demo: bool, **options: Any) -> None:
        try:
            lock = devserver.lock(settings.VAR)
            devserver.ensure_port_is_free(port)
            devserver.end_leftover_valkey(settings.VALKEY_SOCKET)
        except devserver.CannotStartError as problem:
            raise CommandError(str(problem)) from problem
        with lock:
            sandbox = devserver.sandbox_problem()
            self.prepare(with_demo=not no_demo, can_grade=sandbox is None)
            self.register_runner()
            if sandbox:
                record_local_worker(data=devserver.unfit_runner(sandbox))
            sys.exit(self.supervise(port, sandbox))

    def prepare(self, *, with_demo: bool, can_grade: bool) -> None:
        """Bring the database to the code's version. Every step does nothing when there is nothing to do."""
        call_command("migrate", verbosity=0, interactive=False, skip_checks=False)  # a database that is too old
        call_command("load_curriculum", verbosity=0)
        call_command("load_exercises", verbosity=0)
        if with_demo and not User.objects.exists():
            self.say("Creating a demo: an admin, two mentors and two cohorts with forty learners.")
            # The broker isn't running yet. The periodic tasks deliver what the demo can't enqueue.
            logging.getLogger("cohorts.actions").setLevel(logging.ERROR)
            logging.getLogger("exercises.actions").setLevel(logging.WARNING)  # a line for each demo submission
            call_command("demo", grade=can_grade)

    def register_runner(self) -> None:
        try:
            devserver.register_runner()
        except devserver.CannotStartError as problem:
            raise CommandError(str(problem)) from problem

    def supervise(self, port: int, sandbox: str | None) -> int:
        manager = devserver.manager(port, can_grade=sandbox is None)
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))  # a closed terminal ends it too
        names = ["valkey", "web", "worker"] + (["runner"] if sandbox is None else [])
        threading.Thread(target=self.announce, args=(port, sandbox, names), daemon=True).start()
        manager.loop()
        for name in devserver.exited_processes(manager):
            self.say(f"\n{name} stopped unexpectedly. The end of its log, {settings.VAR / 'log' / name}.log:")
            self.say(devserver.tail(name))
        return manager.returncode if manager.returncode not in (130, 143) else 0

    def announce(self, port: int, sandbox: str | None, names: list[str]) -> None:
        since = timezone.now()
        for name in names:
            if not devserver.wait_until_it_answers(name, port, since):
                log = settings.VAR / "log" / f"{name}.log"
                self.say(f"{name} didn't start within {devserver.PATIENCE_S} s. See {log}")
                os.kill(os.getpid(), signal.SIGTERM)
                return
            self.say(f"  ✓ {name}")
        if sandbox:
            self.say(f"\nExercises cannot be graded here: {sandbox}")
        self.say(f"\nDescent is ready at http://127.0.0.1:{port}/")
        self.say(devserver.sign_ins())
        self.say("Ctrl-C stops everything.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
