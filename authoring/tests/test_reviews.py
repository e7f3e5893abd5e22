"""One admin asks another to look at changes before they're published, and gets an answer about what was seen."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from authoring.drafts.publishing import UNREVIEWED
from authoring.drafts.queries import DraftContent
from authoring.drafts.selections import EVERYTHING, Selection
from authoring.reviews.actions import EDITED_SINCE, MAX_UNANSWERED, REMARK_MISSING, answer_review, ask_for_review
from authoring.reviews.models import DraftReview
from authoring.tests.conftest import Edit
from authoring.tests.publications import changes_of, course, publish
from authoring.tests.test_editor import address
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

Content = Callable[[], DraftContent]
TOPIC, OTHER = "linear-algebra", "calculus"
MESSAGE = "Is the new title right?"


def ask(person: User, reviewer: User | None = None, selection: Selection = EVERYTHING) -> DraftReview:
    return ask_for_review(
        person=person, roadmap=course(), selection=selection, message=MESSAGE, reviewer=reviewer
    )  # fmt: skip


def answer(person: User, review: DraftReview, content: DraftContent, remark: str = "") -> None:
    answer_review(
        person=person, review=review, changes_digest=content.changes_digest, is_right=not remark, remark=remark
    )
    review.refresh_from_db()


def notices_of(person: User) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind=NoticeKind.DRAFT).order_by("pk"))


def test_whoever_is_asked_gets_a_notice_sees_the_changes_and_answers(
    edit: Edit, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    asked = client_of(grace).post(address("ask_review"), {"message": MESSAGE, "reviewer": str(alan.uid)}, follow=True)
    assert "Asked Alan" in asked.text
    [notice] = notices_of(alan)
    assert MESSAGE in notice.sentence
    client = client_of(alan)
    page = client.get(notice.link)
    assert "Linear maps" in page.text
    assert not Notice.objects.filter(person=alan).unread()
    form = {"changes": page.context["form"]["changes"].value(), "remark": "Good words.", "answer": "right"}
    client.post(notice.link, form)
    [told] = notices_of(grace)
    assert "looks right" in told.sentence or "look right" in told.sentence
    page = client_of(grace).get(address("draft_detail"))
    assert "Alan: looks right" in page.text
    assert "data-outdated" not in page.text


def test_anybody_is_asked_but_the_one_who_asks(edit: Edit, content: Content, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    review = ask(grace)
    assert notices_of(alan)
    assert not notices_of(grace)
    with pytest.raises(PermissionDenied):
        answer(grace, review, content())
    answer(alan, review, content(), remark="Keep the old title.")
    assert (review.answered_by, review.is_right, review.remark) == (alan, False, "Keep the old title.")


def test_an_edit_after_the_answer_is_said_beside_it(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    review = ask(grace)
    answer(alan, review, content())
    edit(TOPIC, title="Matrices")
    client = client_of(grace)
    assert "data-outdated" in client.get(address("draft_detail")).text
    assert 'id="outdated"' in client.get(address("review_detail", review.uid)).text


def test_an_answer_about_an_older_state_is_not_taken_and_the_remark_stays(
    edit: Edit, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    review = ask(grace)
    client, url = client_of(alan), address("review_detail", review.uid)
    form = {"changes": client.get(url).context["form"]["changes"].value(), "remark": "Too long", "answer": "right"}
    edit(TOPIC, title="Matrices")
    page = client.post(url, form)
    assert EDITED_SINCE in page.text
    assert "Too long" in page.text
    assert "Matrices" in page.text
    review.refresh_from_db()
    assert review.answered_at is None


def test_a_remark_needs_words(edit: Edit, content: Content, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    review = ask(grace)
    with pytest.raises(RefusedError, match=REMARK_MISSING):
        answer_review(
            person=alan, review=review, changes_digest=content().changes_digest, is_right=False, remark=""
        )  # fmt: skip


def test_what_others_change_leaves_the_review_of_a_selection_valid(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    review = ask(grace, selection=changes_of(grace))
    page = client_of(alan).get(address("review_detail", review.uid))
    edit(OTHER, person=alan, title="Limits")
    answer(alan, review, page.context["page"].content)
    version = publish(grace, changes_of(grace))
    review.refresh_from_db()
    assert (review.version, review.is_outdated) == (version, False)


def test_the_history_says_who_reviewed_a_version_and_whether_it_was_edited_since(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    answer(alan, ask(grace), content())
    publish(grace)
    assert "reviewed by Alan</a>" in client_of(grace).get(address("history")).text
    edit(TOPIC, title="Matrices")
    answer(alan, ask(grace), content())
    edit(TOPIC, title="Linear algebra")
    edit(OTHER, title="Limits")
    publish(grace)
    assert "reviewed by Alan, before later edits</a>" in client_of(grace).get(address("history")).text


def test_where_a_review_is_required_one_s_own_is_not_enough(
    edit: Edit, content: Content, grace: User, alan: User, settings: Settings
) -> None:
    settings.PUBLISHING_NEEDS_REVIEW = True
    edit(TOPIC, title="Linear maps")
    with pytest.raises(RefusedError, match="another admin"):
        publish(grace)
    answer(alan, ask(grace), content())
    with pytest.raises(RefusedError, match="another admin"):
        publish(alan)
    edit(TOPIC, title="Matrices")
    with pytest.raises(RefusedError) as refusal:
        publish(grace)
    assert str(refusal.value) == UNREVIEWED
    answer(alan, ask(grace), content())
    publish(grace)


def test_what_cannot_be_asked_is_said(edit: Edit, grace: User, ada: User, client_of: Callable[[User], Client]) -> None:
    with pytest.raises(RefusedError, match="nothing to review"):
        ask(grace)
    edit(TOPIC, title="Linear maps")
    with pytest.raises(RefusedError, match="no other admin"):
        ask(grace)
    with pytest.raises(PermissionDenied):
        ask(ada)
    page = client_of(grace).post(address("ask_review"), {"message": ""})
    assert page.context["ask_form"].errors["message"]


def test_open_requests_are_limited(edit: Edit, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    for _ in range(MAX_UNANSWERED):
        ask(grace)
    with pytest.raises(RefusedError, match="no answer yet"):
        ask(grace)
