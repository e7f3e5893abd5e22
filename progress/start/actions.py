"""What a newcomer chooses besides the settings of the account: a roadmap, and hours a week."""

from django.db import transaction

from accounts.models import User
from curriculum.models import Roadmap
from progress.commitments.actions import set_commitment
from progress.commitments.models import WeeklyCommitment
from progress.plan.actions import save_plan
from progress.plan.models import StudyPlan
from progress.roadmap.actions import choose_roadmap
from progress.start.queries import plan_at


@transaction.atomic
def start(*, learner: User, roadmap: Roadmap | None, minutes: int) -> None:
    """Follow the roadmap, and make the weekly goal and the plan of these minutes. None and 0 leave them as they are."""
    if roadmap:
        choose_roadmap(learner=learner, roadmap=roadmap)
    plan = StudyPlan.objects.filter(learner=learner).first()
    row = plan_at(minutes, plan, learner.today)
    if not minutes or (plan and plan.minutes_a_day == row.minutes_a_day):
        return
    save_plan(learner=learner, minutes_a_day=row.minutes_a_day, weekdays=list(map(int, row.weekdays)), start=row.start)
    newest = WeeklyCommitment.objects.filter(learner=learner).order_by("-since").first()
    days = newest.days if newest and newest.minutes else 1
    set_commitment(learner=learner, minutes=minutes, days=days, today=learner.today)
