"""Arithmetic of marks: never worth more later, never less with an extension."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cohorts.marks.rules import (
    EvidenceKind,
    Extension,
    LateKind,
    LateRule,
    MarkEvidence,
    Weights,
    days_late,
    due_with,
    part_mark,
    percent,
    row_points,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
percentages = st.integers(0, 100)
moments = st.integers(0, 400 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))
late_rules = st.builds(
    LateRule, kind=st.sampled_from(LateKind), percent=percentages, cap=percentages, days=st.integers(0, 30)
)
weights = st.builds(Weights, signed_off=percentages, claimed=percentages, late_rule=late_rules)
shares = st.fractions(0, 1, max_denominator=12)
evidence = st.builds(MarkEvidence, kind=st.sampled_from(EvidenceKind), at=moments, share=shares)
extensions = st.builds(Extension, due_at=st.none() | moments, days=st.integers(0, 60))


@given(evidence, st.timedeltas(timedelta(0), timedelta(days=90)), moments, weights)
def test_what_comes_later_is_never_worth_more(
    item: MarkEvidence, delay: timedelta, due: datetime, rule: Weights
) -> None:
    later = MarkEvidence(kind=item.kind, at=item.at + delay, share=item.share)
    assert part_mark("", [later], due, rule).share <= part_mark("", [item], due, rule).share


@given(st.lists(evidence, max_size=5), evidence, moments, weights)
def test_more_evidence_never_takes_points_away(
    items: list[MarkEvidence], more: MarkEvidence, due: datetime, rule: Weights
) -> None:
    more_share = part_mark("", [*items, more], due, rule).share
    assert more_share >= part_mark("", items, due, rule).share


@given(
    st.lists(evidence, max_size=4), st.none() | moments, st.lists(extensions, max_size=3), extensions, weights,
    st.integers(1, 1000),
)  # fmt: skip
def test_an_extension_never_lowers_a_mark(
    items: list[MarkEvidence],
    base: datetime | None,
    granted: list[Extension],
    new: Extension,
    rule: Weights,
    points: int,
) -> None:
    def points_with(extensions: list[Extension]) -> Decimal:
        return row_points(points, [part_mark("", items, due_with(base, extensions, BERLIN), rule)])

    assert points_with([*granted, new]) >= points_with(granted) >= points_with([])


@given(st.lists(evidence, max_size=5), st.none() | moments, weights)
def test_a_part_earns_between_nothing_and_all(items: list[MarkEvidence], due: datetime | None, rule: Weights) -> None:
    assert 0 <= part_mark("", items, due, rule).share <= 1


@given(moments, moments)
def test_what_is_sent_until_the_due_date_is_not_late(at: datetime, due: datetime) -> None:
    assert (days_late(at, due) == 0) == (at < due + timedelta(minutes=1))
    assert days_late(at, None) == 0


@given(st.lists(shares, min_size=1, max_size=8), st.integers(1, 1000))
def test_points_are_within_half_a_hundredth_of_the_exact_value(earned: list[Fraction], points: int) -> None:
    parts = [
        part_mark(
            "", [MarkEvidence(kind=EvidenceKind.PROVEN, at=START, share=share)], None, Weights(signed_off=0, claimed=0)
        )
        for share in earned
    ]
    rounded = row_points(points, parts)
    assert abs(Fraction(rounded) - points * sum(earned, Fraction(0)) / len(earned)) <= Fraction(1, 200)
    assert 0 <= rounded <= points


def test_halves_are_rounded_up() -> None:
    third = MarkEvidence(kind=EvidenceKind.PROVEN, at=START, share=Fraction(1, 8))
    part = part_mark("", [third], None, Weights(signed_off=0, claimed=0))
    assert row_points(1, [part]) == Decimal("0.13")
    assert percent(Decimal("0.05"), 100) == Decimal("0.1")


def test_a_claim_in_time_keeps_its_worth_when_its_proof_is_late() -> None:
    rule = Weights(signed_off=100, claimed=50, late_rule=LateRule(kind=LateKind.ZERO_AFTER))
    claim = MarkEvidence(kind=EvidenceKind.CLAIMED, at=START)
    proof = MarkEvidence(kind=EvidenceKind.PROVEN, at=START + timedelta(days=9))
    part = part_mark("", [claim, proof], START, rule)
    assert (part.share, part.evidence) == (Fraction(1, 2), claim)
