"""How processes share the tests: what shares something costly stays with one of them, and what takes long goes first.

A file stays together, and so do the files of a group. xdist's own groups are written behind a test's id, where
pytest 9.2 no longer reads them: then each process starts a site, a worker and a daemon of its own.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By name, the beginnings of their files' paths, in the order in which they run. In the order of their length on a quiet
# host, the longest first.
GROUPS = {
    "one site, three engines": ("tests/test_make_run.py", "tests/browser/", "tests/engines/"),
    "daemons of their own": (
        "runner/tests/test_warm_cells.py",
        "runner/tests/test_zygotes.py",
        "runner/tests/test_cell_blame.py",
        "runner/tests/test_grading_starts_again.py",
        "runner/tests/test_bench.py",
    ),
    "real workers": (
        "tests/test_chaos.py",
        "runner/tests/test_worker_answers_every_job.py",
        "runner/tests/test_worker_refuses.py",
        "tests/test_authored_service.py",
        "tests/test_packages_service.py",
        "exercises/tests/test_round_trip.py",
        "lti/tests/test_score_service.py",
        "lti/tests/test_members_service.py",
        "notices/tests/test_mail_worker.py",
        "tests/cli/test_walk.py",
        "tests/cli/test_faults.py",
    ),
}
LONG = (
    *GROUPS,
    "tests/test_hosts.py",
    "tests/worst_case/test_fields.py",
    "runner/tests/test_attacks.py",
    "runner/tests/test_sabotage.py",
    "runner/tests/test_audit.py",
    "tests/permissions/test_permissions.py",
    "runner/tests/test_doctor.py",
    "runner/tests/test_sandbox_as_ordinary_user.py",
    "runner/tests/test_weak_mode.py",
    "runner/tests/test_cells_for_each_check.py",
    "runner/tests/test_hostile_pairs.py",
    "tests/test_generated_client.py",
)


def share_of(nodeid: str) -> str:
    """The name of its group, or its file."""
    path = nodeid.partition("::")[0]
    return next((name for name, files in GROUPS.items() if path.startswith(files)), path)


def rank(nodeid: str) -> tuple[int, int]:
    """The place of its group or file among the long ones, and that of its file in the group."""
    share = share_of(nodeid)
    place = LONG.index(share) if share in LONG else len(LONG)
    return place, next((at for at, file in enumerate(GROUPS.get(share, ())) if nodeid.startswith(file)), 0)


class Shares(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    config.option.loadscopereorder = False  # not by the number of tests, but as below
    return Shares(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # one of several processes
        items.sort(key=lambda item: rank(item.nodeid))
