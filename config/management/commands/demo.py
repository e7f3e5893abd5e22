import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Role, User
from authoring.demo import make_course, make_draft, make_exercise_draft, make_faults, make_regrade
from cohorts.demo import demo_runs, make_demo
from exercises.grading.catalogue_runs import grade_catalogue
from exercises.models import ModeChoice, Submission, VerdictChoice
from notices.models import Notice, NoticeKind
from projects.demo import make_projects
from proof.actions import issue_badge, publish_page
from proof.models import EvidencePage
from proof.queries import evidence_for

EXERCISES_WITH_CODE = 2


def make_evidence(learner: User) -> EvidencePage:
    """A listed page that shows the code of two passes, with the badges that the learner's passes allow."""
    passes = Submission.objects.passes().filter(learner=learner).order_by("exercise__order", "pk")
    uids = list(dict.fromkeys(passes.values_list("exercise__uid", flat=True)))
    page = publish_page(learner=learner, name=learner.name, is_listed=True, code_of=uids[:EXERCISES_WITH_CODE])
    for gate in evidence_for(learner, ()).checkpoints:
        if gate.may_have_badge:
            issue_badge(learner=learner, checkpoint=gate.checkpoint.uid)
    return page


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
        make_projects(today=timezone.localdate(), grade=grade)
        make_draft()
        make_exercise_draft()
        make_regrade()
        learners = User.objects.filter(role=Role.LEARNER).order_by("pk")
        most = learners.annotate(passes=_PASS_COUNT).order_by("-passes", "pk")[:1]
        for learner in {*learners[:1], *most}:
            make_evidence(learner)
        make_course()
        make_faults([*learners[:1], *learners.reverse()[:1]])
        Notice.objects.filter(
            kind=NoticeKind.VERDICT
        ).delete()  # verdicts from weeks ago are not late, only recorded late
