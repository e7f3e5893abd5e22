"""A submission's problems in SARIF 2.1.0, the format of code checkers that GitHub, GitLab and many editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from descent import __version__
from descent.report import problems_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_report(submission: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return a log with a result for each problem, at the line that the site names, or at the first."""
    problems = problems_of(submission)
    address = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    place = {"artifactLocation": {"uri": address}, "region": {"startLine": submission["line"] or 1}}
    rules = {problem.rule: {"id": problem.rule, "shortDescription": {"text": problem.title}} for problem in problems}
    results = [
        {
            "ruleId": problem.rule,
            "level": "error",
            "message": {"text": problem.message},
            "locations": [{"physicalLocation": place}],
        }
        for problem in problems
    ]
    driver = {"name": "descent", "version": __version__, "rules": list(rules.values())}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": submission["state"] == "done"}],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
