"""Requests for a sign-off in the demo, in every state."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.demo.study import evening_of, local_day
from cohorts.sign_offs.models import SignOff, SignOffDecision, SignOffFile, SignOffState
from cohorts.sign_offs.notices import notify_mentors
from curriculum.models import Criterion
from notices.models import Notice

NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# Attention, for my brother\n"]},
            {
                "cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
                "source": ["weights = softmax(q @ k.T / d**0.5)\n", "weights @ v\n"],
            },
        ],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
    }
).encode()  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Showing:
    """The evidence of a learner, and the decisions of a mentor a day later, oldest first, as (outcome, reason)."""

    learner: str
    criterion: str
    days_ago: int
    text: str = ""
    link: str = ""
    file: tuple[str, bytes] | None = None
    decisions: tuple[tuple[SignOffState, str], ...] = ()
    is_withdrawn: bool = False


SHOWINGS = (
    Showing(
        learner="Nora Lindqvist", criterion="phase-1.why-cross-entropy", days_ago=30, text="""\
If the model gives the right class the probability $p$, the loss is $-\\log p$. So a confident mistake costs a lot, and
minimising the mean of it is the same as maximising the likelihood of the labels.""",
        decisions=((SignOffState.APPROVED, "Clear, and the likelihood is the reason. Well put."),),
    ),
    Showing(
        learner="Nora Lindqvist", criterion="phase-2.accuracy-vs-f1", days_ago=12, text="""\
$F_1$ when the classes are unbalanced, accuracy otherwise.""",
        decisions=(
            (SignOffState.MISSING, "Which mistakes does $F_1$ leave out? Give an example where it misleads, too."),
        ),
    ),
    Showing(
        learner="Grete Sommer", criterion="phase-4.explain-attention", days_ago=2, text="""\
I explained it to my brother, who studies law, with this notebook. Afterwards he could say why the scores are divided by
$\\sqrt d$.""",
        file=("attention-for-my-brother.ipynb", NOTEBOOK),
    ),
    Showing(
        learner="Daniel Okafor", criterion="phase-3.cnn-cifar10", days_ago=1,
        text="74.1% on the test set after 30 epochs. The training log is in the repository.",
        link="https://git.example.org/daniel/cifar10-cnn",
    ),
    Showing(
        learner="Hiro Tanaka", criterion="phase-3.cnn-cifar10", days_ago=20,
        text="81% with data augmentation.", link="https://git.example.org/hiro/cifar10",
        decisions=(
            (SignOffState.APPROVED, ""),
            (SignOffState.REVOKED, "Your test images were also in the training set. Split first, then augment."),
        ),
    ),
    Showing(
        learner="Elif Yildiz", criterion="phase-2.supervised-unsupervised", days_ago=1,
        text="Supervised learning has labels.", is_withdrawn=True,
    ),
)  # fmt: skip

SUMMER_SHOWINGS = (
    Showing(
        learner="Arjun Menon", criterion="phase-4.explain-attention", days_ago=5,
        text="I gave a talk about it at our meetup, with questions afterwards.",
        link="https://video.example.org/arjun-attention", decisions=((SignOffState.APPROVED, ""),),
    ),
    Showing(
        learner="Beatriz Souza", criterion="phase-2.accuracy-vs-f1", days_ago=3, text="""\
$F_1$ when I care about the rare class and both kinds of mistakes cost about the same. With 1% fraud, “never fraud” has
99% accuracy and $F_1 = 0$.""",
    ),
    Showing(
        learner="Jin-ho Park", criterion="phase-1.why-cross-entropy", days_ago=8, text="Because it works best.",
        decisions=((SignOffState.MISSING, "Why? Start from the likelihood of one label."),),
    ),
)  # fmt: skip


def show(showing: Showing, cohort: Cohort, mentor: User, today: date) -> None:
    learner, criterion = User.objects.get(name=showing.learner), Criterion.objects.get(uid=showing.criterion)
    asked_at = evening_of(learner, local_day(learner, today) - timedelta(days=showing.days_ago))
    sign_off = SignOff.objects.create(
        learner=learner, cohort=cohort, criterion=criterion, criterion_text=criterion.text, text=showing.text,
        link=showing.link, requested_at=asked_at,
        withdrawn_at=asked_at + timedelta(hours=1) if showing.is_withdrawn else None,
    )  # fmt: skip
    if showing.file:
        name, content = showing.file
        SignOffFile.objects.create(sign_off=sign_off, name=name, content=content, size=len(content))
    for day, (outcome, reason) in enumerate(showing.decisions, start=1):
        SignOffDecision.objects.create(
            sign_off=sign_off, outcome=outcome, text=reason, mentor=mentor, criterion_text=criterion.text,
            decided_at=asked_at + timedelta(days=day),
        )  # fmt: skip
    if not showing.decisions and not showing.is_withdrawn:
        _notify(sign_off, asked_at)


def _notify(sign_off: SignOff, at: datetime) -> None:
    notify_mentors(sign_off)
    Notice.objects.filter(key=str(sign_off.uid)).update(created_at=at)
