"""A survey as one JSON object."""

import json

from .survey import Survey


def to_json(survey: Survey) -> str:
    """The object that ``gallab orderings --json`` prints."""
    return json.dumps(
        {
            "move": survey.move,
            "orderings": survey.orderings,
            "leaking": survey.leaking,
            "safe": survey.orderings - survey.leaking,
            "constraints": survey.constraints,
            "classes": [
                {"order": each.one.critical, "orderings": each.one.members, "leaks": each.leaks}
                for each in survey.judged
            ],
        },
        ensure_ascii=False,
    )
