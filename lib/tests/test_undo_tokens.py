"""An undo token restores a change within a day, and nothing but that kind of change."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lib.errors import RefusedError
from lib.pages.undo_tokens import MAX_AGE, UNDO_EXPIRED, make_undo_token, read_undo_token

SECOND = timedelta(seconds=1)


def read(person: Any, token: str, kind: str = "mark") -> object:
    return read_undo_token(kind, person, token, otherwise="Mark it again.")


def test_a_token_is_worth_nothing_after_a_day(ada: Any) -> None:
    with time_machine.travel("2026-11-24T10:00Z", tick=False) as clock:
        token = make_undo_token("mark", ada, {"state": "done"})
        clock.shift(MAX_AGE - SECOND)
        assert read(ada, token) == {"state": "done"}
        clock.shift(2 * SECOND)
        with pytest.raises(RefusedError, match=f"{UNDO_EXPIRED} Mark it again."):
            read(ada, token)


def test_a_token_undoes_no_change_of_another_kind(ada: Any) -> None:
    with pytest.raises(RefusedError):
        read(ada, make_undo_token("mark", ada, {}), kind="entry")
