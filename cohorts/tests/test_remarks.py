"""A message has remarks on several lines, which are written on one page and sent together."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cohorts.tests.conftest import Submit
from cohorts.tests.threads import begin, remark, remark_fields, write
from cohorts.threads import actions
from cohorts.threads.actions import ANSWERED_MEANWHILE, LAST_LINE, MAX_COMMENTS, MAX_REMARKS, TOO_MANY_COMMENTS
from cohorts.threads.forms import EMPTY, NO_LINE
from cohorts.threads.models import Comment, Rating, Thread
from cohorts.threads.rules import Remark
from exercises.models import Submission
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

ClientOf = Callable[[User], Client]
THREE = remark_fields(1, "A mean.", 2) | remark_fields(2, "No loop.", 4, 5) | remark_fields(3, "Rename it.", 1)

pytestmark = pytest.mark.usefixtures("roadmap")


@pytest.fixture
def thread(ada: User, emmy: User, submit: Submit) -> Thread:
    """About five lines."""
    run = submit(ada)
    run.source = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"
    run.save()
    return begin(ada, ada, "Why?", about=run)


def answers(thread: Thread) -> list[tuple[str, tuple[int, int] | None]]:
    return [(comment.text, comment.lines) for comment in thread.comments.filter(from_mentor=True)]


def open_remarks(page: str) -> int:
    """How many remarks the page shows."""
    return len(re.findall(r'<fieldset class="stack remark-form" data-remark>', page))


# ---------------------------------------------------------------- sending


def test_several_remarks_and_a_text_are_sent_together(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    client_of(emmy).post(thread.get_absolute_url(), {"text": "Nearly."} | THREE)
    assert answers(thread) == [
        ("Nearly.", None), ("Rename it.", (1, 1)), ("A mean.", (2, 2)), ("No loop.", (4, 5)),
    ]  # fmt: skip
    assert len(set(thread.comments.filter(from_mentor=True).values_list("written_at"))) == 1
    page = client_of(ada).get(thread.get_absolute_url())
    assert [len(message.comments) for message in page.context["page"].messages] == [1, 4]
    code = page.text.partition('class="code lines"')[2]
    lines = [code.partition(f'id="line-{number}"')[2].partition('id="line-')[0] for number in range(1, 6)]
    for text, at in (("Rename it.", 1), ("A mean.", 2), ("No loop.", 5)):
        assert [number for number, line in enumerate(lines, start=1) if text in line] == [at]


def test_remarks_need_no_text_and_a_text_no_remarks(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    client.post(thread.get_absolute_url(), {"text": " "} | THREE)
    assert len(answers(thread)) == 3
    page = client.post(thread.get_absolute_url(), {"text": ""} | remark_fields(1, " ", 3)).text
    assert EMPTY in page
    assert len(answers(thread)) == 3


def test_the_learner_gets_one_notice(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client_of(emmy).post(thread.get_absolute_url(), {"text": "Nearly."} | THREE)
    [notice] = Notice.objects.filter(person=ada, kind=NoticeKind.ANSWER)
    assert len(notice.safe_items) == 1
    write(emmy, thread, "One more thing.")
    notice.refresh_from_db()
    assert len(notice.safe_items) == 2


def test_the_notice_stays_until_the_last_of_them_is_deleted(ada: User, emmy: User, thread: Thread) -> None:
    remarks = [Remark(text=text, lines=(line, line)) for line, text in enumerate("abc", start=1)]
    actions.add_comment(person=emmy, thread=thread, text="", uid=uuid4(), remarks=remarks)
    for left in (2, 1, 0):
        comment = thread.comments.filter(from_mentor=True)[0]
        actions.change_comment(person=emmy, comment=comment, text="", base=comment.version)
        assert Notice.objects.filter(person=ada, kind=NoticeKind.ANSWER).count() == bool(left)


def test_a_second_click_sends_them_once(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    form = {"text": "Nearly.", "uid": str(uuid4())} | THREE
    for _ in range(2):
        client_of(emmy).post(thread.get_absolute_url(), form)
    assert len(answers(thread)) == 4
    client_of(emmy).post(thread.get_absolute_url(), form | remark_fields(1, "A mean, not a sum.", 2))
    assert [text for text, _ in answers(thread)][4:] == ["A mean, not a sum."]


def test_a_question_has_remarks_too(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    assert thread.submission
    address = f"/questions/ask/?run={thread.submission.uid}"
    page = client_of(ada).get(address).text
    assert 'id="line-5"' in page
    form = {"text": "", "uid": str(uuid4())} | remark_fields(1, "Why 2?", 2) | remark_fields(2, "Why 3?", 3)
    for _ in range(2):
        client_of(ada).post(address, form)
    [other] = Thread.objects.exclude(pk=thread.pk)
    assert [comment.lines for comment in other.comments.all()] == [(2, 2), (3, 3)]


# ---------------------------------------------------------------- what is refused


def test_a_stale_answer_is_refused_and_keeps_all_its_texts(
    emmy: User, lena: User, thread: Thread, client_of: ClientOf
) -> None:
    seen = str(thread.comments.get().uid)
    write(emmy, thread, "With the shapes.")
    form = {"text": "Nearly.", "seen": seen} | THREE
    page = client_of(lena).post(thread.get_absolute_url(), form).text
    assert ANSWERED_MEANWHILE.format("Emmy") in page
    for text in ("Nearly.", "A mean.", "No loop.", "Rename it."):
        assert f"{text}</textarea>" in page
    assert open_remarks(page) == 3
    assert thread.comments.count() == 2


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (remark_fields(3, "Where?", ""), NO_LINE),
        (remark_fields(3, "Here.", 9), LAST_LINE.format(5)),
        (remark_fields(3, "x" * (Comment.MAX_CHARS + 1), 1), "errorlist"),
    ],
)
def test_one_bad_remark_sends_none_and_loses_none(
    emmy: User, thread: Thread, client_of: ClientOf, fields: dict[str, object], error: str
) -> None:
    page = client_of(emmy).post(thread.get_absolute_url(), {"text": "Nearly."} | THREE | fields).text
    assert error in page
    assert "A mean.</textarea>" in page
    assert not answers(thread)


def test_their_number_is_bounded(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    remarks = [Remark(text=str(number), lines=(1, 1)) for number in range(MAX_REMARKS + 1)]
    with pytest.raises(RefusedError):
        actions.add_comment(person=emmy, thread=thread, text="", uid=uuid4(), remarks=remarks)
    fields = [remark_fields(number, str(number), 1) for number in range(1, MAX_REMARKS + 3)]
    client_of(emmy).post(thread.get_absolute_url(), {name: value for row in fields for name, value in row.items()})
    assert len(answers(thread)) == MAX_REMARKS


def test_a_thread_that_has_no_room_for_all_takes_none(ada: User, emmy: User, thread: Thread) -> None:
    rows = [Comment(thread=thread, from_mentor=False, text=str(number)) for number in range(MAX_COMMENTS - 2)]
    Comment.objects.bulk_create(rows)
    remarks = [Remark(text=text, lines=(1, 1)) for text in "ab"]
    with pytest.raises(RefusedError, match=re.escape(TOO_MANY_COMMENTS)):
        actions.add_comment(person=emmy, thread=thread, text="", uid=uuid4(), remarks=remarks)
    assert thread.comments.count() == MAX_COMMENTS - 1


# ---------------------------------------------------------------- without JavaScript


def test_a_button_opens_one_more_remark_and_keeps_what_is_typed(
    emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    client, url = client_of(emmy), thread.get_absolute_url()
    assert open_remarks(client.get(url).text) == 1
    page = client.post(url, {"text": "Nearly.", "add": ""} | remark_fields(1, "A mean.", 2)).text
    assert open_remarks(page) == 2
    assert "Nearly.</textarea>" in page
    assert "A mean.</textarea>" in page
    assert not answers(thread)


def test_a_preview_shows_each_of_them(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    page = client_of(emmy).post(thread.get_absolute_url(), {"text": "*Nearly*.", "preview": "1"} | THREE)
    previews = page.context["previews"]
    assert [lines for lines, _ in previews] == ["", "line 1", "line 2", "lines 4–5"]
    assert "<em>Nearly</em>" in page.text
    assert not answers(thread)


# ---------------------------------------------------------------- replying


def test_each_side_replies_at_the_line(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    remark(emmy, thread, "A mean.", 2, 3)
    client, url = client_of(ada), thread.get_absolute_url()
    [lines] = re.findall(r'form="write" name="add" value="([^"]+)"', client.get(url).text)
    page = client.post(url, {"text": "Thanks.", "add": lines})
    [reply] = page.context["form"].open_forms
    assert reply.lines == (2, 3)
    client.post(url, {"text": "Thanks."} | remark_fields(1, "Over which axis?", 2, 3))
    code = client_of(emmy).get(url).text.partition('id="line-3"')[2].partition('id="line-4"')[0]
    assert code.index("A mean.") < code.index("Over which axis?")


@pytest.mark.parametrize("lines", ["x", "0-1", "1", "1-", "9" * 400, "1-2-3", "-"])
def test_made_up_lines_open_nothing_odd(emmy: User, thread: Thread, client_of: ClientOf, lines: str) -> None:
    page = client_of(emmy).post(thread.get_absolute_url(), {"text": "Nearly.", "add": lines})
    assert page.status_code == 200
    assert not any(form.is_used for form in page.context["form"].remark_forms)


def test_the_learner_says_of_each_remark_whether_it_helped(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    first, second = remark(emmy, thread, "A mean.", 2), remark(emmy, thread, "No loop.", 4)
    answer = client_of(ada).post(f"/questions/comments/{second.uid}/rate/", {"rating": Rating.HELPFUL})
    assert answer["Location"].endswith(f"#comment-{second.uid}")
    assert f'id="comment-{second.uid}"' in client_of(ada).get(thread.get_absolute_url()).text
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.rating, second.rating) == ("", Rating.HELPFUL)


def test_all_of_them_can_be_edited_until_somebody_else_writes(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    client.post(thread.get_absolute_url(), {"text": "Nearly."} | THREE)
    comments = list(thread.comments.filter(from_mentor=True))
    page = client.get(thread.get_absolute_url()).text
    assert all(f"/questions/comments/{comment.uid}/" in page for comment in comments)
    actions.change_comment(person=emmy, comment=comments[1], text="Rename.", base=comments[1].version)
    write(ada, thread, "Thanks!")
    for comment in thread.comments.filter(from_mentor=True):
        with pytest.raises(RefusedError):
            actions.change_comment(person=emmy, comment=comment, text="", base=comment.version)


def test_a_deleted_remark_comes_back_to_its_message(emmy: User, thread: Thread, client_of: ClientOf) -> None:
    client = client_of(emmy)
    client.post(thread.get_absolute_url(), {"text": "Nearly."} | THREE)
    comment = thread.comments.get(text="A mean.")
    token = actions.change_comment(person=emmy, comment=comment, text="", base=comment.version)
    actions.restore_comment(person=emmy, undo_token=token)
    messages = client.get(thread.get_absolute_url()).context["page"].messages
    assert [len(message.comments) for message in messages] == [1, 4]
    assert [len(notice.safe_items) for notice in Notice.objects.filter(kind=NoticeKind.ANSWER)] == [1]


# ---------------------------------------------------------------- reading


def test_a_remark_is_read_in_the_thread_where_its_line_is_not_shown(
    ada: User, emmy: User, thread: Thread, client_of: ClientOf
) -> None:
    remark(emmy, thread, "A mean.", 2)
    Submission.objects.all().delete()
    page = client_of(ada).get(thread.get_absolute_url()).text
    assert f'id="comment-{thread.comments.latest("pk").uid}"' in page
    assert "line 2" in page


def test_the_queries_do_not_grow_with_the_remarks(ada: User, emmy: User, thread: Thread, client_of: ClientOf) -> None:
    remark(emmy, thread, "A mean.", 2)
    counts = []
    for person in (ada, emmy):
        client = client_of(person)
        client.get(thread.get_absolute_url())
        with CaptureQueriesContext(connection) as few:
            client.get(thread.get_absolute_url())
        counts.append((client, len(few)))
    for _ in range(5):
        remark(emmy, thread, "And here.", 3)
    for client, few_queries in counts:
        with CaptureQueriesContext(connection) as many:
            client.get(thread.get_absolute_url())
        assert len(many) == few_queries


def test_scripts_send_and_read_them(ada: User, emmy: User, thread: Thread, api_of: ClientOf) -> None:
    path, remarks = f"/api/v1/threads/{thread.uid}/", [{"text": "A mean.", "first_line": 2}]
    body = {"remarks": [*remarks, {"text": "No loop.", "first_line": 5, "last_line": 4}]}
    created = api_of(emmy).post(f"{path}comments/", body, "application/json")
    assert created.status_code == 201
    rows = api_of(ada).get(path).json()["comments"]
    assert [(row["text"], row["first_line"], row["last_line"], row["rating"]) for row in rows[1:]] == [
        ("A mean.", 2, 2, ""), ("No loop.", 4, 5, ""),
    ]  # fmt: skip
    bad: tuple[dict[str, object], ...] = (
        {}, {"remarks": []}, {"remarks": remarks * (MAX_REMARKS + 1)}, {"remarks": [{"text": "No line."}]},
        {"remarks": [{"text": " ", "first_line": 1}]}, {"remarks": [{"text": "x", "first_line": 9}]},
    )  # fmt: skip
    for wrong in bad:
        assert api_of(emmy).post(f"{path}comments/", wrong, "application/json").status_code == 400
    assert thread.comments.count() == 3
