"""`python -m tests.lint`: what the house asks of its texts and templates. `make check` runs it.

Each linter is a module with a function `problems`, which yields a sentence for each: where, and what to write instead.
"""

import os
import sys

import django

from tests.lint import asvs, code_style, decisions, look, pages, phrases, plain_addresses, templates

LINTERS = (asvs, code_style, decisions, look, pages, phrases, plain_addresses, templates)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()  # for the names of the management commands
    problems = [problem for linter in LINTERS for problem in linter.problems()]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
