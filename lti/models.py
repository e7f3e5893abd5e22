"""The models of every subject, so that Django and its migrations find them. Import a model from its subject."""

import lti.launches.models
import lti.links.models
import lti.members.models
import lti.platforms.models
import lti.scores.models  # noqa: F401
