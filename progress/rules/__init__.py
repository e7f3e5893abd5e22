"""The rules: states, hours left, the next step, checkpoints, weeks. No ORM, no clock."""
