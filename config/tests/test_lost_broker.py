"""The broker goes away while a worker has a job. `make hosts` tries it with real hosts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from kombu import Queue
from kombu.message import Message

from config.celery import WebCelery
from tests.valkey import valkey_at


@pytest.mark.parametrize("end", [Message.ack, Message.requeue], ids=["acknowledged", "put back"])
def test_a_job_that_cannot_be_acknowledged_or_put_back_leaves_room_for_the_next(
    tmp_path: Path, end: Callable[[Message], None]
) -> None:
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
        end(message)
    assert channel.qos.can_consume()
