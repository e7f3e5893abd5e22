import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Role, User
from authoring.demo import make_draft
from authoring.faults.demo import make_faults
from authoring.regrades.demo import make_regrade
from cohorts.demo import demo_runs, make_demo
from exercises.grading.catalogue_runs import grade_catalogue
from exercises.models import ModeChoice, VerdictChoice
from notices.models import Notice, NoticeKind
from proof.demo import make_evidence

_PASS_COUNT = Count(
    "submissions", filter=Q(submissions__mode=ModeChoice.SUBMIT, submissions__verdict=VerdictChoice.PASSED)
)


class Command(BaseCommand):
    help = "Fills an empty site with a demo: an admin, two mentors and two cohorts with forty learners."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-grade", dest="grade", action="store_false", help="without submissions")

    def handle(self, *args: Any, grade: bool, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("This site already has accounts. The demo needs an empty site.")
        logging.getLogger("exercises.submissions.pubsub").setLevel(logging.ERROR)  # nobody waits for these verdicts
        make_demo(today=timezone.localdate(), reports=grade_catalogue(demo_runs()) if grade else {})
        make_draft()
        make_regrade()
        learners = User.objects.filter(role=Role.LEARNER).order_by("pk")
        if most := learners.annotate(passes=_PASS_COUNT).order_by("-passes", "pk").first():
            make_evidence(most)
        make_faults([*learners[:1], *learners.reverse()[:1]])
        Notice.objects.filter(
            kind=NoticeKind.VERDICT
        ).delete()  # verdicts from weeks ago are not late, only recorded late
