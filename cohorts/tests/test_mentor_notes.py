"""Only mentors and admins read a note about a learner. It is in the learner's archive."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.mentor_notes import actions
from cohorts.mentor_notes.models import MentorNote
from lib.errors import RefusedError

ClientOf = Callable[[User], Client]
TEXT = "Prefers pictures to formulas."


@pytest.fixture
def note(ada: User, emmy: User, spring: Cohort) -> MentorNote:
    actions.save_mentor_note(person=emmy, learner=ada, cohort=spring, text=TEXT, base="")
    return MentorNote.objects.get()


def url_of(learner: User, slug: str = "spring") -> str:
    return f"/cohorts/{slug}/learners/{learner.uid}/note/"


def undo_token_in(page: str) -> str:
    return page.split('name="undo_token" value="')[1].split('"')[0]


@pytest.mark.usefixtures("roadmap")
def test_the_cohort_s_mentors_and_admins_read_it(
    note: MentorNote, ada: User, emmy: User, lena: User, grace: User, client_of: ClientOf
) -> None:
    for reader in (emmy, lena, grace):
        assert TEXT in client_of(reader).get(f"/cohorts/spring/learners/{ada.uid}/").text


@pytest.mark.usefixtures("roadmap")
def test_nobody_else_can_read_it(note: MentorNote, ada: User, emmy: User, carl: User, client_of: ClientOf) -> None:
    winter = Cohort.objects.create(slug="winter", title="Winter", started_on="2026-01-05")
    Membership.objects.create(cohort=winter, user=carl, role=CohortRole.LEAD)
    Membership.objects.create(cohort=winter, user=ada, role=CohortRole.LEARNER)
    assert TEXT not in client_of(carl).get(f"/cohorts/winter/learners/{ada.uid}/").text
    assert client_of(carl).get(url_of(ada)).status_code == 404
    assert client_of(ada).get(url_of(ada)).status_code == 404
    Membership.objects.filter(user=emmy).delete()
    assert client_of(emmy).get(url_of(ada)).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.save_mentor_note(person=emmy, learner=ada, cohort=note.cohort, text="More", base=note.version)


@pytest.mark.usefixtures("roadmap")
def test_an_admin_who_learns_in_the_cohort_does_not_see_it(note: MentorNote, ada: User, client_of: ClientOf) -> None:
    ada.role = "admin"
    ada.save()
    assert TEXT not in client_of(ada).get(f"/cohorts/spring/learners/{ada.uid}/").text
    assert client_of(ada).get(url_of(ada)).status_code == 404


def test_both_pages_name_its_readers(note: MentorNote, ada: User, emmy: User, client_of: ClientOf) -> None:
    assert "download" in client_of(emmy).get(url_of(ada)).text
    assert "data-notes" in client_of(ada).get("/cohorts/spring/about/").text


def test_two_mentors_at_once_see_both_texts(
    note: MentorNote, ada: User, emmy: User, lena: User, client_of: ClientOf
) -> None:
    base = note.version
    client_of(lena).post(url_of(ada), {"text": "Likes formulas.", "base": base})
    client = client_of(emmy)
    page = client.post(url_of(ada), {"text": "Likes code.", "base": base}).text
    assert "Lena" in page
    assert "Likes formulas." in page
    assert "Likes code." in page
    assert MentorNote.objects.get().text == "Likes formulas."
    client.post(url_of(ada), {"text": "Likes code.", "base": MentorNote.objects.get().version})
    assert MentorNote.objects.get().text == "Likes code."


def test_saving_over_a_deleted_note_shows_a_conflict(
    note: MentorNote, ada: User, emmy: User, client_of: ClientOf
) -> None:
    base = note.version
    note.delete()
    page = client_of(emmy).post(url_of(ada), {"text": "Likes code.", "base": base}).text
    assert "Likes code." in page
    assert not MentorNote.objects.exists()


def test_sending_it_twice_saves_it_once(ada: User, emmy: User, spring: Cohort, client_of: ClientOf) -> None:
    client = client_of(emmy)
    for _ in range(2):
        assert client.post(url_of(ada), {"text": TEXT, "base": ""}).status_code == 302
    assert MentorNote.objects.get().text == TEXT


@pytest.mark.usefixtures("roadmap")
def test_a_deletion_can_be_undone(note: MentorNote, ada: User, emmy: User, client_of: ClientOf) -> None:
    client = client_of(emmy)
    page = client.post(url_of(ada), {"text": "", "base": note.version}, follow=True).text
    assert not MentorNote.objects.exists()
    for _ in range(2):
        client.post(f"{url_of(ada)}restore/", {"undo_token": undo_token_in(page)})
    restored = MentorNote.objects.get()
    assert (restored.text, restored.writer, restored.written_at) == (TEXT, emmy, note.written_at)


@pytest.mark.usefixtures("roadmap")
def test_an_undo_token_works_only_for_its_own_note(
    note: MentorNote, ada: User, emmy: User, carl: User, client_of: ClientOf
) -> None:
    Membership.objects.create(cohort=note.cohort, user=carl, role=CohortRole.LEARNER)
    client = client_of(emmy)
    page = client.post(url_of(ada), {"text": "", "base": note.version}, follow=True).text
    assert client.post(f"{url_of(carl)}restore/", {"undo_token": undo_token_in(page)}).status_code == 403
    assert not MentorNote.objects.exists()


def test_in_an_archived_cohort_it_can_only_be_deleted(note: MentorNote, ada: User, emmy: User, spring: Cohort) -> None:
    spring.archived_at = timezone.now()
    spring.save()
    fields: dict[str, Any] = {"person": emmy, "learner": ada, "cohort": spring}
    with pytest.raises(RefusedError):
        actions.save_mentor_note(**fields, text="More", base=note.version)
    assert actions.save_mentor_note(**fields, text="", base=note.version)
    assert not MentorNote.objects.exists()


def test_html_in_it_is_escaped_and_a_long_text_is_refused(
    ada: User, emmy: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    client.post(url_of(ada), {"text": "<script>alert(1)</script>", "base": ""})
    assert "<script" not in MentorNote.objects.get().html
    page = client.post(url_of(ada), {"text": "x" * (MentorNote.MAX_CHARS + 1), "base": ""})
    assert page.status_code == 200
    assert "x" * (MentorNote.MAX_CHARS + 1) in page.text
