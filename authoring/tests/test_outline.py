"""The outline is folded, shows what needs attention, and is searched without a script."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.drafts.outline import DraftOutline, OutlineItem
from authoring.tests.conftest import Edit
from curriculum.models import Roadmap


@pytest.fixture
def outline(roadmap: None, grace: User, client_of: Callable[[User], Client]) -> Callable[..., DraftOutline]:
    """The page's outline for a search; empty for the whole."""
    client = client_of(grace)

    def read(query: str = "") -> DraftOutline:
        page = client.get(reverse("authoring:outline", args=[Roadmap.objects.get().uid]), {"q": query})
        result: DraftOutline = page.context["outline"]
        return result

    return read


def items_of(outline: DraftOutline) -> Iterator[OutlineItem]:
    def below(item: OutlineItem) -> Iterator[OutlineItem]:
        yield item
        for child in item.children:
            yield from below(child)

    for group in outline.groups:
        for item in group.items:
            yield from below(item)


def test_everything_is_folded_at_first(outline: Callable[..., DraftOutline]) -> None:
    page = outline()
    assert not [item.node.uid for item in items_of(page) if item.is_open]
    assert {group.kind for group in page.groups if not group.is_folded} == {"section", "phase"}


def test_what_leads_to_a_change_is_unfolded(outline: Callable[..., DraftOutline], edit: Edit) -> None:
    edit("linear-algebra.norms", title="Norms")
    assert [item.node.title for item in items_of(outline()) if item.is_open] == ["Mathematics", "Linear algebra"]
    resource = next(item.node.uid for item in items_of(outline()) if item.node.kind == "resource")
    edit(resource, by="Somebody else")
    assert not next(group for group in outline().groups if group.kind == "resource").is_folded


def test_a_search_leaves_the_matches_and_what_is_above_them(outline: Callable[..., DraftOutline]) -> None:
    page = outline("NORMS dist")
    assert [item.node.uid for item in items_of(page)][-1] == "linear-algebra.norms"
    assert [item.is_open for item in items_of(page)] == [True, True, False]
    assert page.match_count == 1


def test_under_a_match_is_everything(outline: Callable[..., DraftOutline]) -> None:
    page = outline("linear-algebra")
    topic = next(item for item in items_of(page) if item.node.uid == "linear-algebra")
    whole = next(item for item in items_of(outline()) if item.node.uid == "linear-algebra")
    assert len(topic.children) == len(whole.children) > 1
    assert not topic.is_open


def test_a_search_without_a_match_has_no_groups(outline: Callable[..., DraftOutline]) -> None:
    page = outline("zzz")
    assert (page.groups, page.match_count) == ([], 0)
