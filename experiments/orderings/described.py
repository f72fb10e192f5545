"""A map as one JSON object."""

import json

from .atlas import ERRORS, MEASURES, Atlas, Region
from .folder import wording_of


def to_json(atlas: Atlas) -> str:
    """The object that ``gallab orderings --json`` prints."""
    survey = atlas.survey
    return json.dumps(
        {
            "move": survey.move,
            "orderings": survey.orderings,
            "leaking": survey.leaking,
            "safe": survey.orderings - survey.leaking,
            "constraints": survey.constraints,
            "classes": [_class(region) for region in atlas.regions],
            "procedures": [
                {"procedure": each.name, "window": wording_of(each.window), "leaks": each.leaks}
                | {measure: getattr(each.worth, measure) for measure in (*MEASURES, *ERRORS)}
                for each in atlas.named
            ],
            **atlas.about,
        },
        ensure_ascii=False,
    )


def _class(region: Region) -> dict[str, object]:
    one = region.judged.one
    extents = {
        measure: {
            "least": extent.least,
            "least_in": extent.least_in,
            "greatest": extent.greatest,
            "greatest_in": extent.greatest_in,
        }
        for measure, extent in region.extents.items()
    }
    return {
        "order": one.critical,
        "window": wording_of(region.window),
        "orderings": one.members,
        "leaks": region.judged.leaks,
        **extents,
        "exposed_se": region.exposed_se,
        "refused_logons_se": region.refused_se,
    }
