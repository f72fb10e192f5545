"""A plan for programs: one object, which is kept in its folder too, and from which the sheet is drawn."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sim.explorer.instance import NOT_COVERED
from sim.units import SECOND
from sim.words import Verb

from .. import wording
from ..estimates import share_interval
from ..paired import Difference
from ..procedures.runbook import begins, duration, remark_on
from ..procedures.timeline import Row
from ..verify import sentences
from .plan import Found, StopRule, Tried

Data = dict[str, Any]


def described(found: Found, left: Mapping[str, Any] | None = None) -> Data:
    """All of a plan; numbers without a bound are null.

    Args:
        found: what it came to.
        left: what the journal says of a campaign that has begun; None: none has been given.
    """
    verdict, matrix = found.assessment.verdict, found.hoster.matrix
    people = found.about["mailboxes"]
    return {
        **found.about,
        "p": found.chance.p,
        "p_low": found.chance.p_low,
        "p_high": found.chance.p_high,
        "exposed": found.chance.exposed,
        "exposed_low": found.chance.exposed_low,
        "exposed_high": found.chance.exposed_high,
        "keeps_risk": found.chance.p <= found.about["risk"],
        "verdict": {
            "headline": sentences.headline(verdict),
            "leaks": verdict.leaks,
            "states": verdict.states,
            "searched": sentences.searched(verdict),
            "stopped": sentences.stopped(found.assessment),
            "fewest_faults": sentences.fewest(found.assessment),
            "remedy": sentences.remedy(verdict.procedure, found.assessment.constraint)
            if verdict.leaks
            else None,
        },
        "nights": list(found.nights),
        "totals": list(found.totals),
        "demand": list(found.demand),
        "longest_window": _window(found),
        "reliabilities": [
            {
                "verb": str(each.verb),
                "fails": each.fails,
                "share": each.share,
                "reliability": 1.0 - each.share,
                "p_never": each.p_never,
                "p_always": each.p_always,
            }
            for each in found.reliabilities
        ],
        "mitigations": [
            {**_tried(each), **asdict(matrix.place(each.chance.p, people))} for each in found.tried
        ],
        "stop_rule": None if found.stop_rule is None else _stop_rule(found.stop_rule),
        "safe": [
            {
                "procedure": each.procedure.name,
                "is_built_in": each.is_built_in,
                "steps": [str(step.verb) for step in each.procedure.steps],
                "nights": each.worth.nights,
                "downtime_p99_s": each.worth.downtime_p99_s,
                "refused_logons": each.worth.refused_logons,
            }
            for each in found.safe
        ],
        "drivers": list(found.drivers),
        "risks": list(found.register),
        "steps": list(_steps(found)),
        "conditions": [
            {
                "claim": sentences.claim(each),
                "in_model": each.is_in_model,
                "checks": [{"source": one.source, "check": one.check} for one in each.any_of],
            }
            for each in found.assessment.conditions
        ],
        "warnings": list(found.assessment.warnings),
        "not_covered": list(NOT_COVERED),
        "stop_conditions": list(_stop_conditions(found)),
        "help_desk": found.hoster.help_desk.model_dump(),
        "matrix": matrix.model_dump(mode="json"),
        "approval": list(found.hoster.approval.lines),
        "left": None if left is None else dict(left),
    }


def _window(found: Found) -> Data | None:
    window = found.window
    if window is None:
        return None
    is_any = window.window_s is not None and math.isinf(window.window_s)
    return {
        "allowed": "none" if window.window_s is None else "any" if is_any else "up to",
        "window_s": None if is_any else window.window_s,
        "middle_s": window.middle_s,
        "high_s": window.high_s,
        "looked": [
            {"window_s": length, "p": p, "p_least": least, "p_most": most}
            for length, p, least, most in window.looked
        ],
    }


def _tried(each: Tried) -> Data:
    told = {"name": each.mitigation.name, "how": each.mitigation.how, "is_proved": each.is_proved}
    return {**told, **asdict(each.chance)}


def _stop_rule(rule: StopRule) -> Data:
    saved = Difference.of(list(map(float, rule.stopped)), list(map(float, rule.without)))
    stopped = sum(number > 0 for number in rule.not_reached)
    low, high = share_interval(stopped, len(rule.stopped))
    return {
        "schedules": len(rule.stopped),
        "without": sum(rule.without) / len(rule.without),
        "with": sum(rule.stopped) / len(rule.stopped),
        "saved": saved.mean,
        "saved_low": saved.mean_low,
        "saved_high": saved.mean_high,
        "stopped": stopped,
        "stopped_low": low,
        "stopped_high": high,
        "not_reached": sum(rule.not_reached) / len(rule.not_reached),
    }


def _steps(found: Found) -> Iterator[Data]:
    """One row a step: when, who, how it is checked and taken back, and whether it still can be."""
    verbs = [row.step.verb for row in found.line.rows]
    last = verbs.index(Verb.DECOMMISSION) if Verb.DECOMMISSION in verbs else len(verbs)
    for place, row in enumerate(found.line.rows):
        yield {**_step(row), "can_go_back": place < last}


def _step(row: Row) -> Data:
    return {
        "number": row.number,
        "pass": str(row.part),
        "label": row.texts.label,
        "verb": str(row.step.verb),
        "owner": row.texts.owner,
        "starts": begins(row),
        "starts_s": row.starts_at / SECOND,
        "takes": duration(row),
        "command": row.texts.command,
        "check": row.texts.check,
        "backout": row.texts.backout,
        "remark": remark_on(row),
    }


def _stop_conditions(found: Found) -> Iterator[str]:
    """When the night has to be stopped, whoever runs it."""
    window = _window(found)
    campaign = found.scenario.campaign
    yield "A customer reports addresses of others, or the pilot's test mailbox shows any."
    if found.scenario.procedure.probes:
        yield "The probe of a tenant just moved is shown a foreign row."
    if window is not None and window["allowed"] == "up to":
        yield f"An isolation step has taken {wording.lasting(window['window_s'])}, the longest that the risk allows."
    for each in found.reliabilities:
        if 0 < each.share < 1 and each.fails == "for good":
            every = f"more than 1 in {1 / each.share:,.0f}"
            yield f"{each.verb} has failed for good on {every} tenants so far, more than the risk allows."
    late = max((row["tenants_high"] for row in found.nights), default=0)
    largest = max(found.nights, key=lambda row: row["tenants"])
    yield (
        f"By {largest['last_start']} fewer tenants have begun than the night was planned for"
        f" ({wording.count(late)} at most): what is left moves to the night after, no batch begins later."
    )
    if found.chance.p > 0:
        yield (
            "A window stands open at the night's close: close the tenant's gate, or send it back, before the"
            " office opens."
        )
    if campaign.report_probability > 0:
        yield (
            f"After a report: no further batch within {wording.lasting(campaign.reaction / SECOND)};"
            f" tenants in flight: {campaign.in_flight}."
        )
