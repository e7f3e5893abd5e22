"""What comes, and how: page, e-mail, both or neither."""

from collections.abc import Callable

from django.test import Client
from pytest_django import Settings

from accounts.models import User
from notices.models import Kind
from notices.queries import Ways, ways_of

URL = "/notices/choices/"


def test_before_anybody_chooses_the_page_is_on_and_e_mail_is_off(ada: User) -> None:
    assert ways_of(ada) == {
        Kind.VERDICT: Ways(page=True, mail=False),
        Kind.OVERTURNED: Ways(page=True, mail=False),
        Kind.ANSWER: Ways(page=True, mail=False),
        Kind.QUESTION: Ways(page=True, mail=False),
        Kind.WEEK: Ways(page=False, mail=False),
    }


def test_a_learner_chooses(ada: User, client_of: Callable[[User], Client], settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    text = client_of(ada).post(URL, {"verdict_mail": "on", "week_page": "on"}, follow=True).text
    assert "Saved." in text
    assert ways_of(ada) == {
        Kind.VERDICT: Ways(page=False, mail=True),
        Kind.OVERTURNED: Ways(page=False, mail=False),
        Kind.ANSWER: Ways(page=False, mail=False),
        Kind.QUESTION: Ways(page=True, mail=False),  # not asked: it never comes to a learner
        Kind.WEEK: Ways(page=True, mail=False),
    }


def test_only_a_mentor_is_asked_about_learners(ada: User, emmy: User, client_of: Callable[[User], Client]) -> None:
    assert Kind.QUESTION.label not in client_of(ada).get(URL).text
    assert Kind.QUESTION.label in client_of(emmy).get(URL).text


def test_where_no_e_mail_can_be_sent_it_says_so_and_keeps_what_was_chosen(
    ada: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    client = client_of(ada)
    settings.EMAIL_URL = "smtp://mail"
    client.post(URL, {"verdict_page": "on", "verdict_mail": "on"})
    settings.EMAIL_URL = ""
    text = client.get(URL).text
    assert "this site has no way to send e-mail" in text
    assert "by e-mail" not in text
    client.post(URL, {"verdict_page": "on", "week_mail": "on"})
    assert ways_of(ada)[Kind.VERDICT] == Ways(page=True, mail=True)
    assert not ways_of(ada)[Kind.WEEK].mail
