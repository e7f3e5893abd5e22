"""A question that asks something else is open again, and no exercise proves it, unless an admin says otherwise."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from authoring.drafts.actions import edit_draft
from authoring.drafts.operations import add_node
from authoring.drafts.publishing import publish_version_again
from authoring.drafts.queries import DraftContent
from authoring.impact.actions import impact_of, preview_impact
from authoring.impact.notices import send_version_notices
from authoring.impact.questions import QuestionEdit
from authoring.tests.conftest import Edit
from authoring.versions.models import RoadmapVersion
from curriculum.models import Criterion, Roadmap
from exercises.models import Exercise, Submission
from notices.models import Notice, NoticeKind
from progress.checkpoints.actions import answer_criterion
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.page import CriterionLine, checkpoint_page
from progress.checkpoints.rules import Status
from proof.queries import evidence_for

Content = Callable[[], DraftContent]
CHECKPOINT = "phase-3-checkpoint"
CLAIMED, PROVEN = "phase-3.debug-model", "phase-3.backprop-by-hand"
PHONE_BOOK = "Can you recite the phone book?"


@pytest.fixture
def exercise(roadmap: None) -> Exercise:
    """It proves one of the questions."""
    row = Exercise.objects.create(
        uid="tests.chain-rule", slug="chain-rule-by-hand", section="deep-learning", title="The chain rule by hand",
        stars=5, minutes=30, entry=["gradient"], digest="0123456789abcdef",
    )  # fmt: skip
    row.criteria.add(Criterion.objects.get(uid=PROVEN))
    return row


@pytest.fixture
def learner(ada: User, exercise: Exercise, run: Callable[..., Submission]) -> User:
    """Ada is ready for phase 4: one of its questions is proven, and she answered all."""
    for criterion in Criterion.objects.filter(checkpoint__uid=CHECKPOINT):
        answer_criterion(learner=ada, criterion=criterion, answer=CriterionMark.Answer.YES)
    run(exercise, ada)
    return ada


@pytest.fixture
def publish(content: Content, grace: User, client_of: Callable[[User], Client]) -> Callable[..., None]:
    """Publish the draft in the browser, saying what the edits of questions mean."""

    def post(**edits: str) -> None:
        draft = content().draft
        assert draft
        values = {f"question-{uid}": edit for uid, edit in edits.items()}
        url = reverse("authoring:publish", args=[draft.roadmap.uid])
        client_of(grace).post(url, {"state": content().state, "note": "", **values})
        assert not content().changes

    return post


def add_question(admin: User) -> None:
    edit_draft(
        person=admin,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: add_node(
            table, kind="criterion", parent=CHECKPOINT, values={"uid": "phase-3.fly", "text": "Can you fly?"}
        ),
        action="Added",
    )


def lines_of(learner: User) -> dict[str, CriterionLine]:
    page = checkpoint_page(learner, CHECKPOINT)
    assert page
    return {line.criterion.uid: line for line in page.criteria}


def statuses_of(learner: User) -> tuple[Status, Status]:
    lines = lines_of(learner)
    return lines[CLAIMED].status, lines[PROVEN].status


def test_both_hold_before(learner: User) -> None:
    assert statuses_of(learner) == (Status.CLAIMED, Status.PROVEN)


def test_a_question_that_asks_something_else_is_open_and_unproven(
    learner: User, edit: Edit, publish: Callable[..., None]
) -> None:
    edit(CLAIMED, text=PHONE_BOOK)
    edit(PROVEN, text=PHONE_BOOK)
    publish()
    assert statuses_of(learner) == (Status.OPEN, Status.OPEN)
    assert lines_of(learner)[CLAIMED].earlier_answer
    proven = {line.criterion.uid for gate in evidence_for(learner, ()).checkpoints for line in gate.proven}
    assert PROVEN not in proven


def test_an_admin_says_that_the_exercise_still_proves_it(
    learner: User, edit: Edit, publish: Callable[..., None]
) -> None:
    edit(PROVEN, text=PHONE_BOOK)
    publish(**{PROVEN: QuestionEdit.STILL_PROVEN})
    assert lines_of(learner)[PROVEN].status == Status.PROVEN
    assert not CriterionMark.objects.filter(learner=learner, criterion__uid=PROVEN).exists()


def test_a_correction_asks_nobody_again(learner: User, edit: Edit, publish: Callable[..., None]) -> None:
    edit(CLAIMED, text="Can you find out why a model doesn't learn?")
    edit(PROVEN, text="Can you do backprop by hand?")
    publish(**{CLAIMED: QuestionEdit.CORRECTION, PROVEN: QuestionEdit.CORRECTION})
    assert statuses_of(learner) == (Status.CLAIMED, Status.PROVEN)
    send_version_notices()
    assert not Notice.objects.filter(person=learner, kind=NoticeKind.CURRICULUM).exists()


def test_answers_come_back_with_the_question(
    learner: User, grace: User, edit: Edit, publish: Callable[..., None]
) -> None:
    edit(CLAIMED, text=PHONE_BOOK)
    edit(PROVEN, text=PHONE_BOOK)
    publish()
    answer_criterion(learner=learner, criterion=Criterion.objects.get(uid=CLAIMED), answer=CriterionMark.Answer.NOT_YET)
    publish_version_again(person=grace, version=RoadmapVersion.objects.order_by("number")[0])
    assert statuses_of(learner) == (Status.CLAIMED, Status.PROVEN)


def test_the_preview_and_the_notice_say_that_a_checkpoint_opens_again(
    learner: User, grace: User, content: Content, publish: Callable[..., None]
) -> None:
    add_question(grace)
    [row] = impact_of(content().roadmap, after=content().table, now=timezone.now()).rows
    assert len(row.reopened) == 1
    assert row.states[0].before.startswith("Ready: 1 of 3 proven")
    assert row.states[0].after == "1 of 4 proven, 2 claimed, 1 open"
    publish()
    send_version_notices()
    [notice] = Notice.objects.filter(person=learner, kind=NoticeKind.CURRICULUM)
    assert row.reopened[0] in notice.sentence


def test_a_question_added_means_nothing_to_those_who_were_not_ready(
    learner: User, grace: User, content: Content
) -> None:
    CriterionMark.objects.filter(criterion__uid=CLAIMED).delete()
    add_question(grace)
    assert not impact_of(content().roadmap, after=content().table, now=timezone.now()).rows


def test_the_preview_says_that_it_assumes_another_question(
    learner: User, edit: Edit, content: Content, grace: User, client_of: Callable[[User], Client]
) -> None:
    edit(CLAIMED, text=PHONE_BOOK)
    draft = content().draft
    assert draft
    preview_impact(draft=draft)
    page = client_of(grace).get(reverse("authoring:draft_detail", args=[Roadmap.objects.get().uid])).text
    assert 'id="asks-again"' in page
