"""Forms for hours, marks, notes and the plan."""
