"""docs/gpu.md, from the results of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_NAMES = {
    "doctor": "Doctor", "attacks": "Group G of the attacks", "sabotage": "Each layer taken out",
    "exercises": "Exercises on the card", "kernels": "Triton's kernels, compiled on the card",
    "speed": "Cold against warm cells", "tenants": "Changes of tenants",
}  # fmt: skip


def page(proof: dict[str, Any]) -> str:
    """The page. It shows failures as clearly as successes."""
    return "\n".join(_lines(proof)) + "\n"


def _lines(proof: dict[str, Any]) -> Iterator[str]:
    sections: dict[str, dict[str, Any]] = proof["sections"]
    yield from ("# Shown on a real card", "")
    yield f"`make gpu-proof` wrote this page on {proof['date']}, on {proof['card']} ({proof['memory_mib']} MiB),"
    yield from (f"Linux {proof['kernel']}. The figures are in `var/gpu-proof.json` of that host.", "")
    yield from ("| section | result | seconds |", "|---|---|---:|")
    for name, title in _NAMES.items():
        if name in sections:
            result = sections[name]
            word = "holds" if result["holds"] else "**fails**"
            yield f"| {title} | {word}: {_cell(_summary(result))} | {result['seconds']} |"
        else:
            yield f"| {title} | not run | |"
    yield ""
    for name, result in sections.items():
        if not result["holds"]:
            yield f"**{_NAMES[name]} fails.**"
            yield from (f"- {_cell(line)}" for line in _troubles(result))
            yield ""


def _summary(result: dict[str, Any]) -> str:
    if "error" in result:
        return str(result["error"])
    if "ratio" in result:
        return (
            f"p50 {result['warm_ms']} ms from a warm cell (p95 {result['warm_p95_ms']} ms), {result['cold_ms']} ms "
            f"from a cold one, {result['ratio']} times as long ({result['exercise']})"
        )
    if "tenants" in result:
        return (
            f"{result['tenants']} tenants, at most {result['max_mib_beside_baseline']} MiB beside the baseline "
            f"({result['limit_mib']} MiB are allowed), marks of an earlier tenant found: {result['marks_found']}"
        )
    counts = [f"{len(rows)} {name}" for name, rows in result.items() if isinstance(rows, list) and rows]
    unseen = sum(len(row.get("unseen", ())) for row in result.get("exercises", ()))
    return ", ".join(counts + ([f"{unseen} mistakes that only the interpreter sees"] if unseen else []))


def _troubles(result: dict[str, Any]) -> Iterator[str]:
    if "error" in result:
        yield result["error"]
    yield from (f"{row['name']}: {row['evidence']}" for row in result.get("layers", ()) if row.get("ok") is False)
    yield from (f"{row['layer']}: in: {row['in']}; out: {row['out']}" for row in result.get("layers", ())
                if row.get("decides") is False)  # fmt: skip
    yield from (f"CUDA starts without the layer {layer}" for layer in result.get("cuda_starts_without", ()))
    yield from (f"{row['id']} in {row['cells']} cells: {row['outcome']} {'; '.join(row['troubles'])}"
                for row in result.get("threats", ()) if row["outcome"] != "held")  # fmt: skip
    yield from (f"{row['slug']}: {row['verdicts']}" for row in result.get("exercises", ()) if not row["holds"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
