"""The attack suite has every threat that we know."""

from collections import Counter

from runner.attack.threat import all_threats

_KNOWN = {"A": 32, "B": 21, "C": 22, "D": 10, "E": 20, "F": 26, "G": 13, "H": 16}


def test_no_known_threat_is_missing() -> None:
    assert Counter(threat.group for threat in all_threats()) == _KNOWN
