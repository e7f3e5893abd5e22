"""The hours left: the estimates at the learner's own pace, and why they changed.

No ORM, no clock. `explain` takes two forecasts apart into lines that add up to their difference exactly; property tests
hold it to that.
"""
