"""The editor's forms."""

from authoring.forms.files import ImportForm
from authoring.forms.node import EditNodeForm, NewNodeForm
from authoring.forms.operations import MergeForm, MoveForm, PublishForm, RetireForm, SplitForm

__all__ = [
    "EditNodeForm",
    "ImportForm",
    "MergeForm",
    "MoveForm",
    "NewNodeForm",
    "PublishForm",
    "RetireForm",
    "SplitForm",
]
