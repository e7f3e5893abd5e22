"""A site on which every address has an object."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from accounts.models import User
from cohorts.announcements.actions import announce
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import create_link
from cohorts.joining.models import JoinRequest
from cohorts.marks.models import MarkRow, MarkScheme
from cohorts.rosters.models import Roster, RosterState
from cohorts.saved_replies.actions import add_saved_reply
from cohorts.sections.models import CohortSection
from cohorts.shared_replies.actions import save_shared_reply
from cohorts.shared_replies.models import ReplyTarget
from cohorts.threads.actions import open_thread
from cohorts.threads.models import Comment
from curriculum.models import Criterion, Resource, Subtopic, Topic
from exercises.models import Draft, Exercise, Submission
from exercises.submissions import views as submissions
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.notes.models import Note
from progress.timer.actions import start_timer
from projects.actions import start_work
from projects.catalogue import projects
from tests.worst_case.inputs import (
    NOTE,
    Site,
)


@pytest.fixture
def site(ada: User, emmy: User, roadmap: None, run: Callable[..., Submission], monkeypatch: pytest.MonkeyPatch) -> Site:
    """Ada has one of everything, leads a cohort, and has two submissions whose comparison takes as long as one can."""
    monkeypatch.setattr(submissions, "ANSWER_WITHIN_SECONDS", 0)
    topic, exercise = Topic.objects.get(uid="calculus"), Exercise.objects.get(slug="two-layer-backprop")
    entry = log_study(learner=ada, study=StudyLine(minutes=30, kind="coding", day=ada.today, topic_uid=None))
    repeated = [f"x{n % 200}" for n in range(2_000)], [f"x{n // 2 % 200}" if n % 2 else f"v{n}" for n in range(2_000)]
    run(exercise, ada, source="\n".join(repeated[0]))
    submission = run(exercise, ada, source="\n".join(repeated[1]))
    thread = open_thread(person=ada, learner=ada, cohort=Cohort.objects.get(), about=topic, text="Why?", uid=uuid4())
    start_timer(learner=ada, topic=topic, kind="reading")
    Note.objects.create(learner=ada, topic=topic, text="x" * NOTE)
    Draft.objects.create(exercise=exercise, learner=ada, source=submission.source)
    cohort = Cohort.objects.create(slug="autumn", title="Autumn", started_on="2026-09-07")
    learner = User.objects.create(email="bo@example.org", name="Bo")
    for person, role in ((ada, CohortRole.LEAD), (emmy, CohortRole.MENTOR), (learner, CohortRole.LEARNER)):
        Membership.objects.create(cohort=cohort, user=person, role=role)
    announcement = announce(person=ada, cohort=cohort, title="Hello", text="Hello.", uid=uuid4())
    invitation, _ = create_link(person=ada, cohort=cohort, role=CohortRole.LEARNER, days=14, max_uses=2)
    target = ReplyTarget(exercise=exercise, mistake="sign_flipped")
    reply = save_shared_reply(person=ada, cohort=cohort, target=target, text="Look at it.", base="")
    row = MarkRow.objects.create(scheme=MarkScheme.objects.create(cohort=cohort), exercise=exercise)
    start_work(learner=ada, project=projects()["small-gpt"])
    return Site(
        topic=topic.uid,
        resource=Resource.objects.filter(topics=topic)[0].uid,
        subtopic=Subtopic.objects.filter(topic=topic)[0].uid,
        criterion=Criterion.objects.all()[0].uid,
        exercise=exercise.slug,
        entry=entry.uid,
        submission=submission.uid,
        thread=thread.uid,
        comment=Comment.objects.get().uid,
        cohort=cohort.slug,
        member=emmy.uid,
        learner=learner.uid,
        announcement=announcement.uid,
        invitation=invitation.uid,
        request=JoinRequest.objects.create(cohort=cohort, person=ada, invitation=invitation).uid,
        reply=add_saved_reply(mentor=ada, title="Shapes", text="Print the shapes.").uid,
        shared_reply=reply.uid,
        mark_row=row.uid,
        roster=Roster.objects.create(cohort=cohort, person=ada, content=b"email", state=RosterState.CHECKED).uid,
        section=CohortSection.objects.create(cohort=cohort, name="Class A").uid,
    )
