"""The badges that are revoked."""

from proof.models import STATUS_LIST_BITS, Badge


def revoked_in(number: int) -> list[int]:
    """The indices of the revoked badges in the status list with this number. One query, on an index of its own."""
    first = number * STATUS_LIST_BITS
    rows = Badge.objects.filter(pk__gte=first, pk__lt=first + STATUS_LIST_BITS, revoked_at__isnull=False)
    return [pk - first for pk in rows.order_by("pk").values_list("pk", flat=True)]
