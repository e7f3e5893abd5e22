"""The alerts in docs/ are about metrics that exist, and say what to do."""

import re
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.registry import Collector

from exercises.metrics import RunnerCollector
from tests.site import ROOT

ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "docs/alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_each_alert_names_the_fix(alert: dict[str, Any]) -> None:
    assert alert["annotations"].keys() == {"summary", "fix"}
    assert alert["for"]


@pytest.mark.usefixtures("db")
def test_alerts_and_the_documentation_name_metrics_that_exist() -> None:
    registry = CollectorRegistry()
    collector: Collector = RunnerCollector()
    registry.register(collector)
    metrics = {family.name for family in registry.collect()}
    in_alerts = {name for alert in ALERTS for name in re.findall(r"descent_\w+", alert["expr"])}
    documented = set(re.findall(r"`(descent_\w+)`", (ROOT / "docs/operations.md").read_text(encoding="utf-8")))
    assert in_alerts <= metrics
    assert documented == metrics
