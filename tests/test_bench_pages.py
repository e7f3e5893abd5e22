"""`python -m bench.pages --json` measures each learner page at three sizes of the data."""

import json
import subprocess
import sys

from bench.pages import FACTORS, PAGES


def test_each_page_has_as_many_queries_with_a_hundred_times_the_data() -> None:
    command = [sys.executable, "-m", "bench.pages", "--json", "--rounds", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout)
    assert [(row["page"], row["rows"]) for row in rows] == [(page, factor) for factor in FACTORS for page in PAGES]
    assert all(row["ms"] > 0 and row["ratio"] > 0 for row in rows)
    asked = {(row["page"], row["rows"]): row["queries"] for row in rows}
    grown = {page: [asked[page, factor] for factor in FACTORS] for page in PAGES}
    # Where there is nothing yet, a page may have less to ask.
    assert {page: counts for page, counts in grown.items() if not counts[0] <= counts[1] == counts[2]} == {}
