"""The hours page."""
