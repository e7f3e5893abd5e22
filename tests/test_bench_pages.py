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
    assert all(row["ms"] > 0 for row in rows)
    queries = {(row["page"], row["rows"]): row["queries"] for row in rows}
    counts_by_page = {page: [queries[page, factor] for factor in FACTORS] for page in PAGES}
    # A page may have less to ask for where there is nothing yet.
    assert {page: counts for page, counts in counts_by_page.items() if not counts[0] <= counts[1] == counts[2]} == {}
