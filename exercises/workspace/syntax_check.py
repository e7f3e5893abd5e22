"""Compile the source on standard input, and print Python's syntax error as JSON. Nothing is executed.

``linting`` starts this file as a program of its own, without our packages: Python's compiler can be made to use up the
stack, the memory or the time, and then only this process ends.
"""

import json
import resource
import sys

MAX_BYTES, MAX_CPU_S = 512 * 2**20, 1


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    try:
        compile(sys.stdin.buffer.read().decode(), "solution.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
        end_line, end_column = max(error.end_lineno or line, line), max(error.end_offset or column, 1)
        sys.stdout.write(json.dumps([line, column, end_line, end_column, f"{error.msg!s:.500}".rstrip(".")]))


if __name__ == "__main__":
    main()
