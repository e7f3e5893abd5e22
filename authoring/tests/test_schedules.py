"""Changes are published at a date and time, once, and only as the admin previewed them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format

from accounts.models import Role, User
from authoring.drafts.actions import discard_draft
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.publishing import EDITED_SINCE, PUBLISHED_SINCE
from authoring.drafts.queries import DraftContent
from authoring.drafts.selections import EVERYTHING, Selection
from authoring.roadmaps.actions import add_roadmap, empty_roadmap
from authoring.schedules.actions import (
    NO_ADMIN,
    REASONS,
    STILL_THERE,
    cancel_publication,
    publish_due,
    schedule_publication,
)
from authoring.schedules.models import ScheduledPublication, ScheduleOutcome
from authoring.tests.conftest import Edit
from authoring.tests.publications import changes_of, publish, state_of
from authoring.tests.test_editor import address
from authoring.versions.models import RoadmapVersion
from curriculum.models import Topic
from lib.errors import RefusedError
from notices.models import Notice, NoticeKind

Content = Callable[[], DraftContent]
TOPIC, OTHER = "linear-algebra", "calculus"


def schedule(
    person: User, selection: Selection = EVERYTHING, *, at: datetime | None = None, note: str = ""
) -> ScheduledPublication:
    return schedule_publication(
        person=person, draft=RoadmapDraft.objects.open().get(), selection=selection, state=state_of(selection),
        note=note, questions={}, publish_at=at or timezone.now() + timedelta(days=1),
    )  # fmt: skip


def let_it_be_due() -> None:
    """As if the moment had passed, also while no worker was there."""
    ScheduledPublication.objects.update(publish_at=timezone.now() - timedelta(hours=3))


def titles() -> tuple[str, str]:
    return Topic.objects.get(uid=TOPIC).title, Topic.objects.get(uid=OTHER).title


def notices_of(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person, kind=NoticeKind.DRAFT).values_list("sentence", flat=True))


def test_it_is_published_when_due_and_not_before(edit: Edit, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    row = schedule(grace, note="A new year")
    publish_due()
    assert titles()[0] == "Linear algebra"
    let_it_be_due()
    publish_due()
    assert titles()[0] == "Linear maps"
    row.refresh_from_db()
    assert row.outcome == ScheduleOutcome.PUBLISHED
    version = RoadmapVersion.objects.latest("number")
    assert (row.version, version.note, version.published_by) == (version, "A new year", grace)


def test_it_is_published_once(edit: Edit, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    schedule(grace)
    let_it_be_due()
    for _ in range(3):
        publish_due()
    assert RoadmapVersion.objects.count() == 2  # with the state before


def test_only_what_was_selected_is_published(edit: Edit, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    schedule(grace, changes_of(grace))
    edit(OTHER, person=alan, title="Half done")
    let_it_be_due()
    publish_due()
    assert titles() == ("Linear maps", "Calculus")


def test_after_another_edit_nothing_is_published_and_all_admins_get_the_reason(
    edit: Edit, content: Content, grace: User, alan: User, ada: User
) -> None:
    edit(TOPIC, title="Linear maps")
    schedule(grace)
    edit(TOPIC, person=alan, title="Matrices")
    let_it_be_due()
    publish_due()
    publish_due()
    assert titles()[0] == "Linear algebra"
    assert content().table[TOPIC].title == "Matrices"
    for admin in (grace, alan):
        [sentence] = notices_of(admin)
        assert REASONS[EDITED_SINCE] in sentence
        assert STILL_THERE in sentence
    assert not notices_of(ada)


def test_after_another_publication_nothing_is_published(edit: Edit, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Limits")
    schedule(grace, changes_of(grace))
    publish(alan, changes_of(alan))
    let_it_be_due()
    publish_due()
    assert titles() == ("Linear algebra", "Limits")
    assert REASONS[PUBLISHED_SINCE] in notices_of(grace)[0]


def test_a_draft_that_was_discarded_is_not_published(edit: Edit, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    row = schedule(grace)
    discard_draft(person=grace, draft=row.draft)
    let_it_be_due()
    publish_due()
    assert titles()[0] == "Linear algebra"
    assert "discarded" in notices_of(grace)[0]
    assert STILL_THERE not in notices_of(grace)[0]


def test_nobody_publishes_who_is_no_admin_any_more(edit: Edit, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    schedule(alan)
    User.objects.filter(pk=alan.pk).update(role=Role.LEARNER)
    let_it_be_due()
    publish_due()
    assert titles()[0] == "Linear algebra"
    assert NO_ADMIN in notices_of(grace)[0]


def test_the_reason_is_on_the_draft_s_page_with_the_note(
    edit: Edit, grace: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    schedule(grace, note="A new year")
    edit(TOPIC, title="Matrices")
    let_it_be_due()
    publish_due()
    page = client_of(grace).get(address("draft_detail"))
    assert REASONS[EDITED_SINCE] in page.text.partition('id="schedule"')[2]
    assert page.context["form"]["note"].value() == "A new year"


def test_the_time_is_that_of_the_admin(edit: Edit, grace: User, client_of: Callable[[User], Client]) -> None:
    User.objects.filter(pk=grace.pk).update(time_zone="America/New_York")
    edit(TOPIC, title="Linear maps")
    client = client_of(grace)
    form = client.get(address("draft_detail")).context["form"]
    assert "America/New York" in form.fields["publish_at"].help_text
    day = (timezone.now() + timedelta(days=3)).date()
    page = client.post(
        address("schedule"), {"state": form["state"].value(), "publish_at": f"{day}T09:30"}, follow=True
    )  # fmt: skip
    local = timezone.localtime(ScheduledPublication.objects.get().publish_at, User.objects.get(pk=grace.pk).zone)
    assert (local.date(), local.hour, local.minute) == (day, 9, 30)
    assert ", 09:30" in page.text.partition('id="schedule"')[2]


@pytest.mark.parametrize("moment", ["", "soon", "2020-01-01T09:00", "2999-01-01T09:00", "2027-13-40T99:99"])
def test_a_moment_that_cannot_be_is_said_and_the_note_stays(
    edit: Edit, grace: User, client_of: Callable[[User], Client], moment: str
) -> None:
    edit(TOPIC, title="Linear maps")
    client = client_of(grace)
    state = client.get(address("draft_detail")).context["form"]["state"].value()
    page = client.post(address("schedule"), {"state": state, "publish_at": moment, "note": "A new year"})
    assert "Nothing was" in page.text
    assert page.context["form"]["note"].value() == "A new year"
    assert not ScheduledPublication.objects.exists()


def test_a_new_time_replaces_the_earlier_one(edit: Edit, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    first, second = schedule(grace), schedule(grace, at=timezone.now() + timedelta(days=2))
    first.refresh_from_db()
    assert first.outcome == ScheduleOutcome.CANCELLED
    assert ScheduledPublication.objects.waiting().get() == second


def test_it_is_cancelled_on_the_page(edit: Edit, grace: User, client_of: Callable[[User], Client]) -> None:
    edit(TOPIC, title="Linear maps")
    row, client = schedule(grace), client_of(grace)
    assert 'id="schedule"' in client.get(address("draft_detail")).text
    client.post(address("cancel_schedule", row.uid))
    assert 'id="schedule"' not in client.get(address("draft_detail")).text
    let_it_be_due()
    publish_due()
    assert titles()[0] == "Linear algebra"
    with pytest.raises(RefusedError):
        cancel_publication(person=grace, schedule=row)


def test_the_list_of_roadmaps_says_when(edit: Edit, grace: User, client_of: Callable[[User], Client]) -> None:
    edit(TOPIC, title="Linear maps")
    moment = timezone.localtime(schedule(grace).publish_at, grace.zone)
    add_roadmap(person=grace, document=empty_roadmap("Second"))
    _, *scheduled = client_of(grace).get(reverse("authoring:roadmap_list")).text.split('#schedule">')
    [link] = scheduled
    assert date_format(moment, "j F Y, H:i") in link.partition("</a>")[0]
