"""Several admins edit one draft: both edits count where they can, and each publishes without waiting for the other."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from authoring.drafts.actions import edit_draft
from authoring.drafts.aside import set_aside, take_up
from authoring.drafts.models import RoadmapDraft
from authoring.drafts.nodes import children_of
from authoring.drafts.operations import split_topic
from authoring.drafts.publishing import publish_draft
from authoring.drafts.queries import DraftContent
from authoring.tests.conftest import Edit
from authoring.tests.test_editor import address, form_of
from curriculum.models import Roadmap, Topic
from lib.errors import RefusedError

Content = Callable[[], DraftContent]
TOPIC, OTHER = "linear-algebra", "calculus"


@pytest.fixture
def alan(db: None) -> User:
    """The other admin."""
    return User.objects.create_user("alan@example.org", "a long enough password", name="Alan", role=Role.ADMIN)


@pytest.fixture
def publish(grace: User, content: Content) -> Callable[[], None]:
    def do() -> None:
        draft = content().draft
        assert draft
        publish_draft(person=grace, draft=draft, revision=draft.revision, note="")

    return do


def course() -> Roadmap:
    row: Roadmap = Roadmap.objects.get()
    return row


# The same node.


def test_edits_of_different_fields_are_both_saved(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(grace), address("edit_node", TOPIC)
    form = form_of(client, url)
    edit(TOPIC, person=alan, title="Linear maps")
    page = client.post(url, form | {"practice": "Invert a matrix"}, follow=True).content.decode()
    values = content().table[TOPIC].values
    assert (values["title"], values["practice"]) == ("Linear maps", ("Invert a matrix",))
    assert str(alan) in page


def test_edits_of_the_same_field_show_both_texts(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(grace), address("edit_node", TOPIC)
    form = form_of(client, url)
    edit(TOPIC, person=alan, title="Linear maps")
    page = client.post(url, form | {"title": "Matrices"}).content.decode()
    assert "Linear maps" in page
    assert "Matrices" in page
    assert content().table[TOPIC].title == "Linear maps"


def test_the_same_change_by_both_is_no_conflict(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(grace), address("edit_node", TOPIC)
    form = form_of(client, url)
    edit(TOPIC, person=alan, title="Linear maps")
    assert client.post(url, form | {"title": "Linear maps", "practice": "One"}).status_code == 302
    assert content().table[TOPIC].values["practice"] == ("One",)


# Other nodes.


def test_one_change_is_published_while_another_waits(
    edit: Edit, content: Content, publish: Callable[[], None], grace: User, alan: User
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    assert set_aside(person=grace, roadmap=course(), uids=[OTHER]) == 1
    assert [change.uid for change in content().changes] == [TOPIC]
    publish()
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    assert Topic.objects.get(uid=OTHER).title == "Calculus"
    assert [change.uid for change in content().changes] == [OTHER]
    assert content().edits[OTHER].author == alan


def test_what_is_set_aside_comes_back_on_request(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, title="Half done")
    set_aside(person=grace, roadmap=course(), uids=[OTHER])
    assert take_up(person=grace, roadmap=course()) == ""
    assert {change.uid for change in content().changes} == {TOPIC, OTHER}
    assert not RoadmapDraft.objects.aside().exists()


def test_a_newer_edit_of_the_same_keeps_the_older_one_aside(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, title="Half done")
    set_aside(person=grace, roadmap=course(), uids=[OTHER])
    edit(OTHER, title="Newer")
    assert take_up(person=grace, roadmap=course())
    assert content().table[OTHER].title == "Newer"
    assert RoadmapDraft.objects.aside().get().edits.get().node.title == "Half done"  # type: ignore[union-attr]


def test_a_new_topic_is_not_taken_from_under_its_parts(content: Content, grace: User, roadmap: None) -> None:
    parts = [state.uid for state in children_of(content().table, TOPIC, "subtopic")][:1]
    edit_draft(
        person=grace, roadmap=course(), action="Split",
        operation=lambda table: split_topic(
            table, TOPIC, values={"uid": "second-half", "number": "99", "title": "Second half"}, parts=parts
        ),
    )  # fmt: skip
    with pytest.raises(RefusedError):
        set_aside(person=grace, roadmap=course(), uids=["second-half"])
    assert "second-half" in content().table


def test_choosing_nothing_or_everything_changes_nothing(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    for uids in ([], ["nothing"], [TOPIC]):
        with pytest.raises(RefusedError):
            set_aside(person=grace, roadmap=course(), uids=uids)
    assert [change.uid for change in content().changes] == [TOPIC]


def test_it_is_done_on_the_drafts_page(
    edit: Edit, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    client = client_of(grace)
    page = client.get(address("draft_detail")).content.decode()
    assert f"by {alan}" in page
    page = client.post(address("set_aside"), {"aside": [OTHER]}, follow=True).content.decode()
    assert "Half done" in page.partition('id="aside"')[2]
    page = client.post(address("take_up"), follow=True).content.decode()
    assert 'id="aside"' not in page


def test_learners_can_do_neither(edit: Edit, ada: User, client_of: Callable[[User], Client]) -> None:
    edit(TOPIC, title="Linear maps")
    for name in ("set_aside", "take_up"):
        assert client_of(ada).post(reverse(f"authoring:{name}", args=[course().uid])).status_code == 403
