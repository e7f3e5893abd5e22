"""Plan and pace: the minutes that a plan has, the projected finish, and the work of each week.

No ORM, no clock: every day is an argument. Work is counted in minutes, estimates in tenths of an hour.

Property tests hold two promises: more hours never finish later, and a pause ahead never brings the finish nearer.
"""
