"""A pytest plugin: `@pytest.mark.sample(6)` leaves all but six of a test's cases to `make proofs`.

Each run draws others, so that a few runs of CI see them all. Without ``-m "not slow"`` every case runs, so the command
that repeats a failure does.
"""

import os
from zlib import crc32

import pytest

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") or os.urandom(8).hex()  # the processes of a run draw alike


def drawn(nodeids: list[str], count: int, run: str = RUN) -> set[str]:
    return set(sorted(nodeids, key=lambda nodeid: crc32(f"{run} {nodeid}".encode()))[:count])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    cases: dict[tuple[str, int], list[pytest.Item]] = {}
    for item in items:
        if mark := item.get_closest_marker("sample"):
            cases.setdefault((item.nodeid.partition("[")[0], *mark.args), []).append(item)
    for (_, count), of_one_test in cases.items():
        nodeids = [item.nodeid for item in of_one_test]
        chosen = drawn(nodeids, count) if "not slow" in config.option.markexpr else set()
        for item in of_one_test:
            if item.nodeid not in chosen:
                item.add_marker("slow")
