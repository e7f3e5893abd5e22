"""A learner with data of every kind."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.api_tokens.actions import create_api_token
from accounts.models import Role, User
from accounts.tests.apps import app_of
from audit_log.actions import record_code_read
from authoring.faults.actions import FaultPage, report_fault
from authoring.faults.models import FaultKind
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.exports.models import CohortExport
from cohorts.groups.models import GroupChange, GroupGrant, GroupRule, GroupSighting, GroupsNotRead
from cohorts.joining.models import Invitation, JoinRequest, expiry
from cohorts.marks.models import MarkException, MarkScheme
from cohorts.mentor_notes.actions import save_mentor_note
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.plan.models import DueWeek
from cohorts.rosters.models import Roster, RosterEntry
from cohorts.saved_replies.models import SavedReply
from cohorts.shared_replies.actions import save_shared_reply
from cohorts.shared_replies.models import ReplyTarget, SharedReply
from cohorts.sign_offs.actions import SignOffEvidence, decide_sign_off, request_sign_off
from cohorts.sign_offs.models import SignOff, SignOffState
from cohorts.sign_offs.queries import sign_off_page
from cohorts.threads.actions import add_comment, open_thread
from curriculum.models import Criterion, Resource, Subtopic, Topic
from exercises.models import CheckResult, EarlierVerdict, Exercise, Submission, VerdictChoice
from exercises.workspace.actions import save_draft
from lti.launches.models import LtiContext, LtiIdentity
from lti.links.models import LtiLink
from lti.members.models import NightlyRoster
from lti.platforms.models import LtiPlatform
from lti.scores.models import LtiScoreOutbox
from notices.actions import choose, notify
from notices.models import NoticeKind, Webhook
from notices.queries import Channels
from personal_data.tests.archives import TODAY
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.commitments.actions import set_commitment
from progress.forecast.changes import save_forecast
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.notes.actions import save_note
from progress.outline.outline import outline_for
from progress.plan.actions import add_pause, open_feed, save_plan
from progress.review.actions import answer_review
from progress.review.models import Recall
from progress.roadmap.actions import choose_roadmap
from progress.timer.actions import start_timer
from progress.topic.actions import mark_subtopic, mark_topic, study_resource
from progress.topic.rules import TopicState
from projects.models import (
    FileCheck,
    MentorDecision,
    MilestoneMark,
    ProjectFile,
    ProjectReview,
    ProjectWork,
    ReviewKind,
)
from proof.actions import publish_page
from proof.models import Badge


@pytest.fixture
def ada_s_work(ada: User, roadmap: None) -> User:
    """At least one row of everything that can be held."""
    topic = Topic.objects.get(uid="neural-networks")
    log_study(
        learner=ada,
        study=StudyLine(minutes=90, kind="coding", day=TODAY, topic_uid="neural-networks", note="backprop at last"),
    )
    start_timer(learner=ada, topic=topic, kind="reading")
    mark_topic(learner=ada, topic=topic, state=TopicState.DOING)
    mark_subtopic(learner=ada, subtopic=Subtopic.objects.filter(topic=topic)[0], state=TopicState.DONE)
    resource = Resource.objects.filter(topics=topic)[0]
    study_resource(learner=ada, resource=resource, topic=topic, is_done=True)
    set_commitment(learner=ada, minutes=300, days=3, today=TODAY)
    save_note(learner=ada, of=topic, text="The *chain rule*: $h'(x)$", base="")
    criterion = Criterion.objects.get(uid="phase-3.debug-model")
    answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.NOT_YET, note="NaNs")
    save_plan(learner=ada, minutes_a_day=60, weekdays=[1, 2], start=TODAY)
    add_pause(learner=ada, first=TODAY, last=TODAY + timedelta(days=3))
    open_feed(learner=ada)
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    submission = Submission.objects.create(
        exercise=exercise, learner=ada, source="def loss_and_gradients(): ...  # → ∂L", state=Submission.State.DONE,
        verdict=VerdictChoice.PASSED, graded_at=timezone.now(), digest="0123456789abcdef", phases={"calls": 3.5},
    )  # fmt: skip
    CheckResult.objects.create(submission=submission, order=0, name="loss", title="The loss", verdict="passed", ms=1)
    EarlierVerdict.objects.create(submission=submission, verdict="failed", graded_at=timezone.now())
    answer_review(learner=ada, of=exercise, recall=Recall.RECALLED)
    save_draft(exercise=exercise, learner=ada, source="def loss_and_gradients(): ...  # a thought", base="")
    choose_roadmap(learner=ada, roadmap=topic.section.roadmap)
    save_forecast(learner=ada, forecast=outline_for(ada).forecast, today=TODAY)
    cohort = Cohort.objects.create(slug="autumn", title="Autumn", started_on=TODAY)
    Membership.objects.create(cohort=cohort, user=ada)
    mentor = User.objects.create(email="max@example.org", name="Max", role=Role.MENTOR)
    Membership.objects.create(cohort=cohort, user=mentor, role=CohortRole.MENTOR)
    invitation = Invitation.objects.create(cohort=cohort, invited_by=ada, expires_at=expiry(days=3))
    JoinRequest.objects.create(cohort=cohort, person=ada, invitation=invitation)
    DueWeek.objects.create(cohort=cohort, member=ada.memberships.get(), topic=topic, week=3)
    roster = Roster.objects.create(cohort=cohort, person=ada, content=b"email")
    RosterEntry.objects.create(roster=roster, number=2, email=ada.email, outcome="member", member=ada.memberships.get())
    CohortExport.objects.create(cohort=cohort, person=ada)
    thread = open_thread(
        person=ada, learner=ada, cohort=Cohort.objects.get(), about=submission, text="Why $\\frac1N$?", uid=uuid4()
    )
    add_comment(person=mentor, thread=thread, text="The mean.", uid=uuid4())
    Announcement.objects.create(cohort=cohort, writer=ada, title="Hello", text="Hello.")  # when she was a mentor
    save_mentor_note(person=mentor, learner=ada, cohort=cohort, text="Prefers *pictures*.", base="")
    scheme = MarkScheme.objects.create(cohort=cohort)
    MarkException.objects.create(scheme=scheme, learner=ada, writer=mentor, extra_days=3, reason="Ill since Monday")
    MarkException.objects.create(scheme=scheme, writer=ada, extra_days=1, reason="A power cut")  # when she was a mentor
    _sign_off(ada, mentor, cohort)
    _project(ada, mentor, cohort)
    SavedReply.objects.create(mentor=ada, title="Shapes", text="Print the shapes, {learner}.")
    ReviewClaim.objects.create(thread=thread, mentor=ada, expires_at=timezone.now() + ReviewClaim.LEASE)
    target = ReplyTarget(exercise=exercise, mistake="sign_flipped")
    Submission.objects.filter(pk=submission.pk).update(mistake=target.mistake, verdict=VerdictChoice.FAILED)
    save_shared_reply(person=mentor, cohort=cohort, target=target, text="Look at the sign.", base="")
    Submission.objects.filter(pk=submission.pk).update(mistake="", verdict=VerdictChoice.PASSED)
    SharedReply.objects.update(author=ada)
    publish_page(learner=ada, name="Ada", is_listed=False, code_of=[exercise.uid])
    Badge.objects.create(
        learner=ada, checkpoint=criterion.checkpoint, name="Ada", criteria=[criterion.uid], token="e.y.J"
    )
    report_fault(person=ada, page=FaultPage(topic=topic), kind=FaultKind.FACT, text="It’s *tanh*.", uid=uuid4())
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    create_api_token(person=ada, name="my calendar", days=90)
    app_of(ada, "read")
    Webhook.objects.create(person=ada, url="https://ada.example.org/").deliveries.create(
        event="submission.graded", body="{}"
    )
    SocialAccount.objects.create(user=ada, provider="https://login.example.org", uid="ada-1")
    record_code_read(
        reader=mentor, learner=ada, exercise=exercise.slug, title=exercise.title, role="mentor", cohort=cohort.slug
    )
    _groups_of(ada)
    _come_from_a_course(ada, exercise)
    NightlyRoster.objects.create(cohort=cohort, person=ada)  # when she was a lead
    UserSession.objects.create(user=ada, ip="192.0.2.7", user_agent="Firefox", session_key="ada-s-session")
    choose(person=ada, channels={NoticeKind.OVERTURNED: Channels(page=True, mail=True)})
    notify(
        person=ada, kind=NoticeKind.OVERTURNED, key="one", sentence="Look again.", link=submission.get_absolute_url()
    )
    return ada


def _groups_of(person: User) -> None:
    """One with a rule, one that gave a membership, and a sign-in that didn't list any."""
    cohort, key = Cohort.objects.earliest("pk"), "https://login.example.org"
    rule = GroupRule.objects.create(provider=key, group="students", cohort=cohort)
    GroupSighting.objects.create(rule=rule, user=person)
    GroupGrant.objects.create(cohort=cohort, user=person, role="learner", provider=key, group="students")
    GroupChange.objects.create(
        cohort=cohort, user=person, kind="joined", role="learner", provider="Example University", group="students"
    )
    GroupsNotRead.objects.create(provider=key, user=person, problem="elsewhere")


def _come_from_a_course(learner: User, exercise: Exercise) -> None:
    platform = LtiPlatform.objects.create(
        name="Moodle", issuer="https://moodle.example.org", client_id="x", login_url="https://moodle.example.org/auth",
        token_url="https://moodle.example.org/token", jwks_url="https://moodle.example.org/jwks",
    )  # fmt: skip
    identity = LtiIdentity.objects.create(platform=platform, subject="17", user=learner)
    course = LtiContext.objects.create(deployment=platform.deployments.create(deployment_id="1"), context_id="2")
    link = LtiLink.objects.create(context=course, link_id="3", exercise=exercise)
    LtiScoreOutbox.objects.create(identity=identity, link=link, given=1.0)


def _project(learner: User, mentor: User, cohort: Cohort) -> None:
    """Handed in, and assessed by the mentor and by a peer."""
    fields = {"project": "count-words", "cohort": cohort, "handed_in_at": timezone.now(), "version": "0123456789abcdef"}
    work = ProjectWork.objects.create(learner=learner, report="I *counted*.", self_levels={"plot": 2}, **fields)
    MilestoneMark.objects.create(work=work, milestone="book")
    content = b"word,count\nthe,12\n"
    ProjectFile.objects.create(
        work=work, slot="counts", name="moby.csv", content=content, size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    FileCheck.objects.create(work=work, files="a", digest="b", queue="cpu-regrade", report={"verdict": "passed"})
    review = {"version": work.version, "levels": {"plot": 3}, "text": "Well drawn.", "submitted_at": timezone.now()}
    ProjectReview.objects.create(
        work=work, kind=ReviewKind.MENTOR, reviewer=mentor, outcome=MentorDecision.APPROVED, **review
    )  # fmt: skip
    ProjectReview.objects.create(work=work, kind=ReviewKind.PEER, reviewer=mentor, **review)


def _sign_off(learner: User, mentor: User, cohort: Cohort) -> SignOff:
    """The mentor approved what the learner wrote and drew."""
    criterion = Criterion.objects.get(uid="phase-4.explain-attention")
    evidence = SignOffEvidence(text="$q^T k$ first", file=("attention.md", b"# Attention\n"))
    sign_off = request_sign_off(person=learner, criterion=criterion, cohort=cohort, evidence=evidence, uid=uuid4())
    base = sign_off_page(sign_off, mentor).version
    decide_sign_off(person=mentor, sign_off=sign_off, outcome=SignOffState.APPROVED, text="Clear.", base=base)
    return sign_off
