"""The page of one topic."""
