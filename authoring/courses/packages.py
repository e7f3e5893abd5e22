"""The packages of a course, and which runner hosts have them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.fields.json import KT

from authoring.courses.models import Course
from exercises.fleet.capacity import fleet_workers
from exercises.fleet.queues import queues_of
from runner.protocol import (
    REQUIREMENTS_FILE,
    Device,
    Requirement,
    RequirementsError,
    package_set_name,
    packages_need,
    read_requirements,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePackages:
    """What the commit that was fetched last declares.

    ``missing_hosts``: those that are online, grade exercises on a CPU and don't have them.
    """

    requirements: Sequence[Requirement]
    name: str
    hosts: Sequence[str]
    missing_hosts: Sequence[str]


def packages_of(course: Course) -> CoursePackages | None:
    """None: it declares none, or none that can be read. Two queries."""
    text = Course.objects.filter(pk=course.pk).values_list(KT(f"files__{REQUIREMENTS_FILE}"), flat=True).get()
    try:
        requirements = read_requirements(text or "")
    except RequirementsError:
        return None
    if not requirements:
        return None
    name = package_set_name(requirements)
    queue = queues_of(Device.CPU, [packages_need(name)], {})[Device.CPU]
    workers = [worker for worker in fleet_workers() if worker.is_ready and Device.CPU in worker.queues]
    hosts = {str(worker.host or worker) for worker in workers if queue in worker.queues}
    others = {str(worker.host or worker) for worker in workers} - hosts
    return CoursePackages(requirements=requirements, name=name, hosts=sorted(hosts), missing_hosts=sorted(others))
