"""A draft collects the edits of several admins. Learners see none of them before it is published."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from authoring.drafts.actions import EditConflictError, discard_draft, edit_draft, reopen_draft, undo_edit
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.operations import move_node, split_topic
from authoring.drafts.queries import DraftContent
from authoring.tests.conftest import Edit
from curriculum.models import Roadmap, Topic
from lib.errors import RefusedError

Content = Callable[[], DraftContent]
TOPIC = "linear-algebra"


def test_an_edit_stays_in_the_draft(edit: Edit, content: Content) -> None:
    edit(TOPIC, title="Linear maps")
    assert content().table[TOPIC].title == "Linear maps"
    assert Topic.objects.get(uid=TOPIC).title == "Linear algebra"
    assert [(change.uid, change.verb) for change in content().changes] == [(TOPIC, "edited")]


def test_it_records_who_edited_what(edit: Edit, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    row = NodeEdit.objects.get()
    assert (row.author, row.uid, row.revision) == (grace, TOPIC, 1)


def test_saving_without_a_change_adds_no_edit(edit: Edit) -> None:
    assert edit(TOPIC, title="Linear algebra") is None
    assert not NodeEdit.objects.exists()


def test_the_second_of_two_admins_gets_both_texts(edit: Edit, content: Content) -> None:
    edit(TOPIC, title="Linear maps", revision=0)
    with pytest.raises(EditConflictError) as conflict:
        edit(TOPIC, title="Matrices", revision=0)
    assert conflict.value.content.table[TOPIC].title == "Linear maps"
    assert content().table[TOPIC].title == "Linear maps"
    edit(TOPIC, title="Matrices", revision=1)
    assert content().table[TOPIC].title == "Matrices"


def test_only_admins_edit(edit: Edit, ada: User, emmy: User) -> None:
    for person in (ada, emmy):
        with pytest.raises(PermissionDenied):
            edit(TOPIC, person=person, title="Mine")


def test_undo_brings_back_the_state_before(edit: Edit, content: Content, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    second = edit(TOPIC, title="Matrices")
    assert second
    undo_edit(person=grace, draft=second.draft, batch=second.batch)
    assert content().table[TOPIC].title == "Linear maps"
    newest = NodeEdit.objects.all()[0]
    undo_edit(person=grace, draft=newest.draft, batch=newest.batch)
    assert content().table[TOPIC].title == "Matrices"


def test_undoing_the_first_edit_leaves_nothing_to_publish(edit: Edit, content: Content, grace: User) -> None:
    first = edit(TOPIC, title="Linear maps")
    assert first
    undo_edit(person=grace, draft=first.draft, batch=first.batch)
    assert not content().changes


def test_an_edit_that_others_built_on_is_not_undone(edit: Edit, grace: User) -> None:
    first = edit(TOPIC, title="Linear maps")
    edit(TOPIC, title="Matrices")
    assert first
    with pytest.raises(RefusedError):
        undo_edit(person=grace, draft=first.draft, batch=first.batch)


def test_an_operation_on_many_nodes_is_undone_as_one(roadmap: None, content: Content, grace: User) -> None:
    before = content().table
    parts = [uid for uid, state in before.items() if state.parent == TOPIC]
    first = edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: split_topic(
            table, TOPIC, values={"uid": "matrices", "number": "1.5", "title": "Matrices"}, parts=parts[:2]
        ),
        action="Split linear algebra",
    )
    assert first
    assert content().table[parts[0]].parent == "matrices"
    undo_edit(person=grace, draft=first.draft, batch=first.batch)
    assert content().table == before


def test_a_discarded_draft_can_be_opened_again(edit: Edit, content: Content, grace: User) -> None:
    first = edit(TOPIC, title="Linear maps")
    assert first
    discard_draft(person=grace, draft=first.draft)
    assert content().draft is None
    reopen_draft(person=grace, draft=first.draft)
    assert content().table[TOPIC].title == "Linear maps"


def test_a_roadmap_has_one_open_draft(edit: Edit, roadmap: None, grace: User) -> None:
    edit(TOPIC, title="Linear maps")
    edit_draft(
        person=grace,
        roadmap=Roadmap.objects.get(),
        operation=lambda table: move_node(table, "calculus", parent="mathematics", place=0),
        action="Moved calculus",
    )
    assert RoadmapDraft.objects.count() == 1


def test_the_queries_do_not_grow_with_the_edits(
    edit: Edit, content: Content, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for title in ("One", "Two", "Three"):
        edit(TOPIC, title=title)
    edit("calculus", title="Limits")
    with django_assert_max_num_queries(45):  # type: ignore[attr-defined]  # the plugin has no types
        assert len(content().changes) == 2
