"""Django's backend for PostgreSQL, with fewer round trips and plans for a page."""
