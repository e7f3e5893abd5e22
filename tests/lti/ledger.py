"""What the test platform was told, in memory: tools, line items, and scores by the rules of the standard."""

import json
import os
import random
import threading
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any


class Ledger:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.tools: dict[str, dict[str, Any]] = {}
        self.tool_tokens: list[str] = []
        self.line_items: dict[str, dict[str, Any]] = {}
        self.scores: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.history: list[dict[str, Any]] = []
        self.content_items: list[dict[str, Any]] = []
        self.tokens_given = 0
        self.asked: set[str] = set()
        self.faults = random.Random(7)  # noqa: S311  no secret
        self.fault_counts: dict[str, int] = defaultdict(int)

    def add_line_item(self, values: dict[str, Any], base: str) -> dict[str, Any]:
        with self.lock:
            number = str(len(self.line_items) + 1)
            self.line_items[number] = values | {"id": f"{base}/lineitems/{number}"}
            return self.line_items[number]

    def take_score(self, line_item: str, score: dict[str, Any]) -> bool:
        """Whether it is newer than what we have. A score that isn't must never replace it (AGS 2.0, section 3.4.3)."""
        with self.lock:
            known = self.scores[line_item].get(score["userId"])
            is_newer = known is None or _at(known) < _at(score)
            self.history.append({"line_item": line_item, "is_newer": is_newer} | score)
            if is_newer:
                self.scores[line_item][score["userId"]] = score
            return is_newer

    def course(self, name: str) -> dict[str, Any]:
        """The members of a course, and how its list is given or goes wrong."""
        path = Path(os.environ["LTI_PLATFORM_FOLDER"]) / f"{name}.json"
        values: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"members": []}
        return values

    def is_first(self, name: str) -> bool:
        with self.lock:
            is_first = name not in self.asked
            self.asked.add(name)
            return is_first

    def next_fault(self) -> str:
        """What goes wrong with this answer; empty for nothing."""
        plan = json.loads((Path(os.environ["LTI_PLATFORM_FOLDER"]) / "faults.json").read_text())
        with self.lock:
            fault = ""
            if self.faults.random() < plan.get("share", 0):
                fault = self.faults.choice(plan["kinds"])
            self.fault_counts[fault or "none"] += 1
            return fault

    def to_json(self) -> dict[str, Any]:
        with self.lock:
            return {
                "tools": self.tools, "line_items": self.line_items, "scores": self.scores, "history": self.history,
                "content_items": self.content_items, "faults": self.fault_counts, "tokens": self.tokens_given,
            }  # fmt: skip


def _at(score: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(score["timestamp"])
