"""The badges that are revoked."""

from proof.models import STATUS_LIST_BITS, Revocation


def revoked_in(number: int) -> list[int]:
    """The indices of the revoked badges in the status list with this number. One query."""
    first = number * STATUS_LIST_BITS
    rows = Revocation.objects.filter(number__gte=first, number__lt=first + STATUS_LIST_BITS)
    return [badge - first for badge in rows.order_by("number").values_list("number", flat=True)]
