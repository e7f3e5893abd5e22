"""The program of a judge's cell: it grades by the checks of a stranger, locked down as a learner's code is."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from runner.catalog import CatalogExercise
from runner.harness import lockdown, server
from runner.harness.connection import Connection
from runner.judge.grading import grade
from runner.protocol import Device, Job, Limits, write_exercise_files

from .host_link import HostLink
from .remote_cell import RemoteCell

_FOLDER = Path("/tmp/catalog")  # noqa: S108 - the cell's own /tmp


def main(requests: int, replies: int) -> None:
    """Serve one host until it closes its end. Nothing of the exercise arrives before the kernel's report is sent."""
    server.arrange_descriptors(requests, replies)
    server.serve(None, 0, lockdown.close, lockdown.limit, _grade_all)


def _grade_all(connection: Connection, value_mib: int) -> None:
    """Take the exercise, then one job after another."""
    link = HostLink(connection, value_mib * 2**20)
    files, section, slug = link.receive()
    exercise = CatalogExercise(_FOLDER / section / slug)
    write_exercise_files(files, exercise.folder)
    link.send("ready")
    while True:
        (job,) = link.receive()
        report = grade(Job.from_json(json.loads(job)), exercise=exercise, make_cell=functools.partial(_open_cell, link))
        link.send("report", json.dumps(report.to_json()))


def _open_cell(link: HostLink, limits: Limits, *, device: Device) -> RemoteCell:
    return RemoteCell(link, limits)
