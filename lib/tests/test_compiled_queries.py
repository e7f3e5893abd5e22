"""A compiled query returns what its queryset returns, for any values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Max
from django.test.utils import CaptureQueriesContext

from lib.compiled_queries import CompiledQuery, KeysParam, Param

if TYPE_CHECKING:
    from django.contrib.auth.models import _User

User = get_user_model()

SINCE = CompiledQuery(
    lambda: User.objects.filter(date_joined__gte=Param("since")).order_by("pk").values_list("uid", "date_joined")
)
ROLES = CompiledQuery(
    lambda: User.objects.filter(role=Param("role")).values_list("role").annotate(n=Count("*"), last=Max("date_joined"))
)
PEOPLE = CompiledQuery(lambda: User.objects.filter(pk__in=KeysParam("people")).order_by("pk").values_list("pk"))

pytestmark = pytest.mark.django_db


def test_it_answers_each_time_by_what_is_given_then(ada: _User, carl: _User) -> None:
    carl.date_joined = datetime(2026, 3, 2, tzinfo=UTC)
    carl.save()
    for since in (carl.date_joined, carl.date_joined + timedelta(days=1)):
        joined = User.objects.filter(date_joined__gte=since).order_by("pk")
        assert SINCE(since=since) == list(joined.values_list("uid", "date_joined"))
    assert SINCE(since=date(2200, 1, 1)) == []


def test_it_sums_in_one_query_and_hands_out_no_text_of_the_database(ada: _User) -> None:
    with CaptureQueriesContext(connection) as queries:
        [row] = ROLES(role=ada.role)
    assert row == (
        ada.role,
        User.objects.filter(role=ada.role).count(),
        User.objects.aggregate(Max("date_joined"))["date_joined__max"],
    )
    assert len(queries) == 1
    assert ROLES(role="'; drop table accounts_user; --") == []


def test_it_takes_any_number_of_keys(ada: _User, carl: _User) -> None:
    assert PEOPLE(people=[]) == []
    assert PEOPLE(people=[ada.pk]) == [(ada.pk,)]
    strangers = list(range(carl.pk + 1, carl.pk + 100_000))
    assert PEOPLE(people=[ada.pk, carl.pk, *strangers]) == sorted([(ada.pk,), (carl.pk,)])
