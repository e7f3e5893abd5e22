"""What logged hours tell about a learner's habits: rhythm, sessions at the exercises, time on a topic.

No ORM, no clock.
"""
