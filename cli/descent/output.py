"""What commands print, and what they're given."""

import argparse
import json
import sys

Arguments = argparse.Namespace


def write(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()  # what reads a pipe sees it at once


def write_json(data: object) -> None:
    write(json.dumps(data, ensure_ascii=False, indent=2))


def note(text: object) -> None:
    """For the person at the terminal, beside the output that a script reads."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
