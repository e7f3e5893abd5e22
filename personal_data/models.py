"""The models of every room, so that Django and its migrations find them. Import a model from its room."""

import personal_data.erasure.models
import personal_data.retention.models
import personal_data.term_end.models  # noqa: F401
