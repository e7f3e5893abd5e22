"""Tests that commit stay apart, although their tables are emptied in another way than Django's."""

import pytest

from accounts.models import User
from curriculum.models import Topic
from exercises.models import Exercise
from tests.roadmap_rows import insert_roadmap


@pytest.mark.service
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["one", "the next"])
def test_a_test_finds_no_row_that_another_committed(turn: str) -> None:
    assert not any(model.objects.exists() for model in (User, Topic, Exercise))
    insert_roadmap()
    User.objects.create_user("ada@example.org", "a long enough password", name="Ada")
