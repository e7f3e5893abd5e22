"""On a host that cannot grade, `make run` starts everything else, and the pages say why nothing is graded."""

import pytest

from config.operations import devserver
from exercises.fleet.capacity import capacity
from exercises.fleet.heartbeats import record_local_worker


@pytest.mark.django_db
def test_pages_show_that_the_runner_was_not_started() -> None:
    record_local_worker(data=devserver.unfit_runner("bubblewrap is not installed. apt install bubblewrap"))
    assert capacity("cpu").problem.endswith("(sandbox)")
