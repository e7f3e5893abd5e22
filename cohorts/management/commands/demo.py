import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from cohorts.demo import PEOPLE, make_demo
from exercises.graded_files import grade_catalogue


class Command(BaseCommand):
    help = "Fills an empty site with a demo cohort: an admin, a mentor and twelve learners with weeks of history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-grade", dest="grade", action="store_false", help="without submissions")

    def handle(self, *args: Any, grade: bool, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("There are people on this site already. The demo is for an empty one.")
        logging.getLogger("exercises.news").setLevel(logging.ERROR)  # nobody waits for these verdicts
        wanted = [attempt for person in PEOPLE for attempt in person.tries]
        make_demo(today=timezone.localdate(), reports=grade_catalogue(wanted) if grade else {})
