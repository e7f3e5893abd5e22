"""The broker goes away while a worker has a job. `make hosts` tries it with real hosts."""

from pathlib import Path
from typing import Any

import pytest
import redis
from kombu import Queue

from config.celery import WebCelery
from tests.valkey import valkey_at


def test_a_job_that_cannot_be_acknowledged_leaves_room_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "valkey.sock"
    with valkey_at(path):
        connection = WebCelery("test", set_as_current=False).connection(f"redis+socket://{path}?virtual_host=0")
        channel: Any = connection.channel()
        queue = Queue("jobs", channel=channel)
        queue.declare()
        connection.Producer().publish("a job", routing_key="jobs")
        channel.qos.prefetch_count = 1
        message: Any = queue.get()
        assert not channel.qos.can_consume()
    with pytest.raises(redis.ConnectionError):
        message.ack()
    assert channel.qos.can_consume()
