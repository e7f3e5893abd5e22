"""Mentors write, edit and withdraw shared replies."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import User
from cohorts import tasks
from cohorts.cohort.models import Cohort
from cohorts.shared_replies import actions
from cohorts.shared_replies.actions import REPLY_CHANGED, REPLY_WITHDRAWN
from cohorts.shared_replies.models import ReplyTarget, SharedReply
from cohorts.struggles.rules import Period
from cohorts.tests.conftest import Fail, Learner, Submit
from cohorts.tests.shared_replies import HTML, LIST, MARK, TEXT, WRITE, ClientOf, answer, page_of
from exercises.models import Submission
from lib.errors import RefusedError
from notices.models import Notice


def test_withdrawing_hides_it_and_can_be_undone(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run, reply = fail(ada), answer(emmy, spring, target)
    tasks.deliver_shared_replies()
    mentor = client_of(emmy)
    page = mentor.post(f"{LIST}{reply.uid}/withdraw/", follow=True).text
    assert f'action="{LIST}{reply.uid}/restore/"' in page
    assert not Notice.objects.exists()
    assert MARK not in page_of(run, client_of)
    assert mentor.get(reply.get_absolute_url()).status_code == 302
    mentor.post(f"{LIST}{reply.uid}/restore/")
    tasks.deliver_shared_replies()
    assert Notice.objects.get().person == ada
    assert HTML in page_of(run, client_of)


def test_a_withdrawn_reply_that_was_replaced_stays_withdrawn(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    reply = answer(emmy, spring, target)
    actions.withdraw_shared_reply(person=emmy, reply=reply)
    newer = answer(emmy, spring, target, "Newer.")
    client_of(emmy).post(f"{LIST}{reply.uid}/restore/")
    assert [reply_row.pk for reply_row in SharedReply.objects.in_force()] == [newer.pk]


def test_two_mentors_who_edit_at_once_see_both_texts(
    emmy: User, lena: User, ada: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    fail(ada)
    reply = answer(emmy, spring, target)
    url, base = reply.get_absolute_url(), reply.version
    client_of(emmy).post(url, {"text": "Emmy’s version", "base": base})
    page = client_of(lena).post(url, {"text": "Lena’s version", "base": base}).text
    assert REPLY_CHANGED in page
    assert "Emmy’s version" in page
    assert "Lena’s version" in page
    reply.refresh_from_db()
    assert (reply.text, reply.author) == ("Emmy’s version", emmy)
    client_of(lena).post(url, {"text": "Lena’s version", "base": reply.version})
    reply.refresh_from_db()
    assert (reply.text, reply.author) == ("Lena’s version", lena)
    assert reply.changed_at is not None


def test_two_mentors_who_begin_at_once_see_both_texts(
    emmy: User, lena: User, ada: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    fail(ada)
    client_of(emmy).post(WRITE, {"text": "Emmy’s version"})
    page = client_of(lena).post(WRITE, {"text": "Lena’s version"}).text
    assert "Emmy’s version" in page
    assert "Lena’s version" in page
    assert client_of(lena).get(WRITE).headers["Location"] == SharedReply.objects.get().get_absolute_url()


def test_clicking_twice_publishes_once(emmy: User, ada: User, spring: Cohort, fail: Fail, client_of: ClientOf) -> None:
    fail(ada)
    for _ in range(2):
        assert client_of(emmy).post(WRITE, {"text": TEXT}).status_code == 302
    assert SharedReply.objects.count() == 1


def test_an_edit_of_a_reply_that_was_withdrawn_loses_no_text(
    emmy: User, ada: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    reply = answer(emmy, spring, target)
    actions.withdraw_shared_reply(person=emmy, reply=reply)
    page = client_of(emmy).post(reply.get_absolute_url(), {"text": "My long text", "base": reply.version}).text
    assert REPLY_WITHDRAWN in page
    assert "My long text" in page


def test_nobody_posts_in_an_archived_cohort(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run, reply = fail(ada), answer(emmy, spring, target)
    Cohort.objects.update(archived_at=timezone.now())
    tasks.deliver_shared_replies()
    assert not Notice.objects.exists()
    assert HTML in page_of(run, client_of)
    page = client_of(emmy).post(reply.get_absolute_url(), {"text": "Other", "base": reply.version}).text
    assert "Other" in page
    with pytest.raises(RefusedError):
        answer(emmy, spring, ReplyTarget(exercise=target.exercise, mistake="other"))
    actions.withdraw_shared_reply(person=emmy, reply=reply)
    with pytest.raises(RefusedError):
        actions.restore_shared_reply(person=emmy, reply=reply)


def test_the_form_previews_the_text_and_its_readers(
    ada: User, emmy: User, spring: Cohort, fail: Fail, submit: Submit, client_of: ClientOf, new_learner: Learner
) -> None:
    fail(ada)
    submit(ada, "passed")
    fail(new_learner(spring, "Bo"))
    page = client_of(emmy).post(WRITE, {"text": TEXT, "preview": "1"}).text
    assert HTML in page
    assert "<b>2</b> learners so far: 1 hasn’t passed yet, 1 has passed since" in " ".join(page.split())
    assert not SharedReply.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4_001])
def test_a_text_that_cannot_be_published_stays_in_the_form(
    ada: User, emmy: User, spring: Cohort, fail: Fail, client_of: ClientOf, text: str
) -> None:
    fail(ada)
    page = client_of(emmy).post(WRITE, {"text": text}).text
    assert 'role="alert"' in page
    assert not SharedReply.objects.exists()


def test_hostile_text_and_names_are_escaped(
    ada: User, emmy: User, spring: Cohort, fail: Fail, target: ReplyTarget, client_of: ClientOf
) -> None:
    run = fail(ada)
    Submission.objects.update(mistake_message="<script>alert(1)</script>" + "w" * 200)
    Cohort.objects.update(title="<b>Spring")
    answer(emmy, spring, target, "<script>alert(2)</script>")
    for page in (page_of(run, client_of), client_of(emmy).get(LIST).text):
        assert "<script>alert" not in page
        assert "<b>Spring" not in page


def test_it_counts_the_period_of_the_page_that_led_to_it_and_says_who_else_it_reaches(
    ada: User, emmy: User, spring: Cohort, fail: Fail, client_of: ClientOf, new_learner: Learner
) -> None:
    fail(ada)
    Submission.objects.update(created_at=timezone.now() - timedelta(weeks=5))
    fail(new_learner(spring, "Bo"))
    mentor = client_of(emmy)
    struggles = mentor.get("/cohorts/spring/struggles/").text
    [write] = re.findall(r'href="(/cohorts/spring/shared-replies/write/[^"]+)"', struggles)
    assert "1 learner<" in struggles
    page = " ".join(mentor.get(unescape(write)).text.split())
    period = Period.of("").phrase
    assert f"<b>1</b> learner {period}: 1 hasn’t passed yet" in page
    assert '<li id="earlier">1 ' in page
