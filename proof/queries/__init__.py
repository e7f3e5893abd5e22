"""Bulk reads for the evidence pages and badges."""
