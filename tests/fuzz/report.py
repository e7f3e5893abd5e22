"""What one role's cases showed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(kw_only=True)
class Finding:
    """Something unexpected, and the shortest request that shows it."""

    operation: str
    title: str
    message: str
    request: str
    count: int = 0


@dataclass(kw_only=True)
class FuzzReport:
    role: str
    seed: int
    cases: int = 0
    operations: int = 0
    seconds: float = 0
    statuses: Counter[int] = field(default_factory=Counter)
    slowest_ms: float = 0
    slowest_operation: str = ""
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def add_response(self, operation: str, status: int, processor_seconds: float) -> None:
        self.cases += 1
        self.statuses[status] += 1
        if (ms := 1000 * processor_seconds) > self.slowest_ms:
            self.slowest_ms, self.slowest_operation = ms, operation

    def add_finding(self, operation: str, title: str, message: str, request: str) -> None:
        new = Finding(operation=operation, title=title, message=message, request=request)
        known = self.findings.setdefault((operation, title), new)
        known.count += 1
        if len(request) < len(known.request):
            known.message, known.request = message, request

    def text(self) -> str:
        """All that is unexpected, the most frequent first."""
        rows = sorted(self.findings.values(), key=lambda finding: -finding.count)
        return "\n\n".join(
            f"{row.count}x {row.operation}: {row.title}\n{row.message}\n{row.request[:1000]}" for row in rows
        )

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def as_json(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "seed": self.seed,
            "cases": self.cases,
            "operations": self.operations,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "unexpected": sum(finding.count for finding in self.findings.values()),
            "findings": [vars(finding) for finding in self.findings.values()],
            "slowest": {"processor_ms": round(self.slowest_ms), "operation": self.slowest_operation},
            "seconds": round(self.seconds),
        }
