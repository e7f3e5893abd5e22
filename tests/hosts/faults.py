"""The faults, each with what a site may do under it and what it must say."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.hosts.network import LEARNERS, Network
from tests.hosts.school import BROKER, DATA, RUNNERS, WEB
from tests.hosts.switch import LinkRule

BAD_WEATHER = LinkRule(loss=0.02, delay_s=0.1, jitter_s=0.05, jump=0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``troubles``: what /readyz must name meanwhile. ``worker``: whose verdict ends the outage, if not anybody's.

    ``grades``: whether verdicts go on meanwhile. ``accepts``: whether every submission is accepted. ``boots``: the host
    that is switched on again. ``is_unreachable``: whether nobody can ask the site anything. ``is_outage``: whether
    /status/ must report that nothing can be graded.
    """

    name: str
    begin: Callable[[Network], None]
    down_s: float
    troubles: tuple[str, ...] = ()
    worker: str = ""
    grades: bool = False
    accepts: bool = True
    boots: str = ""
    is_unreachable: bool = False
    is_outage: bool = False

    def end(self, network: Network) -> None:
        network.heal()
        if self.boots:
            network.machines[self.boots].boot()


def _cut_both_runners(network: Network) -> None:
    for runner in RUNNERS:
        network.cut(BROKER, runner)


def _lose_replies(network: Network) -> None:
    """The runner is heard but hears nothing."""
    network.rule(BROKER, RUNNERS[0], LinkRule(loss=1.0))


FIRST_RUNNER = f"cpu@{RUNNERS[0]}"
_DATA_TROUBLES = ("the database", "the cache")
CUT_BROKER = Fault(
    name="web – broker cut", begin=lambda network: network.cut(WEB, BROKER), down_s=15, troubles=("the broker",)
)
KILL_RUNNER = Fault(
    name="one runner host killed",
    begin=lambda network: network.power_off(RUNNERS[0]),
    boots=RUNNERS[0],
    down_s=10,
    worker=FIRST_RUNNER,
    grades=True,
)
FAULTS = (
    Fault(
        name="broker – one runner cut",
        begin=lambda network: network.cut(BROKER, RUNNERS[0]),
        down_s=15,
        worker=FIRST_RUNNER,
        grades=True,
    ),
    Fault(name="broker – one runner, replies lost", begin=_lose_replies, down_s=15, worker=FIRST_RUNNER, grades=True),
    Fault(name="broker – both runners cut", begin=_cut_both_runners, down_s=15, is_outage=True),
    Fault(name="broker – both runners cut for a minute and a half", begin=_cut_both_runners, down_s=90, is_outage=True),
    CUT_BROKER,
    Fault(
        name="web – broker cut for a minute and a half",
        begin=lambda network: network.cut(WEB, BROKER),
        down_s=90,
        troubles=("the broker",),
    ),
    Fault(
        name="web – database and cache cut",
        begin=lambda network: network.cut(WEB, DATA),
        down_s=15,
        troubles=_DATA_TROUBLES,
        accepts=False,
    ),
    Fault(
        name="web – database and cache cut for a minute and a half",
        begin=lambda network: network.cut(WEB, DATA),
        down_s=90,
        troubles=_DATA_TROUBLES,
        accepts=False,
    ),
    Fault(
        name="2 % lost, 100 ± 50 ms late, a quarter reordered, everywhere",
        begin=lambda network: network.everywhere(BAD_WEATHER),
        down_s=20,
        grades=True,
    ),
    KILL_RUNNER,
    Fault(
        name="broker host killed",
        begin=lambda network: network.power_off(BROKER),
        boots=BROKER,
        down_s=10,
        troubles=("the broker",),
    ),
    Fault(
        name="database and cache host killed",
        begin=lambda network: network.power_off(DATA),
        boots=DATA,
        down_s=10,
        troubles=_DATA_TROUBLES,
        accepts=False,
    ),
    Fault(
        name="web host killed",
        begin=lambda network: network.power_off(WEB),
        boots=WEB,
        down_s=10,
        is_unreachable=True,
    ),
    Fault(
        name="web – learners cut",
        begin=lambda network: network.cut(WEB, LEARNERS),
        down_s=10,
        grades=True,
        is_unreachable=True,
    ),
)
SAMPLE = (replace(KILL_RUNNER, down_s=4), replace(CUT_BROKER, down_s=6))
