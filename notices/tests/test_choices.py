"""What comes, and how: page, email, both or neither."""

from collections.abc import Callable

from django.test import Client
from pytest_django import Settings

from accounts.models import User
from notices.models import NoticeKind
from notices.queries import Channels, channels_of

URL = "/notices/choices/"


def test_by_default_the_website_is_on_and_email_is_off(ada: User) -> None:
    assert channels_of(ada) == {
        NoticeKind.VERDICT: Channels(page=True, mail=False),
        NoticeKind.OVERTURNED: Channels(page=True, mail=False),
        NoticeKind.ANSWER: Channels(page=True, mail=False),
        NoticeKind.QUESTION: Channels(page=True, mail=False),
        NoticeKind.DIGEST: Channels(page=True, mail=False),
        NoticeKind.ANNOUNCEMENT: Channels(page=True, mail=False),
        NoticeKind.INVITATION: Channels(page=True, mail=False),
        NoticeKind.CURRICULUM: Channels(page=True, mail=False),
        NoticeKind.DRAFT: Channels(page=True, mail=False),
        NoticeKind.FAULT: Channels(page=True, mail=False),
        NoticeKind.CHECKPOINT: Channels(page=True, mail=False),
        NoticeKind.WEBHOOK: Channels(page=True, mail=False),
        NoticeKind.WEEK: Channels(page=False, mail=False),
    }


def test_a_learner_chooses(ada: User, client_of: Callable[[User], Client], settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    text = client_of(ada).post(URL, {"verdict_mail": "on", "week_page": "on"}, follow=True).text
    assert "Saved." in text
    assert channels_of(ada) == {
        NoticeKind.VERDICT: Channels(page=False, mail=True),
        NoticeKind.OVERTURNED: Channels(page=False, mail=False),
        NoticeKind.ANSWER: Channels(page=False, mail=False),
        NoticeKind.QUESTION: Channels(page=True, mail=False),  # only mentors get these, so the form leaves it out
        NoticeKind.DIGEST: Channels(page=True, mail=False),  # nor these
        NoticeKind.ANNOUNCEMENT: Channels(page=False, mail=False),
        NoticeKind.INVITATION: Channels(page=False, mail=False),
        NoticeKind.CURRICULUM: Channels(page=False, mail=False),
        NoticeKind.DRAFT: Channels(page=True, mail=False),  # only admins get these
        NoticeKind.FAULT: Channels(page=False, mail=False),
        NoticeKind.CHECKPOINT: Channels(page=False, mail=False),
        NoticeKind.WEBHOOK: Channels(page=False, mail=False),
        NoticeKind.WEEK: Channels(page=True, mail=False),
    }


def test_without_mail_the_earlier_choice_is_kept(
    ada: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    client = client_of(ada)
    settings.EMAIL_URL = "smtp://mail"
    client.post(URL, {"verdict_page": "on", "verdict_mail": "on"})
    settings.EMAIL_URL = ""
    text = client.get(URL).text
    assert "_mail" not in text
    assert "by email" not in text
    client.post(URL, {"verdict_page": "on", "week_mail": "on"})
    assert channels_of(ada)[NoticeKind.VERDICT] == Channels(page=True, mail=True)
    assert not channels_of(ada)[NoticeKind.WEEK].mail


def test_it_offers_a_mentor_s_notices_to_mentors_only(
    ada: User, emmy: User, client_of: Callable[[User], Client]
) -> None:
    assert 'name="question_page"' in client_of(emmy).get(URL).text
    learner = client_of(ada)
    assert 'name="question_page"' not in learner.get(URL).text
    learner.post(URL, {"verdict_page": "on"})
    assert channels_of(ada)[NoticeKind.QUESTION] == Channels(page=True, mail=False)
