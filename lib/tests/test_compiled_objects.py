"""A compiled query for objects returns what its queryset returns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from lib.compiled_queries import CompiledObjects, Param

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

User = get_user_model()

BY_UID = CompiledObjects(lambda: User.objects.filter(uid=Param("uid")))
ENTRIES = CompiledObjects(
    lambda: (
        LogEntry.objects.annotate(weight=Value(7))
        .filter(user=Param("user"))
        .order_by("pk")
        .select_related("user", "content_type")
        .defer("change_message", "user__name")
    )
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(ada: _User) -> list[LogEntry]:
    """Only the first is about a model."""
    kind = ContentType.objects.get_for_model(User)
    return [
        LogEntry.objects.create(user=ada, content_type=about, object_repr="x", action_flag=CHANGE, change_message="so")
        for about in (kind, None)
    ]


def test_it_finds_an_object_by_its_uid(ada: _User, carl: _User) -> None:
    [person] = BY_UID(uid=ada.uid)
    assert person == ada
    assert {field.attname: getattr(person, field.attname) for field in User._meta.concrete_fields} == {
        field.attname: getattr(ada, field.attname) for field in User._meta.concrete_fields
    }
    person.name = "Ada L."
    person.save()
    ada.refresh_from_db()
    assert ada.name == "Ada L."


def test_it_says_when_there_is_none() -> None:
    assert BY_UID.first(uid=uuid4()) is None


def test_related_objects_and_annotations_need_no_further_query(ada: _User, entries: list[LogEntry]) -> None:
    with CaptureQueriesContext(connection) as queries:
        first, second = ENTRIES(user=ada.pk)
        assert [first, second] == entries
        assert first.user == second.user == ada
        assert first.content_type == entries[0].content_type
        assert second.content_type is None
        assert first.weight == 7
    assert len(queries) == 1


def test_a_column_that_was_left_out_is_read_when_asked_for(ada: _User, entries: list[LogEntry]) -> None:
    [first, _] = ENTRIES(user=ada.pk)
    with CaptureQueriesContext(connection) as queries:
        assert (first.change_message, first.user.name) == ("so", ada.name)
    assert len(queries) == 2
