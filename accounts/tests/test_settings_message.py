"""Saving the settings says what was saved, and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.preferences.views import HOURS_FOLLOW, NOTHING_CHANGED

pytestmark = pytest.mark.django_db
URL = "/account/settings/"


@pytest.fixture
def saved(ada: User, client_of: Callable[[User], Client]) -> Callable[..., str]:
    """What the page says after Ada has saved some settings."""

    def save(**settings: str) -> str:
        form = {"name": ada.name, "background": ada.background, "time_zone": ada.time_zone} | settings
        answer = client_of(ada).post(URL, form, follow=True)
        [message] = answer.context["messages"]
        return str(message)

    return save


def test_a_new_name_is_named_and_hours_are_not(saved: Callable[..., str]) -> None:
    message = saved(name="Ada King")
    assert "“Ada King”" in message
    assert HOURS_FOLLOW not in message


def test_a_new_background_says_that_hours_follow_it(saved: Callable[..., str]) -> None:
    assert saved(background="from_scratch").endswith(HOURS_FOLLOW)


def test_a_new_time_zone_is_named(saved: Callable[..., str]) -> None:
    message = saved(time_zone="Asia/Tokyo")
    assert "Asia/Tokyo" in message
    assert HOURS_FOLLOW not in message


def test_several_at_once_are_all_said(saved: Callable[..., str]) -> None:
    message = saved(name="Ada King", time_zone="Asia/Tokyo", background="from_scratch")
    assert all(text in message for text in ("Ada King", HOURS_FOLLOW, "Asia/Tokyo"))


def test_saving_without_a_change_says_so(saved: Callable[..., str]) -> None:
    assert saved() == NOTHING_CHANGED
