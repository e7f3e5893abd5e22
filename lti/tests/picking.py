"""What a teacher does in the picker."""

from typing import Any

import requests
from django.test import Client

from tests.lti import CourseMember
from tests.patience import PATIENCE_S


def pick(teacher: CourseMember, target: str) -> dict[str, Any]:
    """Pick a target, and send the answer. Return the content item that the platform has got."""
    address = teacher.launch(chooses=True)["Location"]
    page = Client().post(address, {"target": target})
    assert page.status_code == 200, page.text
    answer = requests.post(page.context["url"], {"JWT": page.context["jwt"]}, timeout=PATIENCE_S)
    assert answer.ok, answer.text
    item: dict[str, Any] = teacher.platform.state["content_items"][-1]
    return item
