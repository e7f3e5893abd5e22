"""An archive gives the same progress on another site, and touches nobody else's data."""

import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import Role, User
from audit_log.models import AuditEntry
from cohorts.cohort.models import Cohort
from cohorts.threads.models import Comment
from exercises.models import Exercise, Submission
from personal_data.archive import NOT_AN_ARCHIVE, ArchiveError, import_archive
from personal_data.export import DOCUMENT
from personal_data.inventory import rows_of
from personal_data.tests.archives import TODAY, archive_of, document_of, forged
from progress.hours.actions import log_study
from progress.log_line.study_line import StudyLine
from progress.outline.outline import outline_for
from progress.plan.actions import save_plan
from progress.plan.page import plan_page

pytestmark = pytest.mark.django_db


def test_importing_into_an_empty_site_gives_equal_progress(ada_s_work: User) -> None:
    earlier_pages = outline_for(ada_s_work), plan_page(ada_s_work, today=TODAY)
    rows = {(item.model, item.owner): list(queryset.values(*item.fields)) for item, queryset in rows_of(ada_s_work)}
    archive = archive_of(ada_s_work)
    ada_s_work.delete()
    restored = import_archive(archive)
    assert restored.omissions == []
    after = outline_for(restored.person), plan_page(restored.person, today=TODAY)
    assert after[0] == earlier_pages[0]
    assert after[0].facts.answers == earlier_pages[0].facts.answers != {}
    assert (after[1].phases, after[1].weeks, after[1].standing) == (
        earlier_pages[1].phases,
        earlier_pages[1].weeks,
        earlier_pages[1].standing,
    )
    for item, queryset in rows_of(restored.person):
        stays = item.is_restored or item.model is AuditEntry  # an entry outlives the account, with its uid
        assert queryset.count() == len(rows[item.model, item.owner]) * stays, item
    assert "<em>chain rule</em>: <math>" in restored.person.notes.get().html
    asked, answered = restored.person.threads.get().comments.all()
    assert (asked.from_mentor, answered.from_mentor) == (False, True)
    assert "<math>" in asked.html


def test_what_a_mentor_wrote_is_in_their_archive_and_stays_with_the_learner_unnamed(ada_s_work: User) -> None:
    mentor = User.objects.get(email="max@example.org")
    [comment] = [row for row in document_of(mentor)["rows"] if row["model"] == "cohorts.comment"]
    assert comment["fields"]["text"] == "The mean."
    mentor.delete()
    assert ada_s_work.threads.get().comments.last() == Comment.objects.get(text="The mean.", mentor=None)


def test_nobody_becomes_an_admin_by_an_archive(grace: User) -> None:
    assert grace.role == Role.ADMIN
    archive = archive_of(grace)
    grace.delete()
    person = import_archive(archive).person
    assert person.role == Role.LEARNER
    assert not person.is_superuser
    assert not person.has_usable_password()


def test_nobody_becomes_a_mentor_by_an_archive(emmy: User) -> None:
    archive = archive_of(emmy)
    emmy.delete()
    result = import_archive(archive)
    assert any(line.startswith("cohorts.membership: ") for line in result.omissions)
    assert not result.person.memberships.exists()


def test_what_this_site_does_not_know_is_left_out_and_named(ada_s_work: User) -> None:
    archive = archive_of(ada_s_work)
    ada_s_work.delete()
    Cohort.objects.all().delete()
    [line] = import_archive(archive).omissions
    assert line.startswith("cohorts.membership: ")


def test_existing_peoples_rows_stay_theirs(ada_s_work: User, carl: User) -> None:
    """Ada comes back to a site on which her rows' former numbers are Carl's by now."""
    archive = archive_of(ada_s_work)
    ada_s_work.delete()
    for _ in range(3):
        log_study(learner=carl, study=StudyLine(minutes=20, kind="reading", day=TODAY, topic_uid=None))
    save_plan(learner=carl, minutes_a_day=30, weekdays=[3], start=carl.today)
    earlier_rows = {item.model: list(queryset.values(*item.fields)) for item, queryset in rows_of(carl)}
    import_archive(archive)
    assert {item.model: list(queryset.values(*item.fields)) for item, queryset in rows_of(carl)} == earlier_rows


def test_a_forged_archive_cannot_change_other_people(ada_s_work: User, carl: User) -> None:
    submission = Submission.objects.create(exercise=Exercise.objects.all()[0], learner=carl, source="carl's own")

    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["model"] == "progress.studyentry":
                row["fields"]["learner"] = [carl.email]
            if row["model"] == "exercises.submission":
                row["fields"]["uid"] = str(submission.uid)
                row["pk"] = submission.pk

    file = forged(ada_s_work, change)
    ada_s_work.delete()
    restored = import_archive(file)
    assert [line for line in restored.omissions if "someone else" in line]
    assert [line for line in restored.omissions if "already exists" in line]
    assert not carl.study_entries.exists()
    submission.refresh_from_db()
    assert (submission.source, submission.learner) == ("carl's own", carl)


def test_an_archive_confirms_no_address(ada: User, carl: User) -> None:
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True)
    EmailAddress.objects.create(user=ada, email="Emil@example.org", verified=True, primary=True)
    archive = archive_of(ada)
    ada.delete()
    restored = import_archive(archive).person
    rows = set(EmailAddress.objects.filter(user=restored).values_list("email", "verified", "primary"))
    assert rows == {("ada@example.org", False, True), ("emil@example.org", False, False)}


def test_html_in_an_archive_is_not_trusted(ada_s_work: User) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["model"] == "progress.note":
                row["fields"] |= {"text": "<script>", "html": "<script>alert(1)</script>"}

    file = forged(ada_s_work, change)
    ada_s_work.delete()
    assert import_archive(file).person.notes.get().html == "<p>&lt;script&gt;</p>"


@pytest.mark.parametrize("fields", [{}, {"email": "x@example.org"}, {"email": "x@example.org", "time_zone": []}, 5])
def test_an_account_that_cannot_be_read_is_refused(ada: User, fields: Any) -> None:
    with pytest.raises(ArchiveError):
        import_archive(forged(ada, lambda rows: rows[0].update(fields=fields)))
    assert list(User.objects.all()) == [ada]


def test_an_existing_account_is_not_overwritten(ada: User) -> None:
    with pytest.raises(ArchiveError, match=re.escape(ada.email)):
        import_archive(archive_of(ada))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"x" * 1000])
def test_a_file_that_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(ArchiveError, match=NOT_AN_ARCHIVE):
        import_archive(io.BytesIO(content))


def test_an_archive_of_another_version_or_without_a_person_is_refused() -> None:
    for document, message in (
        ({"version": 99}, "version 1"),
        ({"version": 1, "rows": []}, "whose data"),
        ([], "version 1"),
    ):
        file = io.BytesIO()
        with ZipFile(file, "w") as archive:
            archive.writestr(DOCUMENT, json.dumps(document))
        with pytest.raises(ArchiveError, match=message):
            import_archive(file)


def test_the_command_says_why_not(tmp_path: pytest.TempPathFactory) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_learner", f"{tmp_path}/nothing.zip")
