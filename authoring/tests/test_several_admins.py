"""Several admins edit one draft: both edits count where they can, and each publishes without waiting for the other."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from accounts.models import User
from authoring.drafts.actions import Operation, edit_draft, undo_edit
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.nodes import children_of, document_of
from authoring.drafts.operations import add_node, edit_node, move_node, retire_node, split_topic
from authoring.drafts.publishing import EDITED_SINCE
from authoring.drafts.queries import DraftContent
from authoring.drafts.references import references_to, with_reference
from authoring.drafts.selections import Selection, select_changes
from authoring.impact.actions import preview_impact
from authoring.tests.conftest import Edit
from authoring.tests.publications import changes_of, course, publish, state_of
from authoring.tests.test_editor import address, form_of
from authoring.versions.models import RoadmapVersion
from curriculum.models import Activity, Subtopic, Topic
from lib.errors import RefusedError

Content = Callable[[], DraftContent]
TOPIC, OTHER = "linear-algebra", "calculus"


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


# Other nodes, and parts of one.


def operate(person: User, action: str, operation: Operation) -> NodeEdit:
    edit = edit_draft(person=person, roadmap=course(), action=action, operation=operation)
    assert edit
    return edit


def first_part(content: Content) -> str:
    return children_of(content().table, TOPIC, "subtopic")[0].uid


def split(person: User, parts: list[str]) -> NodeEdit:
    values = {"uid": "second-half", "number": "99", "title": "Second half", "stars": 3}
    return operate(person, "Split", lambda table: split_topic(table, TOPIC, values=values, parts=parts))


def test_one_publishes_their_own_changes_while_the_others_wait(
    edit: Edit, content: Content, grace: User, alan: User
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    version = publish(grace, changes_of(grace))
    assert [change["uid"] for change in version.changes] == [TOPIC]
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    assert Topic.objects.get(uid=OTHER).title == "Calculus"
    assert [change.uid for change in content().changes] == [OTHER]
    assert content().edits[OTHER].author == alan


def test_a_half_done_split_is_not_in_the_way_of_a_typo(edit: Edit, content: Content, grace: User, alan: User) -> None:
    split(alan, [first_part(content)])
    edit(TOPIC, title="Linear maps")
    before = content().table
    publish(grace, changes_of(grace))
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    assert not Topic.objects.filter(uid="second-half").exists()
    publish(alan)
    assert Subtopic.objects.get(uid=first_part(content)).topic.uid == TOPIC
    assert Topic.objects.filter(uid="second-half").exists()
    assert document_of(content().base) == document_of(before)


def test_the_fields_of_one_node_are_published_by_whom_changed_them(
    edit: Edit, content: Content, grace: User, alan: User
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(TOPIC, person=alan, practice=("Invert a matrix",))
    edit(TOPIC, why="Everything is linear nearby.")
    publish(alan, changes_of(alan))
    topic = Topic.objects.get(uid=TOPIC)
    assert topic.title == "Linear algebra"
    assert [item.text for item in topic.items.filter(kind="practice")] == ["Invert a matrix"]
    (change,) = content().changes
    assert {field.name for field in change.fields} == {"title", "why"}
    publish(grace)
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    assert not RoadmapDraft.objects.open().exists()


def test_a_field_belongs_to_whoever_changed_it_last(edit: Edit, content: Content, grace: User, alan: User) -> None:
    """So nothing is published that the draft doesn't show."""
    edit(TOPIC, title="Linear maps", why="Because.")
    edit(TOPIC, person=alan, title="Matrices")
    publish(grace, changes_of(grace))
    assert Topic.objects.get(uid=TOPIC).title == "Linear algebra"
    publish(alan, changes_of(alan))
    assert Topic.objects.get(uid=TOPIC).title == "Matrices"


def test_what_somebody_undid_is_not_published(edit: Edit, content: Content, grace: User, alan: User) -> None:
    row = edit(TOPIC, title="Linear maps")
    edit(OTHER, title="Limits")
    assert row
    undo_edit(person=alan, draft=row.draft, batch=row.batch)
    version = publish(grace, changes_of(grace))
    assert [change["uid"] for change in version.changes] == [OTHER]
    assert not RoadmapDraft.objects.open().exists()  # nothing is left to publish


def test_a_node_that_only_another_has_is_taken_along_and_named(
    content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    split(alan, [first_part(content)])
    values = {"uid": "second-half.new", "title": "A new part"}
    operate(grace, "Added a part", lambda table: add_node(
        table, kind="subtopic", parent="second-half", values=values))  # fmt: skip
    page = client_of(grace).get(f"{address('draft_detail')}?{changes_of(grace).query}").text
    added = page.partition('id="added"')[2].partition("</section>")[0]
    assert "“Split” by Alan" in added
    assert "“Added a part” needs it" in added
    publish(grace, changes_of(grace))
    assert Subtopic.objects.get(uid="second-half.new").topic.uid == "second-half"


def test_a_split_stays_whole_where_another_has_edited_its_result(content: Content, grace: User, alan: User) -> None:
    split(alan, [first_part(content)])
    activity = next(
        state
        for state in content().table.values()
        if state.kind == "activity" and "second-half" in state.values["topics"]
    )
    topics = (*activity.values["topics"], OTHER)
    operate(grace, "Edited an activity", lambda table: edit_node(
        table, activity.uid, values={"topics": topics}, body=activity.body))  # fmt: skip
    selected = select_changes(content(), changes_of(alan))
    assert [item.group.author for item in selected.added] == [grace]
    publish(alan, changes_of(alan))
    assert set(Activity.objects.get(uid=activity.uid).topics.values_list("uid", flat=True)) == set(topics)


def test_what_named_a_retired_topic_is_taken_along(content: Content, grace: User, alan: User) -> None:
    """Grace took the topic out of all that names it, and Alan retires it."""
    for reference in references_to(content().table, {OTHER}):
        state = with_reference(content().table[reference.uid], reference, "")
        operate(grace, "Edited", partial(lambda edited, table: {edited.uid: edited}, state))
    operate(alan, "Retired", lambda table: retire_node(table, OTHER))
    assert not content().blocking_problems
    selected = select_changes(content(), changes_of(alan))
    assert {item.group.author for item in selected.added} == {grace}
    assert not selected.content.blocking_problems


def test_single_changes_are_chosen(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, title="Half done")
    first, _ = content().ownership.groups
    publish(grace, Selection(groups=(first.key,)))
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    assert [change.uid for change in content().changes] == [OTHER]


def test_moves_of_both_end_in_the_order_that_the_draft_showed(content: Content, grace: User, alan: User) -> None:
    section = content().table[TOPIC].parent
    uids = [state.uid for state in children_of(content().table, section, "topic")]
    operate(grace, "Moved", lambda table: move_node(table, uids[0], parent=section, place=2))
    operate(alan, "Moved", lambda table: move_node(table, uids[-1], parent=section, place=0))
    operate(grace, "Added", lambda table: add_node(
        table, kind="topic", parent=section, after=uids[1],
        values={"uid": "new-topic", "title": "New", "number": "98", "stars": 2}))  # fmt: skip
    expected = [state.uid for state in children_of(content().table, section, "topic")]
    publish(grace, changes_of(grace))
    assert [state.uid for state in children_of(content().table, section, "topic")] == expected
    publish(alan)
    assert [state.uid for state in children_of(content().base, section, "topic")] == expected


def test_an_edit_that_stays_can_still_be_undone(edit: Edit, content: Content, grace: User, alan: User) -> None:
    edit(TOPIC, title="Linear maps")
    row = edit(TOPIC, person=alan, why="Because.")
    assert row
    publish(grace, changes_of(grace))
    undo_edit(person=alan, draft=row.draft, batch=row.batch)
    assert not content().changes
    assert content().table[TOPIC].title == "Linear maps"


def test_the_history_says_which_edits_a_version_has(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    version = publish(grace, changes_of(grace))
    assert NodeEdit.objects.get(uid=TOPIC).draft.version == version
    assert NodeEdit.objects.get(uid=OTHER).draft.version is None
    assert f"in version\n                {version.number}" in client_of(grace).get(address("history")).text


def test_a_page_from_before_another_edit_publishes_nothing_and_shows_the_new_preview(
    edit: Edit, content: Content, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    client, query = client_of(grace), changes_of(grace).query
    form = client.get(f"{address('draft_detail')}?{query}").context["form"]
    data = {name: form[name].value() for name in ("state", "selection")} | {"note": "Plainer words"}
    edit(TOPIC, why="Because.")
    page = client.post(address("publish"), data)
    assert EDITED_SINCE in page.text
    assert "Because." in page.text
    assert page.context["form"]["note"].value() == "Plainer words"
    assert not RoadmapVersion.objects.exists()
    data["state"] = page.context["form"]["state"].value()
    client.post(address("publish"), data)
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"


def test_a_page_from_before_another_publication_publishes_nothing(
    edit: Edit, content: Content, grace: User, alan: User
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Limits")
    state = state_of(changes_of(alan))
    publish(grace, changes_of(grace))
    with pytest.raises(RefusedError, match="published meanwhile"):
        publish(alan, changes_of(alan), state=state)
    assert Topic.objects.get(uid=OTHER).title == "Calculus"


def test_whose_changes_are_shown_is_chosen_on_the_page(
    edit: Edit, grace: User, alan: User, client_of: Callable[[User], Client]
) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    client, url = client_of(grace), address("draft_detail")
    page = client.get(url).text
    assert "Yours (1)" in page
    assert "Alan’s (1)" in page
    page = client.get(f"{url}?{changes_of(alan).query}").text
    assert 'id="change-calculus"' in page
    assert 'id="change-linear-algebra"' not in page


@pytest.mark.parametrize("query", ["by=nobody", "change=nothing&change", "by=nobody&" * 50])
def test_a_selection_of_nothing_is_an_empty_page(
    edit: Edit, grace: User, client_of: Callable[[User], Client], query: str
) -> None:
    edit(TOPIC, title="Linear maps")
    assert client_of(grace).get(f"{address('draft_detail')}?{query}").status_code == 200


def test_the_preview_is_of_what_is_selected(edit: Edit, content: Content, grace: User, alan: User, ada: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit(OTHER, person=alan, title="Half done")
    draft = RoadmapDraft.objects.open().get()
    preview_impact(draft=draft, selection=changes_of(grace))
    assert [preview.state for preview in draft.previews.all()] == [state_of(changes_of(grace))]
