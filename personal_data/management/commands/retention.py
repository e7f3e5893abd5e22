from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from lib.retention import keeps
from personal_data.retention.rules import RULES
from personal_data.term_end.actions import count_due_after_terms, erase_after_terms


class Command(BaseCommand):
    help = "Delete what is older than the site keeps it, as the nightly job does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for rule in RULES:
            if keeps(rule.name):
                self.stdout.write(f"{'kept':>8}  {rule.title}")
                continue
            count = rule.due().count() if dry_run else rule.apply()
            self.stdout.write(f"{count:>8}  {rule.title}, older than {settings.RETENTION_DAYS[rule.name]} days")
        now = timezone.now()
        count = count_due_after_terms(now=now) if dry_run else erase_after_terms(now=now)
        self.stdout.write(f"{count:>8}  accounts whose day after the end of a term has come")
