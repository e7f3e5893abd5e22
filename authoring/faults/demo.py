"""Problem reports in each state, for the demo."""

from uuid import uuid4

from accounts.models import Role, User
from authoring.faults.actions import FaultPage, answer_faults, report_fault, send_answer_notices
from authoring.faults.models import FaultKind, FaultReport, FaultState
from curriculum.models import Topic
from exercises.models import Exercise


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
