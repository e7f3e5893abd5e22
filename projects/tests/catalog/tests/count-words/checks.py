import csv
import io

from runner.judge import check, close


@check
def falling(learner, rng):
    """The most frequent word comes first"""
    rows = list(csv.DictReader(io.StringIO(learner.files().get("counts", ""))))
    counts = [int(row["count"]) for row in rows]
    close(counts, sorted(counts, reverse=True))
