"""A runner checks the files of each project: right ones pass, wrong ones get the sentence that says what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from projects.tests.files_to_check import (
    CATALOG,
    Change,
    failures,
    folder_of,
    replaced,
    report_on,
    sample,
    warm_cells,
    with_column,
    with_entry,
    with_text,
)
from runner.protocol import Verdict, exercise_files_problem, read_front_matter

PROJECTS = tuple(sorted(path.parent.name for path in CATALOG.glob("*/*/project.md")))
GPT, SEARCH, KERNEL, FIGURE = "small-gpt", "search-and-evaluate", "profile-a-kernel", "reproduce-a-figure"
SUFFIXES = {".csv", ".json", ".txt", ".md", ".py", ".ipynb", ".png", ".jpg", ".pdf"}
CHECKED_SUFFIXES = {".csv", ".json", ".txt", ".md", ".py"}
TOPICS = {
    line.removeprefix('uid = "').rstrip('"')
    for path in Path("curriculum/content").glob("*/topics/*.md")
    for line in path.read_text(encoding="utf-8").splitlines()[:3]
    if line.startswith("uid = ")
}


@pytest.fixture(autouse=True, scope="module")
def _cells() -> Iterator[None]:
    with warm_cells():
        yield


def head_of(slug: str) -> dict[str, Any]:
    return read_front_matter((folder_of(slug) / "project.md").read_text(encoding="utf-8").split("\n")).values


def in_bits(cell: str) -> str:
    return cell and f"{float(cell) / math.log(2):.4f}"


def as_perplexity(cell: str) -> str:
    return cell and f"{math.exp(float(cell)):.4f}"


def with_part(uid: str, key: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    """A JSON file with another object at a key."""
    return lambda texts: with_entry(uid, **{key: change(json.loads(texts[uid])[key])})(texts)


def reversed_interval(interval: dict[str, float]) -> dict[str, float]:
    """That of the baseline minus the run."""
    return interval | {"difference": -interval["difference"], "low": -interval["high"], "high": -interval["low"]}


def without_query(query: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.splitlines() if line.split()[0] != query)


def copied_seeds(text: str) -> str:
    """Each seed has the values of the first."""
    header, *lines = text.splitlines()
    first = [line.removesuffix(",1") for line in lines if line.endswith(",1")]
    return "\n".join([header, *(f"{line},{seed}" for line in first for seed in (1, 2, 3))])


def without_last_x(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if ",1280," not in line)


DOUBLING = [[97, 97], *([256 + rank, 256 + rank] for rank in range(40))]
WRONG: list[tuple[str, str, Change, str, str]] = [
    (GPT, "in bits", with_column("log", "train_loss", in_bits), "loss_starts_at_chance", "Is the loss in bits"),
    (GPT, "perplexity", with_column("log", "val_loss", as_perplexity), "loss_starts_at_chance", "perplexity"),
    (GPT, "NaN", replaced("log", "5.717", "nan"), "log_can_be_read", 'Line 2 of The log: train_loss is "nan'),
    (
        GPT,
        "semicolons",
        with_text("log", lambda text: text.replace(",", ";")),
        "log_can_be_read",
        "Line 1 of The log separates its columns with semicolons",
    ),
    (
        GPT,
        "no column",
        replaced("log", "val_loss", "Val Loss"),
        "log_can_be_read",
        'no column val_loss. It has "Val Loss"',
    ),
    (
        GPT,
        "two columns",
        with_text("log", lambda text: "\n".join(f"{row},{row.split(',')[0]}" for row in text.splitlines())),
        "log_can_be_read",
        "names the column step twice",
    ),
    (GPT, "merge twice", with_entry("tokenizer", merges=[[1, 2], [1, 2]]), "tokenizer_round_trip", "merges[1]"),
    (GPT, "id", with_entry("tokenizer", sample_ids=[10**6]), "tokenizer_round_trip", "no token has this id"),
    (GPT, "tokens", with_entry("card", tokens_seen=3000 * 32), "tokens_add_up", "Is the context left out?"),
    (GPT, "millions", with_entry("card", parameters=2.777), "parameters_follow", "Is it in millions?"),
    (
        GPT,
        "loss",
        with_entry("card", final_val_loss=1.0),
        "card_agrees_with_log",
        "the last val_loss of the log",
    ),
    (GPT, "text", with_entry("card", steps="3000"), "card_can_be_read", "without quotation marks"),
    (
        GPT,
        "two runs",
        with_text("log", lambda text: text + text.split("\n", 1)[1]),
        "log_can_be_read",
        "two runs",
    ),
    (
        GPT,
        "a million merges",
        with_entry("tokenizer", merges=10**6),
        "tokenizer_encodes",
        "merges is 1,000,000. Write a list",
    ),
    (GPT, "many merges", with_entry("tokenizer", merges=[[1, 2]] * 60_000), "tokenizer_encodes", "list of 60,000"),
    (GPT, "doubling", with_entry("tokenizer", merges=DOUBLING), "tokenizer_encodes", "Were they learned?"),
    (
        GPT,
        "long tokens",
        with_entry("tokenizer", merges=DOUBLING[:20], sample_ids=[275] * 3_000),
        "tokenizer_round_trip",
        "from byte 0 on",
    ),
    (GPT, "1e308", replaced("log", "5.717", "1e308"), "log_can_be_read", "too large to be right"),
    # search-and-evaluate
    (SEARCH, "five parts", replaced("run", " Q0 ", " "), "runs_can_be_read", "Line 1 of The run has 5 parts"),
    (
        SEARCH,
        "judged twice",
        with_text("qrels", lambda text: text + text.split("\n")[0]),
        "judgments_can_be_read",
        "already",
    ),
    (SEARCH, "grade", replaced("qrels", " 0\n", " x\n"), "judgments_can_be_read", "relevance is"),
    (SEARCH, "one system", lambda texts: texts | {"baseline": texts["run"]}, "runs_can_be_read", "one file twice"),
    (
        SEARCH,
        "dropped",
        with_text("run", without_query("q7")),
        "no_query_is_dropped",
        "no document for 1 judged queries",
    ),
    (SEARCH, "unknown", with_text("run", lambda text: text + "q99 Q0 d1 1 0.5 run"), "no_query_is_dropped", '"q99"'),
    (SEARCH, "score", replaced("run", " 0.5000 ", " 7 "), "runs_can_be_read", "Scores fall with the rank"),
    (
        SEARCH,
        "percent",
        with_part("metrics", "run", lambda run: {k: 100 * v for k, v in run.items()}),
        "mrr_is_right",
        "percent",
    ),
    (
        SEARCH,
        "recall",
        with_part("metrics", "baseline", lambda run: run | {"recall": 0.9}),
        "recall_is_right",
        "baseline.recall",
    ),
    (
        SEARCH,
        "sign",
        with_part("metrics", "interval", reversed_interval),
        "interval_is_paired",
        "Subtract the baseline",
    ),
    (SEARCH, "conclusion", with_entry("metrics", conclusion="unclear"), "conclusion_follows", "does not contain 0"),
    (
        SEARCH,
        "resamples",
        with_part("metrics", "interval", lambda i: i | {"resamples": 10}),
        "interval_is_paired",
        "below 1,000",
    ),
    # profile-a-kernel
    (
        KERNEL,
        "seconds",
        with_column("benchmark", "our_ms", lambda cell: f"{float(cell) / 1000:.8g}"),
        "below_the_peaks",
        "in seconds",
    ),
    (
        KERNEL,
        "below 0",
        with_column("benchmark", "our_ms", lambda cell: f"-{cell}"),
        "benchmark_can_be_read",
        "can't be below",
    ),
    (
        KERNEL,
        "bytes",
        with_column("benchmark", "bytes", lambda cell: str(2 * int(cell))),
        "below_the_peaks",
        "count each byte once",
    ),
    (
        KERNEL,
        "same bytes",
        with_column("benchmark", "bytes", lambda cell: "1000"),
        "sizes_cover_a_range",
        "from the size",
    ),
    (KERNEL, "dtype", replaced("hardware", "float32", "float16"), "benchmark_can_be_read", 'tflop_s has no "float32"'),
    (KERNEL, "peak", with_entry("hardware", bandwidth_gb_s=3.35), "hardware_can_be_read", "Is it in TB/s?"),
    (KERNEL, "copied", with_column("benchmark", "our_ms", lambda cell: "0.8"), "runs_agree", "Measured times differ"),
    (KERNEL, "one run", with_column("benchmark", "run", lambda cell: "1"), "benchmark_can_be_read", "the same run"),
    (KERNEL, "speed-up", with_entry("card", speed_up=266), "speed_up_follows", "give 2.66"),
    (KERNEL, "lowest", with_entry("card", lowest_speed_up=3.5), "speed_up_follows", "Say where the kernel gains least"),
    (KERNEL, "percent", with_entry("card", roofline_share=84.7), "roofline_follows", "Is it in percent?"),
    (KERNEL, "bound", with_entry("card", bound="compute"), "roofline_follows", '"memory"'),
    (KERNEL, "size", with_entry("card", size=5), "roofline_follows", "which the benchmark lacks"),
    (KERNEL, "no source", with_entry("hardware", source=""), "hardware_can_be_read", "source is"),
    # reproduce-a-figure
    (FIGURE, "date", with_entry("claim", declared="2. 11. 2026"), "claim_can_be_read", "Write a date as in"),
    (FIGURE, "too late", with_entry("claim", declared="2026-12-01"), "claim_can_be_read", "after the first run"),
    (
        FIGURE,
        "wide",
        with_entry("claim", tolerance={"kind": "absolute", "value": 2}),
        "tolerance_is_meaningful",
        "Nearly any curve",
    ),
    (
        FIGURE,
        "relative",
        with_entry("claim", tolerance={"kind": "relative", "value": 5}),
        "claim_can_be_read",
        "above 0.5",
    ),
    (FIGURE, "outcome", with_entry("claim", outcome="partly"), "outcome_follows", "10 of 10 points"),
    (
        FIGURE,
        "percent",
        with_column("curve", "y", lambda cell: f"{100 * float(cell)}"),
        "outcome_follows",
        "in percent",
    ),
    (
        FIGURE,
        "narrow",
        with_entry("claim", tolerance={"kind": "relative", "value": 0.001}),
        "outcome_follows",
        "not reproduced",
    ),
    (
        FIGURE,
        "series",
        replaced("paper_points", "small", "Small"),
        "points_can_be_read",
        'series "Small" isn\'t in the claim',
    ),
    (FIGURE, "one seed", with_column("curve", "seed", lambda cell: "1"), "curve_can_be_read", "has already"),
    (FIGURE, "copies", with_text("curve", copied_seeds), "curve_can_be_read", "exactly the same values"),
    (FIGURE, "short", with_text("curve", without_last_x), "curve_covers_the_figure", "over the whole range"),
    (
        FIGURE,
        "spread",
        with_entry("claim", spread={"small": 0.1, "large": 0.1}),
        "spread_follows",
        "The standard deviation",
    ),
    (FIGURE, "no spread", with_entry("claim", spread={}), "spread_follows", 'has no "spread.small"'),
    (FIGURE, "decimal comma", replaced("paper_points", "3.", '"3,'), "points_can_be_read", "quotation mark"),
]
ODD_NUMBERS: tuple[Any, ...] = ("1", 1e308, -1, [], None)
HOSTILE: dict[str, str] = {
    "one long line": "x" * 200_000,
    "nested": "[" * 100_000,
    "nested objects": '{"a":' * 20_000,
    "null": "\0",
    "empty": "",
    "blank": " \n\r\n",
    "many columns": ",".join(f"c{number}" for number in range(60)) + "\n1",
    "many rows": "a\n" * 200_000,
    "a quotation mark": 'a,b\n"1,2\n3,4',
    "half a character": '{"sample": "\\ud800"}',
    "an array": "[1, 2]",
    "a long number": '{"steps": ' + "9" * 5_000 + "}",
    "infinity": '{"steps": Infinity}',
    "twice": '{"steps": 1, "steps": 2}',
}


@pytest.mark.parametrize("slug", PROJECTS)
def test_the_head_has_what_the_site_reads(slug: str) -> None:
    head = head_of(slug)
    assert len(str(head["summary"])) <= 240
    assert head["roadmap"] in {"transformers-to-todays-llms", "linear-algebra-to-llms"}
    assert head["topics"]
    assert set(head["topics"]) <= TOPICS
    low, high = head["hours"]
    assert 0 < low < high
    assert 4 <= len(head["milestones"]) <= 6
    assert 4 <= len(head["rubric"]) <= 5
    for row in head["rubric"]:
        assert len(row["levels"]) == 4
    assert 3 <= len(head["files"]) <= 6
    for row in head["files"]:
        assert set(row["suffixes"]) <= (CHECKED_SUFFIXES if row["checked"] else SUFFIXES)


@pytest.mark.parametrize("slug", PROJECTS)
def test_its_files_travel_with_a_job_and_share_how_they_are_read(slug: str) -> None:
    paths = [path for path in folder_of(slug).iterdir() if path.is_file() and path.name != "project.md"]
    assert not exercise_files_problem({path.name: path.read_text(encoding="utf-8") for path in paths})
    checked = {row["uid"] for row in head_of(slug)["files"] if row["checked"]}
    assert set(sample(slug)) == checked
    shared = folder_of("small-gpt") / "reading.py"
    assert (folder_of(slug) / "reading.py").resolve() == shared


@pytest.mark.sandbox
@pytest.mark.parametrize("slug", PROJECTS)
def test_our_sample_passes(slug: str) -> None:
    report = report_on(slug, sample(slug))
    assert (report.verdict, failures(report)) == (Verdict.PASSED, {})
    for path in (folder_of(slug) / "alternatives").glob("*.py"):
        assert failures(report_on(slug, sample(slug, f"alternatives/{path.name}"))) == {}


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("slug", "change", "check", "words"),
    [pytest.param(slug, *rest, id=f"{slug}: {name}") for slug, name, *rest in WRONG],
)
def test_wrong_files_are_told_what_is_wrong(slug: str, change: Change, check: str, words: str) -> None:
    report = report_on(slug, change(sample(slug)))
    assert report.verdict is Verdict.FAILED
    assert words in failures(report)[check]


@pytest.mark.sandbox
@pytest.mark.parametrize("slug", PROJECTS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_get_an_answer_from_every_check(slug: str, text: str) -> None:
    report = report_on(slug, dict.fromkeys(sample(slug), text))
    assert report.verdict is Verdict.FAILED, report.message
    assert all(0 < len(check.message) < 600 for check in report.checks)


@pytest.mark.sandbox
@pytest.mark.parametrize("slug", PROJECTS)
def test_a_missing_file_is_named(slug: str) -> None:
    for uid in sample(slug):
        texts = sample(slug)
        del texts[uid]
        assert any("is missing. Upload it." in message for message in failures(report_on(slug, texts)).values())


@pytest.mark.sandbox
@pytest.mark.parametrize("slug", PROJECTS)
def test_numbers_as_texts_and_huge_numbers_get_a_sentence(slug: str) -> None:
    for uid, text in sample(slug).items():
        if text.startswith("{"):
            entries = json.loads(text)
            numbers = [key for key, old in entries.items() if isinstance(old, int | float)]
            for value in ODD_NUMBERS if numbers else ():
                changed = json.dumps(entries | dict.fromkeys(numbers, value))
                report = report_on(slug, sample(slug) | {uid: changed})
                assert report.verdict is Verdict.FAILED, (uid, value, report.message)
