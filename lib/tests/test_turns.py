import threading
from concurrent.futures import ThreadPoolExecutor

from lib.turns import Turns
from tests.patience import PATIENCE_S

NEVER_S = PATIENCE_S * 2  # longer than any test waits


def test_no_more_than_so_many_work_at_the_same_time() -> None:
    turns, lock = Turns(2, NEVER_S), threading.Lock()
    working, most = 0, 0

    def work(_: int) -> None:
        nonlocal working, most
        for _ in range(200):
            with turns.turn():
                with lock:
                    working += 1
                    most = max(most, working)
                with lock:
                    working -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert most <= 2


def test_one_that_waits_for_something_else_lets_another_work() -> None:
    turns, is_done = Turns(1, NEVER_S), threading.Event()

    def work() -> None:
        with turns.turn():
            is_done.set()

    with ThreadPoolExecutor(1) as threads, turns.turn(), turns.pause():
        threads.submit(work)
        assert is_done.wait(PATIENCE_S)


def test_it_has_its_turn_again_after_the_pause() -> None:
    turns = Turns(1, 0)
    with turns.turn():
        with turns.pause():
            pass
        assert not is_free(turns)
    assert is_free(turns)


def test_nobody_waits_for_ever() -> None:
    turns = Turns(1, 0.01)
    with turns.turn(), ThreadPoolExecutor(1) as threads:
        assert threads.submit(lambda: enters(turns)).result(PATIENCE_S)
    assert is_free(turns)


def test_an_error_ends_the_turn() -> None:
    turns = Turns(1, 0)
    try:
        with turns.turn(), turns.pause():
            raise LookupError
    except LookupError:
        pass
    assert is_free(turns)


def test_a_pause_outside_a_turn_frees_nothing() -> None:
    turns = Turns(1, 0)
    with turns.pause():
        pass
    with turns.turn():
        assert not is_free(turns)


def is_free(turns: Turns) -> bool:
    """Whether another thread would get a turn at once."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(has_turn, turns).result(PATIENCE_S)


def has_turn(turns: Turns) -> bool:
    with turns.turn():
        return bool(turns._this_thread.has_turn)


def enters(turns: Turns) -> bool:
    with turns.turn():
        return True
