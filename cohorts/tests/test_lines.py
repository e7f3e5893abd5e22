"""Both sides write about a line or a range of lines, with or without JavaScript."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from cohorts.tests.conftest import Submit
from cohorts.tests.threads import begin, remark, remark_fields, write
from cohorts.threads import actions
from cohorts.threads.actions import LAST_LINE, NO_CODE
from cohorts.threads.models import Comment, Thread
from exercises.models import Submission

ClientOf = Callable[[User], Client]

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def thread(ada: User, emmy: User, submit: Submit) -> Thread:
    """About five lines."""
    run = submit(ada)
    run.source = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"
    run.save()
    return begin(ada, ada, "Why?", about=run)


def post(client: Client, thread: Thread, first: object, last: object, text: str = "Here.") -> str:
    form = remark_fields(1, text, first, last)
    return client.post(thread.get_absolute_url(), form, follow=True).text


def test_comments_on_lines_appear_at_the_code_for_both_sides(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    post(client_of(emmy), thread, 2, 3, "It should be 3.")
    post(client_of(ada), thread, 5, "", "And this?")
    for reader in (ada, emmy):
        page = client_of(reader).get(thread.get_absolute_url()).text
        code = page.partition('class="code lines"')[2]
        lines = [code.partition(f'id="line-{number}"')[2].partition('id="line-')[0] for number in range(1, 6)]
        assert ["It should be 3." in line for line in lines] == [False, False, True, False, False]
        assert ["And this?" in line for line in lines] == [False, False, False, False, True]
        assert ['class="marked"' in line for line in lines] == [False, True, True, False, True]
        assert "lines 2–3" in page


@pytest.mark.parametrize(
    ("first", "last", "lines"),
    [("2", "", (2, 2)), ("", "2", (2, 2)), ("4", "2", (2, 4)), ("5", "5", (5, 5))],
)
def test_one_number_is_one_line_and_a_reversed_range_is_sorted(
    emmy: User, thread: Thread, client_of: ClientOf, first: str, last: str, lines: tuple[int, int]
) -> None:
    post(client_of(emmy), thread, first, last)
    assert Comment.objects.get(from_mentor=True).lines == lines


@pytest.mark.parametrize(
    ("first", "last"), [("", ""), ("6", ""), ("1", "6"), ("0", ""), ("-1", "2"), ("x", ""), ("9" * 30, "")]
)
def test_missing_lines_are_rejected_and_the_text_is_kept(
    emmy: User, thread: Thread, client_of: ClientOf, first: str, last: str
) -> None:
    page = post(client_of(emmy), thread, first, last, "A long answer.")
    assert 'class="errorlist"' in page
    assert "A long answer.</textarea>" in page
    assert not Comment.objects.filter(from_mentor=True).exists()


def test_the_error_names_the_last_line(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    assert LAST_LINE.format(5) in post(client_of(emmy), thread, 1, 9)


def test_a_thread_without_code_has_no_lines(ada: User, emmy: User, client_of: ClientOf) -> None:
    thread = begin(ada, ada, "Where do I begin?")
    assert 'name="remark-1-first_line"' not in client_of(emmy).get(thread.get_absolute_url()).text
    assert NO_CODE in post(client_of(emmy), thread, 1, 1)


def test_a_learner_asks_about_a_line(ada: User, emmy: User, submit: Submit, client_of: ClientOf) -> None:
    run = submit(ada)
    client = client_of(ada)
    assert 'name="remark-1-first_line"' in client.get(f"/questions/ask/?run={run.uid}").text
    client.post(f"/questions/ask/?run={run.uid}", remark_fields(1, "Why?", "1"))
    assert Comment.objects.get().lines == (1, 1)


def test_a_restored_comment_keeps_its_lines(emmy: User, thread: Thread) -> None:
    comment = remark(emmy, thread, "Here.", 2, 3)
    token = actions.change_comment(person=emmy, comment=comment, text="", base=comment.version)
    actions.restore_comment(person=emmy, undo_token=token)
    assert Comment.objects.get(from_mentor=True).lines == (2, 3)


def test_the_lines_stay_when_the_text_changes(emmy: User, thread: Thread) -> None:
    comment = remark(emmy, thread, "Here.", 2, 3)
    actions.change_comment(person=emmy, comment=comment, text="There.", base=comment.version)
    assert Comment.objects.get(from_mentor=True).lines == (2, 3)


def test_a_comment_outlives_its_submission(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    remark(emmy, thread, "Here.", 2, 3)
    Submission.objects.all().delete()
    for reader in (ada, emmy):
        assert "lines 2–3" in client_of(reader).get(thread.get_absolute_url()).text


@pytest.mark.parametrize(("first", "last"), [(None, 2), (2, None), (3, 2), (0, 2)])
def test_incomplete_ranges_are_not_stored(emmy: User, thread: Thread, first: int | None, last: int | None) -> None:
    comment = write(emmy, thread, "Here.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(first_line=first, last_line=last)
