import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from authoring.regrades.forms import RegradeScopeForm
from exercises.models import Exercise, Regrade, RegradeResult
from exercises.regrades.actions import apply_regrade, start_regrade
from exercises.regrades.application import write_regrades
from exercises.regrades.queries import regrade_figures, submissions_in_scope
from lib.errors import RefusedError

POLL_SECONDS = 1.0
OPTIONS = ("verdict", "cohort", "digest", "host", "first_day", "last_day", "torch_before", "reason")


class Command(BaseCommand):
    help = (
        "Grade submissions again without changing them. Review the new verdicts on the site, then apply them there. "
        "Learners' own submissions go first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exercise", nargs="?", default="", help="its slug; without it, all exercises")
        parser.add_argument("--every", action="store_true", help="also what the current version judged")
        parser.add_argument("--verdict", default="passed", choices=("passed", "failed", "all"), help="default: passed")
        parser.add_argument("--since-torch", dest="torch_before", default="", metavar="VERSION",
                            help="what a torch before this version judged")  # fmt: skip
        parser.add_argument("--digest", default="", help="what this exercise version judged (first digits)")
        parser.add_argument("--cohort", default="", help="a cohort's slug")
        parser.add_argument("--host", default="", help="the runner host that signed the verdict")
        parser.add_argument("--from", dest="first_day", default="", metavar="DAY", help="submitted from, YYYY-MM-DD")
        parser.add_argument("--until", dest="last_day", default="", metavar="DAY", help="submitted until, YYYY-MM-DD")
        parser.add_argument("--reason", default="", help="for the list of regrades")
        parser.add_argument("--dry-run", action="store_true", help="count, and send nothing")
        parser.add_argument("--wait", action="store_true", help="wait until all are graded, then list what changes")
        parser.add_argument("--apply", action="store_true", help="wait, then apply it without a review")

    def handle(self, *args: Any, exercise: str, every: bool, dry_run: bool, **options: Any) -> None:
        form = self._form(exercise, every, options)
        if dry_run:
            count = submissions_in_scope(form.scope, form.learners).count()
            self.stdout.write(f"{count} match: {form.scope.label}. Nothing was sent.")
            return
        try:
            data = form.cleaned_data
            regrade = start_regrade(
                person=None, scope=form.scope, learners=form.learners, reason=data["reason"], uid=data["uid"]
            )
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{regrade.results.count()} are being graded again: {form.scope.label}.")
        self.stdout.write(f"Review them at {settings.SITE_ROOT}{regrade.get_absolute_url()}")
        if options["wait"] or options["apply"]:
            self._wait(regrade)
            self._print_outcomes(regrade)
        if options["apply"]:
            self._apply(regrade)

    def _form(self, exercise: str, every: bool, options: dict[str, Any]) -> RegradeScopeForm:
        if exercise and not Exercise.objects.open().filter(slug=exercise).exists():
            raise CommandError(f"There is no exercise {exercise!r}.")
        data = {name: options[name] for name in OPTIONS}
        form = RegradeScopeForm(data | {"exercise": exercise, "is_every": every, "uid": str(uuid.uuid4())})
        if not form.is_valid():
            problems = (f"{name}: {' '.join(map(str, texts))}" for name, texts in form.errors.items())
            raise CommandError("\n".join(problems))
        return form

    def _wait(self, regrade: Regrade) -> None:
        while regrade.state == Regrade.State.DRY_RUN:
            time.sleep(POLL_SECONDS)
            regrade.refresh_from_db()

    def _print_outcomes(self, regrade: Regrade) -> None:
        figures = regrade_figures(regrade)
        for chip in figures.chips:
            self.stdout.write(f"{chip.label}: {chip.count}")
        changes = regrade.results.filter(outcome__in=RegradeResult.CHANGES).select_related("submission__exercise")
        for result in changes.order_by("pk").iterator():
            path = result.submission.get_absolute_url()
            self.stdout.write(f"{path}: {result.old_verdict} → {result.verdict}. {result.sentence}".strip())

    def _apply(self, regrade: Regrade) -> None:
        try:
            apply_regrade(person=None, regrade=regrade)
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        while regrade.state == Regrade.State.APPLYING:
            write_regrades()
            regrade.refresh_from_db()
        self.stdout.write(f"Applied to {regrade_figures(regrade).applied_count} submissions.")
