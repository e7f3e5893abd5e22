"""The second cohort of the demo: twenty-eight learners who began in summer, at every pace.

They submit files that the first cohort's story needs too, so that the runner has no more to grade.
"""

from accounts.models import Background
from cohorts.demo.people import (
    ATTENTION,
    BACKPROP,
    BPE,
    GRADIENT,
    SOFTMAX,
    Person,
)

SUMMER_WEEKS = 15
_SCRATCH = Background.FROM_SCRATCH
_BASICS = (("matmul", "solution"), (GRADIENT, "solution"), (SOFTMAX, "solution"))
_DEEP = (*_BASICS, (BACKPROP, "solution"))
_NOT_AVERAGED = (*_BASICS, (BACKPROP, "mistakes/gradients_not_averaged"), (BACKPROP, "solution"))
_AHEAD = (*_DEEP, (ATTENTION, "solution"), (BPE, "solution"))


def _summer(name: str, time_zone: str, weekly_hours: float, **story: object) -> Person:
    return Person(**{"name": name, "time_zone": time_zone, "weekly_hours": weekly_hours, "weeks": SUMMER_WEEKS} | story)  # type: ignore[arg-type]  # each story names fields of Person


SUMMER = (
    # Ahead of the plan.
    _summer("Yuki Nakamura", "Asia/Tokyo", 10, tempo=0.85, tries=_AHEAD),
    _summer("Mateo Fernández", "America/Bogota", 7.8, tempo=0.9, tries=_AHEAD),
    _summer("Zanele Dlamini", "Africa/Johannesburg", 7.6, tempo=0.9, tries=(*_DEEP, (ATTENTION, "alternatives/loops"))),
    _summer("Linnéa Holm", "Europe/Stockholm", 7, tempo=0.85, tries=_DEEP, kinds=(80, 10, 10)),
    _summer("Arjun Menon", "Asia/Kolkata", 8.2, tempo=0.95, tries=_AHEAD),
    # About where the plan is.
    _summer("Beatriz Souza", "America/Sao_Paulo", 6.5, tries=_NOT_AVERAGED),
    _summer("Cormac Walsh", "Europe/Dublin", 6, tries=_DEEP),
    _summer("Dalia Mansour", "Africa/Cairo", 10, background=_SCRATCH, tries=_BASICS),
    _summer("Eetu Virtanen", "Europe/Helsinki", 6.8, tries=_DEEP, kinds=(40, 50, 10)),
    _summer("Fatou Ndiaye", "Africa/Dakar", 7, tries=(*_BASICS, (BACKPROP, "mistakes/sign_flipped"),
                                                      (BACKPROP, "solution"))),
    _summer("Giulia Conti", "Europe/Rome", 6.5, tries=_NOT_AVERAGED),
    _summer("Hana Kovács", "Europe/Budapest", 7, tempo=1.1, tries=_BASICS),
    _summer("Ismail Demir", "Europe/Istanbul", 7.5, tempo=1.2, tries=_BASICS),
    _summer("Jin-ho Park", "Asia/Seoul", 6.5, tries=_NOT_AVERAGED),
    _summer("Katarzyna Nowak", "Europe/Warsaw", 10, background=_SCRATCH, tries=_BASICS),
    # Behind it.
    _summer("Liam O’Connor", "Australia/Sydney", 4, planned_hours=6, tempo=1.1, tries=_BASICS),
    _summer("Mei Chen", "Asia/Taipei", 4, tries=(("matmul", "solution"),)),
    _summer("Nikos Papadakis", "Europe/Athens", 4, planned_hours=7, tempo=1.1, kinds=(20, 30, 50)),
    _summer("Olena Shevchenko", "Europe/Kyiv", 5, tries=(("matmul", "solution"), (GRADIENT, "solution"))),
    _summer("Pedro Almeida", "Europe/Lisbon", 4.5),
    # Stuck: the same exercise again and again.
    _summer("Quynh Tran", "Asia/Ho_Chi_Minh", 6, stays_at="neural-networks", tries=(
        *_BASICS, (BACKPROP, "mistakes/gradients_not_averaged"), (BACKPROP, "mistakes/hidden_bias_not_averaged"),
        (BACKPROP, "mistakes/gradients_not_averaged"))),
    _summer("Rasmus Lund", "Europe/Copenhagen", 6, stays_at="neural-networks", tries=(
        *_BASICS, (BACKPROP, "mistakes/gradients_not_averaged"), (BACKPROP, "mistakes/gradients_not_averaged"),
        (BACKPROP, "mistakes/sign_flipped"), (BACKPROP, "mistakes/gradients_not_averaged"))),
    _summer("Samira Hosseini", "Asia/Tehran", 5, tries=(
        ("matmul", "mistakes/result_transposed"), ("matmul", "mistakes/result_transposed"),
        ("matmul", "mistakes/result_transposed"))),
    # Inactive, for a week up to two months.
    _summer("Tomáš Svoboda", "Europe/Prague", 7, silent_days=8, tries=_BASICS),
    _summer("Uma Pillai", "Asia/Singapore", 8, silent_days=23, tries=_BASICS),
    _summer("Victor Dubois", "Europe/Paris", 6, silent_days=60, tries=(("matmul", "solution"),)),
    # Late and new.
    _summer("Wanjiru Kamau", "Africa/Nairobi", 9, weeks=4, tries=(("matmul", "solution"),)),
    _summer("Xavier Roy", "America/Montreal", 6, weeks=0),
)  # fmt: skip
