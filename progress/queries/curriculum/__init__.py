"""The curriculum as all learners see it."""
