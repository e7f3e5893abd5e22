"""Mentors announce something to a cohort: its members read it, and are notified once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from cohorts.announcements.actions import (
    announce,
    change_announcement,
    queue_announcements,
    restore_announcement,
    withdraw_announcement,
)
from cohorts.announcements.models import Announcement
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.actions import create_link
from lib.errors import RefusedError
from notices.actions import choose
from notices.models import Notice, NoticeKind
from notices.queries import Channels

ClientOf = Callable[[User], Client]
URL = "/cohorts/spring/announcements/"
TITLE, TEXT = "The session moves", "To *Friday*, 10:00."


@pytest.fixture
def announcement(emmy: User, spring: Cohort) -> Announcement:
    return announce(person=emmy, cohort=spring, title=TITLE, text=TEXT, uid=uuid4())


def tell() -> int:
    return queue_announcements()


def notices_of(person: User) -> int:
    return Notice.objects.filter(person=person, kind=NoticeKind.ANNOUNCEMENT).count()


def undo_token_in(page: str) -> str:
    return page.split('name="undo_token" value="')[1].split('"')[0]


def test_only_members_can_read_it(
    announcement: Announcement, ada: User, emmy: User, carl: User, lena: User, client_of: ClientOf
) -> None:
    for member in (ada, emmy, lena):
        assert TITLE in client_of(member).get(URL).text
    assert client_of(carl).get(URL).status_code == 404


def test_learners_have_no_buttons(announcement: Announcement, ada: User, emmy: User, client_of: ClientOf) -> None:
    assert "/withdraw/" in client_of(emmy).get(URL).text
    assert "/withdraw/" not in client_of(ada).get(URL).text
    assert "/announcements/write/" not in client_of(ada).get(URL).text


def test_learners_and_other_cohorts_mentors_cannot_announce(
    ada: User, carl: User, spring: Cohort, client_of: ClientOf
) -> None:
    for person in (ada, carl):
        assert client_of(person).post(f"{URL}write/", {"title": TITLE, "text": TEXT}).status_code == 404
        with pytest.raises(PermissionDenied):
            announce(person=person, cohort=spring, title=TITLE, text=TEXT, uid=uuid4())


def test_a_former_mentor_cannot_change_or_withdraw(announcement: Announcement, emmy: User, spring: Cohort) -> None:
    Membership.objects.filter(user=emmy).delete()
    with pytest.raises(PermissionDenied):
        withdraw_announcement(person=emmy, announcement=announcement)
    with pytest.raises(PermissionDenied):
        change_announcement(person=emmy, announcement=announcement, title="x", text="x", base=announcement.version)


def test_each_member_but_the_writer_is_notified_once(
    announcement: Announcement, ada: User, emmy: User, lena: User
) -> None:
    tell()
    tell()
    assert [notices_of(person) for person in (ada, lena, emmy)] == [1, 1, 0]
    Announcement.objects.update(told_at=None)  # a worker died before it could note the end
    tell()
    assert notices_of(ada) == 1


def test_it_notifies_nobody_who_turned_it_off(announcement: Announcement, ada: User) -> None:
    choose(person=ada, channels={NoticeKind.ANNOUNCEMENT: Channels(page=False, mail=False)})
    tell()
    assert notices_of(ada) == 0


def test_it_is_mailed_to_those_who_chose_it(announcement: Announcement, ada: User, settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://mail"
    choose(person=ada, channels={NoticeKind.ANNOUNCEMENT: Channels(page=True, mail=True)})
    tell()
    assert Notice.objects.get(person=ada).mail == Notice.Mail.DUE


def test_the_preview_publishes_nothing(emmy: User, client_of: ClientOf) -> None:
    page = client_of(emmy).post(f"{URL}write/", {"title": TITLE, "text": TEXT, "preview": "1"}).text
    assert "<em>Friday</em>" in page
    assert f'value="{TITLE}"' in page
    assert not Announcement.objects.exists()


def test_sending_it_twice_publishes_it_once(emmy: User, client_of: ClientOf) -> None:
    client, form = client_of(emmy), {"title": TITLE, "text": TEXT, "uid": str(uuid4())}
    for _ in range(2):
        assert client.post(f"{URL}write/", form).status_code == 302
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize("title", ["", "Click www.evil.test", "Hid\u202eden", "\u200b", "x" * 81])
def test_a_deceptive_title_is_refused_and_the_text_is_not_lost(emmy: User, client_of: ClientOf, title: str) -> None:
    page = client_of(emmy).post(f"{URL}write/", {"title": title, "text": TEXT})
    assert page.status_code == 200
    assert TEXT in page.text
    assert not Announcement.objects.exists()


def test_withdrawn_announcements_count_towards_the_daily_limit(emmy: User, spring: Cohort) -> None:
    for number in range(Announcement.MAX_A_DAY):
        new = announce(person=emmy, cohort=spring, title=f"Number {number}", text=TEXT, uid=uuid4())
        withdraw_announcement(person=emmy, announcement=new)
    with pytest.raises(RefusedError):
        announce(person=emmy, cohort=spring, title="One more", text=TEXT, uid=uuid4())
    Announcement.objects.update(written_at=timezone.now() - timedelta(days=1))
    assert announce(person=emmy, cohort=spring, title="One more", text=TEXT, uid=uuid4())


def test_nobody_announces_in_an_archived_cohort(announcement: Announcement, emmy: User, spring: Cohort) -> None:
    Cohort.objects.update(archived_at=timezone.now())
    with pytest.raises(RefusedError):
        announce(person=emmy, cohort=spring, title="More", text=TEXT, uid=uuid4())
    assert tell() == 0
    assert not Notice.objects.exists()


def test_two_mentors_at_once_see_both_texts(
    announcement: Announcement, emmy: User, lena: User, client_of: ClientOf
) -> None:
    url, base = f"{URL}{announcement.uid}/edit/", announcement.version
    client_of(lena).post(url, {"title": TITLE, "text": "To Monday.", "base": base})
    page = client_of(emmy).post(url, {"title": TITLE, "text": "To Tuesday.", "base": base}).text
    assert "To Monday." in page
    assert "To Tuesday." in page
    assert Announcement.objects.get().text == "To Monday."


@pytest.mark.usefixtures("roadmap")
def test_a_withdrawn_one_is_gone_with_its_notices_until_it_is_restored(
    announcement: Announcement, ada: User, emmy: User, client_of: ClientOf
) -> None:
    tell()
    client = client_of(emmy)
    page = client.post(f"{URL}{announcement.uid}/withdraw/", follow=True).text
    assert notices_of(ada) == 0
    assert TITLE not in client_of(ada).get(URL).text
    assert TITLE not in client_of(ada).get("/").text
    for _ in range(2):
        client.post(f"{URL}restore/", {"undo_token": undo_token_in(page)})
    tell()
    assert notices_of(ada) == 1
    assert TITLE in client_of(ada).get(URL).text


def test_withdrawing_and_restoring_mails_nobody_twice(
    announcement: Announcement, ada: User, emmy: User, spring: Cohort
) -> None:
    tell()
    Notice.objects.update(mail=Notice.Mail.SENT)
    undo_token = withdraw_announcement(person=emmy, announcement=announcement)
    restore_announcement(person=emmy, cohort=spring, undo_token=undo_token)
    tell()
    assert Notice.objects.get(person=ada).mail == Notice.Mail.SENT


def test_an_undo_token_works_only_in_its_own_cohort(announcement: Announcement, emmy: User, spring: Cohort) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=emmy, role=CohortRole.LEAD)
    undo_token = withdraw_announcement(person=emmy, announcement=announcement)
    with pytest.raises(RefusedError):
        restore_announcement(person=emmy, cohort=winter, undo_token=undo_token)


@pytest.mark.usefixtures("roadmap")
def test_learners_see_the_newest_on_their_home_and_on_the_cohort_s_page(
    announcement: Announcement, ada: User, carl: User, client_of: ClientOf
) -> None:
    client = client_of(ada)
    assert TITLE in client.get("/").text
    assert TITLE in client.get("/cohorts/spring/about/").text
    assert TITLE not in client_of(carl).get("/").text
    Announcement.objects.update(written_at=timezone.now() - timedelta(days=30))
    assert TITLE not in client.get("/").text


def test_an_invited_person_does_not_see_it(announcement: Announcement, lena: User, spring: Cohort) -> None:
    _, secret = create_link(person=lena, cohort=spring, role="learner", days=3, max_uses=1)
    page = Client().get(f"/join/{secret}/").text
    assert "Spring" in page
    assert TITLE not in page


def test_it_stays_without_a_name_when_its_writer_deletes_their_account(
    announcement: Announcement, ada: User, emmy: User, client_of: ClientOf
) -> None:
    emmy.delete()
    page = client_of(ada).get(URL).text
    assert TITLE in page
    assert "Emmy" not in page


def test_the_queries_do_not_grow(emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(emmy)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    rows = [Announcement(cohort=spring, writer=emmy, title=f"N {number}", text=TEXT) for number in range(30)]
    Announcement.objects.bulk_create(rows[:1])
    few = count()
    Announcement.objects.bulk_create(rows[1:])
    assert count() == few
