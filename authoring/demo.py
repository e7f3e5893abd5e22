"""For the demo: a published version and an open draft with a mistake, an exercise that is being written, problem
reports, and a regrade to review.
"""

from dataclasses import replace
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from authoring.courses.models import Course, CourseState
from authoring.drafts.actions import edit_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.operations import add_node, edit_node, move_node
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import draft_content
from authoring.faults.actions import FaultPage, answer_faults, report_fault, send_answer_notices
from authoring.faults.models import FaultKind, FaultReport, FaultState
from authoring.impact.actions import preview_impact
from authoring.reviews.models import DraftReview
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap, Topic
from exercises.authored.drafts import begin_draft
from exercises.models import Exercise, ExerciseDraft, Regrade, RegradeResult, Submission, VerdictChoice
from exercises.regrades.actions import start_regrade
from exercises.regrades.reports import save_result
from exercises.regrades.scope import RegradeScope
from exercises.submissions.report_rows import report_of
from lib.durations import Hours, HoursRange
from runner.protocol import Report, Verdict

PRACTICE = "Differentiate $\\sigma(wx + b)$ by hand, then check it with finite differences"
TYPING_MISTAKE = Hours(HoursRange(1500, 2000), HoursRange(1500, 2000))


def make_exercise_draft() -> ExerciseDraft:
    """Needs the demo's admin."""
    admin = User.objects.filter(role=Role.ADMIN)[0]
    return begin_draft(person=admin, title="Row means", section="mathematics")


def make_draft() -> RoadmapVersion:
    """Needs the demo's admin and a loaded roadmap. Neither version changes anybody's plan."""
    admin, roadmap = User.objects.filter(role=Role.ADMIN)[0], Roadmap.objects.current()[0]
    edit_draft(
        person=admin, roadmap=roadmap, action="Edited “Calculus”", reason="Learners asked for one more exercise",
        operation=lambda table: edit_node(
            table, "calculus", body=table["calculus"].body,
            values={"practice": (*table["calculus"].values["practice"], PRACTICE)},
        ),
    )  # fmt: skip
    draft = RoadmapDraft.objects.open().get(roadmap=roadmap)
    version = publish_draft(
        person=admin, draft=draft, state=draft_content(roadmap).state, note="One more exercise in Calculus"
    )
    edit_draft(
        person=admin, roadmap=roadmap, action="Edited “Optimization theory”", reason="",
        operation=lambda table: edit_node(
            table, "optimization-theory", body=table["optimization-theory"].body, values={"hours": TYPING_MISTAKE}
        ),
    )  # fmt: skip
    edit_draft(
        person=admin, roadmap=roadmap, action="Added “The rank of a matrix”", reason="LoRA needs it",
        operation=lambda table: add_node(
            table, kind="subtopic", parent="linear-algebra", after="linear-algebra.decomposition",
            values={"uid": "linear-algebra.rank", "title": "The rank of a matrix", "stars": 3},
            body="The **rank** of $A$ is the number of linearly independent rows.",
        ),
    )  # fmt: skip
    edit_draft(
        person=admin, roadmap=roadmap, action="Moved “Calculus”", reason="",
        operation=lambda table: move_node(table, "calculus", parent=table["calculus"].parent, place=0),
    )  # fmt: skip
    draft = RoadmapDraft.objects.open().get(roadmap=roadmap)
    preview_impact(draft=draft)
    DraftReview.objects.create(draft=draft, message="Is the new part in the right place?", asked_by=admin)
    return version


def make_faults(reporters: list[User]) -> list[FaultReport]:
    """Two reporters about one topic, and one about an exercise, which is answered. Needs the demo's admin."""
    admin = User.objects.filter(role=Role.ADMIN)[0]
    topic = FaultPage(topic=Topic.objects.select_related("section").get(uid="neural-networks"))
    exercise = FaultPage(exercise=Exercise.objects.get(slug="two-layer-backprop"))
    first, last = reporters[0], reporters[-1]
    texts = [
        (first, topic, FaultKind.LINK, "The link to the lecture notes leads to a page that no longer exists."),
        (last, topic, FaultKind.UNCLEAR, "Why does the second layer have no bias here?"),
        (last, exercise, FaultKind.GRADER, "The statement doesn’t say whether the loss is a sum or a mean."),
    ]
    reports = [
        report_fault(person=who, page=page, kind=kind, text=text, uid=uuid4()) for who, page, kind, text in texts
    ]
    answer_faults(
        person=admin, reports=reports[2:], state=FaultState.FIXED, fixed_in=exercise.version,
        answer="It’s a mean, and the statement says so now.",
    )  # fmt: skip
    send_answer_notices()
    return reports


REGRADE_REASON = "The tolerance was too tight for float32"


@transaction.atomic
def make_regrade() -> Regrade | None:
    """Needs the demo's admin. None where the demo has no submissions that failed."""
    failures = Submission.objects.filter(verdict=VerdictChoice.FAILED, state=Submission.State.DONE, mode="submit")
    newest = failures.order_by("-graded_at").first()
    if newest is None:
        return None
    regrade = start_regrade(
        person=User.objects.filter(role=Role.ADMIN)[0],
        scope=RegradeScope(exercise=newest.exercise.slug, verdict="", is_every=True),
        reason=REGRADE_REASON,
    )
    for result in regrade.results.select_related("submission__exercise").order_by("pk"):
        save_result(result, _regrade_report(result, passes=result.submission == newest), None)
    Regrade.objects.filter(pk=regrade.pk).update(started_at=timezone.now(), state=Regrade.State.READY)
    return regrade


def _regrade_report(result: RegradeResult, *, passes: bool) -> Report:
    """The report that the submission has or, if it ``passes`` now, one in which each check passed."""
    report = report_of(result.submission, list(result.submission.checks.all()))
    report = replace(report, attempt=str(result.attempt), digest=result.submission.exercise.digest)
    if not passes:
        return report
    checks = tuple(replace(check, verdict=Verdict.PASSED, message="", detail={}) for check in report.checks)
    return replace(report, verdict=Verdict.PASSED, message="", mistake=None, checks=checks)


def make_course() -> Course:
    """A course that was fetched and waits for an admin."""
    return Course.objects.create(
        uid="databases", address="https://git.example.org/school/databases.git", title="Databases in Python",
        state=CourseState.FETCHED, fetched_at=timezone.now(), commit="9f2c41d07b",
        changes=["A new roadmap, “Databases in Python”", "New: exercises/relations/hash-join"],
        problems=["exercises/relations/running-total/checks.py, line 12: This isn’t Python: invalid syntax."],
    )  # fmt: skip
