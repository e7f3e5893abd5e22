"""The people of the demo and its first cohort."""

from dataclasses import dataclass

from accounts.models import Background
from exercises.grading.catalogue_runs import CatalogueRun

COHORT_WEEKS = 11


@dataclass(frozen=True, kw_only=True)
class Person:
    """A demo learner, and how they study. `tempo` is their time over the estimate: 1.2 needs a fifth more."""

    name: str
    weekly_hours: float
    planned_hours: float = 0
    """A week, in their own plan. 0: as many as they study."""
    background: Background = Background.REFRESHER
    time_zone: str = "Europe/Berlin"
    weeks: int = COHORT_WEEKS
    tempo: float = 1.0
    silent_days: int = 0
    stays_at: str = ""
    skips: frozenset[str] = frozenset({"computer-vision"})
    kinds: tuple[int, int, int] = (70, 20, 10)  # coding, reading, watching
    tries: tuple[tuple[str, str], ...] = ()  # exercise, file in its folder; oldest first
    days_between_tries: int = 2
    pass_share: float = 0.7
    """Of the exercises of each topic they finished, without those of `tries`."""
    regrades: frozenset[str] = frozenset()  # exercises whose pass was graded again
    commitments: tuple[tuple[int, int, int], ...] = ()  # weeks ago, hours and days a week; the first one first

    @property
    def catalogue_runs(self) -> list[CatalogueRun]:
        """Every run that their history needs."""
        first = [CatalogueRun(*fields) for fields in self.tries]
        return first + [run._replace(number=2) for run in first if run.slug in self.regrades]


BACKPROP = "two-layer-backprop"
ATTENTION = "scaled-dot-product-attention"
BPE = "byte-pair-encoding"
SAMPLING = "sample-next-token"
BROADCASTING = "broadcasting-shapes"
GRADIENT = "gradient-of-squared-line"
FITTING = "over-or-underfitting"
SOFTMAX = "stable-softmax"
HEADS = "multi-head-attention"

PEOPLE = (
    Person(name="Nora Lindqvist", weekly_hours=8,
           stays_at="neural-networks", time_zone="Europe/Stockholm", kinds=(58, 29, 13), tries=(
        ("matmul", "mistakes/rows_with_rows"), ("matmul", "solution"),
        ("norms-and-cosine-similarity", "mistakes/normalises_in_place"), ("norms-and-cosine-similarity", "solution"),
        (BROADCASTING, "mistakes/adds_in_place"), (BROADCASTING, "solution"),
        (GRADIENT, "mistakes/two_forgotten"), (GRADIENT, "solution"), ("bayes-update", "solution"),
        (SOFTMAX, "mistakes/overflows"), (SOFTMAX, "solution"), ("logistic-regression", "solution"),
        (FITTING, "mistakes/gap_first"), (FITTING, "solution"), ("mlp-forward", "mistakes/softmax_overflows")),
        days_between_tries=4, regrades=frozenset({SOFTMAX}), commitments=((9, 7, 3),)),
    Person(name="Amara Diallo", weekly_hours=7,
           stays_at="neural-networks", time_zone="Africa/Dakar", tempo=1.1, tries=(
        (BACKPROP, "starter"), (BACKPROP, "mistakes/hidden_bias_not_averaged"),
        (BACKPROP, "mistakes/hidden_bias_not_averaged"), (BACKPROP, "mistakes/hidden_bias_not_averaged"))),
    Person(name="Bilal Haddad", weekly_hours=8,
           silent_days=9, time_zone="Asia/Beirut", tempo=1.1, kinds=(45, 35, 20), tries=(
        ("matmul", "mistakes/result_transposed"), ("matmul", "solution"), (GRADIENT, "solution")),
        days_between_tries=9),
    Person(name="Chiara Romano", weekly_hours=9,
           silent_days=4, background=Background.FROM_SCRATCH, time_zone="Europe/Rome", tries=(
        ("matmul", "solution"), (BROADCASTING, "mistakes/only_equal_lengths")), days_between_tries=7),
    Person(name="Daniel Okafor", weekly_hours=12, time_zone="Africa/Lagos", tempo=0.9, tries=(
        (BACKPROP, "mistakes/hidden_bias_forgotten"), (BACKPROP, "solution"),
        (ATTENTION, "mistakes/forgets_scale"), (ATTENTION, "solution"))),
    Person(name="Elif Yildiz", weekly_hours=7, time_zone="Europe/Istanbul", days_between_tries=10,
           commitments=((6, 4, 2),), tries=(
        (GRADIENT, "solution"), (BROADCASTING, "solution"), (FITTING, "solution"), (BACKPROP, "solution"))),
    Person(name="Farid Rahimi", weekly_hours=11.5, background=Background.FROM_SCRATCH, kinds=(40, 30, 30), tries=(
        ("matmul", "solution"), (GRADIENT, "mistakes/inner_derivative_missing"))),
    Person(name="Grete Sommer", weekly_hours=12, tempo=0.85, tries=(
        (BACKPROP, "solution"), (ATTENTION, "solution"),
        (HEADS, "mistakes/softmax_overflows"), (HEADS, "solution"),
        (BPE, "mistakes/counts_only_at_the_start"), (BPE, "solution"),
        (SAMPLING, "mistakes/top_p_before_temperature"))),
    Person(name="Hiro Tanaka", weekly_hours=10,
           time_zone="Asia/Tokyo", skips=frozenset({"computer-vision", "classical-algorithms"}),
           tries=((BACKPROP, "mistakes/sign_flipped"), (BACKPROP, "alternatives/einsum"),
                  (ATTENTION, "alternatives/loops"))),
    Person(name="Ingrid Bakke", weekly_hours=4, planned_hours=7,
           weeks=8, time_zone="Europe/Oslo", commitments=((7, 7, 4), (3, 3, 2)), days_between_tries=12, tries=(
        ("matmul", "mistakes/rows_with_rows"), ("matmul", "solution"))),
    Person(name="Jonas Weber", weekly_hours=7.5,
           tries=((BACKPROP, "mistakes/relu_slope_missing"), (BACKPROP, "solution"))),
    Person(name="Kavya Iyer", weekly_hours=7, weeks=9, time_zone="Asia/Kolkata", kinds=(50, 20, 30),
           days_between_tries=12, tries=(("matmul", "solution"), (BROADCASTING, "mistakes/adds_in_place"))),
)  # fmt: skip


SUMMER_WEEKS = 15
_SCRATCH = Background.FROM_SCRATCH
_BASICS = (("matmul", "solution"), (GRADIENT, "solution"), (SOFTMAX, "solution"))
_DEEP = (*_BASICS, (BACKPROP, "solution"))
_NOT_AVERAGED = (*_BASICS, (BACKPROP, "mistakes/gradients_not_averaged"), (BACKPROP, "solution"))
_AHEAD = (*_DEEP, (ATTENTION, "solution"), (BPE, "solution"))
_MOST = 0.7  # of the five who are ahead only: twenty learners with a pass would set an exercise’s measured difficulty


def _summer(name: str, time_zone: str, weekly_hours: float, **story: object) -> Person:
    summer = {"name": name, "time_zone": time_zone, "weekly_hours": weekly_hours, "weeks": SUMMER_WEEKS}
    return Person(**summer | {"pass_share": 0} | story)  # type: ignore[arg-type]  # each story names fields of Person


SUMMER = (
    # Ahead of the plan.
    _summer("Yuki Nakamura", "Asia/Tokyo", 10, tempo=0.85, tries=_AHEAD, pass_share=_MOST),
    _summer("Mateo Fernández", "America/Bogota", 7.8, tempo=0.9, tries=_AHEAD, pass_share=_MOST),
    _summer("Zanele Dlamini", "Africa/Johannesburg", 7.6, tempo=0.9, pass_share=_MOST,
            tries=(*_DEEP, (ATTENTION, "alternatives/loops"))),
    _summer("Linnéa Holm", "Europe/Stockholm", 7, tempo=0.85, tries=_DEEP, kinds=(80, 10, 10), pass_share=_MOST),
    _summer("Arjun Menon", "Asia/Kolkata", 8.2, tempo=0.95, tries=_AHEAD, pass_share=_MOST),
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
