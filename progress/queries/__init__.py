"""Bulk reads for one page each, into frozen dataclasses that answer the template's questions."""
