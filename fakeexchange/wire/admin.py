"""Administration in JSON, behind a token: the verbs, and what the platform stands like.

Every answer is an object. A request that is not one, or names what is not there, is a 400 with ``error`` (its name)
and ``message``; a verb whose requirement is not met is a 409 with Exchange's own name of the error.
"""

import hmac
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeGuard, TypeVar

from flask import Blueprint, Response, current_app, jsonify, request

from ..admin import Admin
from ..clock import ManualClock, RunningClock
from ..cmdlets.recording import recording
from ..directory import Mailbox, Tenant
from ..errors import AdminError
from ..policies import isolated_at
from ..words import Verb
from .site import Site

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

F = TypeVar("F", bound=Callable[..., Response])


class RequestError(Exception):
    """The request names what is not there, or is not what is expected."""


@blueprint.before_request
def check_token() -> Response | None:
    """Whoever does not show the token is told nothing."""
    site: Site = current_app.config["SITE"]
    request.get_data()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), site.admin_token.encode()):
        return None
    answer = _error("Unauthorized", "expected the header Authorization: Bearer, and the token", 401)
    answer.headers["WWW-Authenticate"] = 'Bearer realm="gallab"'
    return answer


@blueprint.errorhandler(AdminError)
def refused(error: AdminError) -> Response:
    """Exchange refused the command."""
    return _error(error.name, str(error), 409)


@blueprint.errorhandler(RequestError)
def bad(error: RequestError) -> Response:
    """The request is no good."""
    return _error("BadRequest", str(error), 400)


def locked(view: F) -> F:
    """A view that has the exchange for itself while it runs."""

    @wraps(view)
    def held(*arguments: Any, **keys: Any) -> Response:
        with _site().access.lock:
            return view(*arguments, **keys)

    return held  # type: ignore[return-value]


@blueprint.get("/state")
@locked
def state() -> Response:
    """The platform, counted."""
    exchange = _site().access.exchange
    tenants = [tenant for of in exchange.directories for tenant in of.tenants]
    return jsonify(
        now_us=exchange.clock.now,
        tenants=len(tenants),
        controllers=exchange.controllers,
        visible_mailboxes=sum(of.visible_mailboxes for of in exchange.directories),
        visible_lists=sum(of.visible_lists for of in exchange.directories),
        provisioned=sum(tenant.is_provisioned for tenant in tenants),
        hosted=sum(all(m.is_hosted for m in tenant.mailboxes) for tenant in tenants),
        routed=sum(tenant.is_routed for tenant in tenants),
        isolated=sum(isolated_at(tenant) <= exchange.clock.now for tenant in tenants),
        gates_closed=sum(tenant.is_gate_closed for tenant in tenants),
        default_lists_denied=exchange.are_default_lists_denied,
        source_redirects=exchange.are_sources_redirecting,
    )


@blueprint.get("/tenants/<int:number>")
@locked
def tenant(number: int) -> Response:
    """One tenant, with the users that may log on."""
    found, site = _tenant(number), _site()
    return jsonify(
        tenant=number,
        domain=site.access.names.domain(number),
        is_provisioned=found.is_provisioned,
        is_hidden=found.is_hidden,
        has_lists=found.has_lists,
        has_policy=found.has_policy,
        is_synced=found.is_synced,
        is_routed=found.is_routed,
        is_gate_closed=found.is_gate_closed,
        is_decommissioned=found.is_decommissioned,
        mailboxes=[_described(site, mailbox) for mailbox in found.mailboxes],
        lists=[
            dict(
                zip(("display_name", "address"), site.access.names.distribution_list(number, i), strict=True)
            )
            for i in range(found.lists)
        ],
        journal=[list(entry) for entry in found.journal],
    )


@blueprint.post("/verbs/<name>")
@locked
def verb(name: str) -> Response:
    """Run a verb on a tenant, or on one mailbox of it, from its requirement to its effect.

    Body: ``tenant``; for assign_policy ``mailbox`` (default: all) and ``lags_us``, microseconds by controller.
    """
    if name not in list(Verb):
        raise RequestError(f"{name}: expected a verb: {', '.join(Verb)}")
    known, admin = Verb(name), _site().admin
    asked = _asked("tenant", "mailbox", "lags_us", "hidden")
    found = _tenant(asked.get("tenant"))
    admin.begin(known, found)
    if known is Verb.ASSIGN_POLICY:
        _assign(admin, found, asked)
    elif known is Verb.PROVISION:
        admin.provision(found, is_hidden=asked.get("hidden") is True)
    elif known is Verb.VERIFY_ISOLATION:
        return jsonify(verb=name, tenant=found.number, is_isolated=admin.verify_isolation(found))
    elif known is Verb.PROBE:
        return jsonify(verb=name, tenant=found.number, sees_strangers=admin.probe(found))
    else:
        getattr(admin, name)(found)
    return jsonify(verb=name, tenant=found.number)


@blueprint.post("/cmdlet/<name>")
@locked
def cmdlet(name: str) -> Response:
    """Run one of Exchange's own commands. Body: its parameters. Answer: what it prints, as ``objects``."""
    parameters = request.get_json(force=True, silent=True) if request.get_data() else {}
    if not isinstance(parameters, dict):
        raise RequestError("expected a JSON object of parameters")
    return jsonify(cmdlet=name, objects=_site().admin.cmdlet(name, **parameters))


@blueprint.get("/calls")
@locked
def calls() -> Response:
    """Every call of a cmdlet so far: a recording."""
    return jsonify(recording(_site().admin.shell.calls))


@blueprint.post("/reset")
def reset() -> Response:
    """Begin anew, as the fake stood when it was started."""
    _site().reset()
    return state()


@blueprint.post("/seed")
def seed() -> Response:
    """Draw controllers from the start of another sequence. Body: ``seed``."""
    given = _asked("seed").get("seed")
    if not _is_whole(given):
        raise RequestError(f"seed = {given!r}: expected a whole number")
    _site().access.reseed(given)
    return jsonify(seed=given)


@blueprint.get("/log")
def log() -> Response:
    """The last lines of the front end's log, if there is one."""
    kept = _site().log
    if kept is None:
        return _error("NoLog", "no protocol logs are written: serve with --logs DIR", 409)
    return jsonify(lines=kept.last)


@blueprint.get("/clock")
@locked
def clock() -> Response:
    """What time it is on the platform."""
    return jsonify(now_us=_site().access.exchange.clock.now)


@blueprint.post("/clock")
@locked
def advance() -> Response:
    """Let time go ahead, replication with it. Body: ``advance_us``, microseconds."""
    by, of = _asked("advance_us").get("advance_us"), _site().access.exchange.clock
    if not _is_whole(by) or by < 0:
        raise RequestError(f"advance_us = {by!r}: expected a whole number from 0 up")
    if not isinstance(of, ManualClock | RunningClock):
        return _error("WrongState", "this clock follows a campaign and cannot be set", 409)
    of.advance(by)
    return clock()


def _assign(admin: Admin, tenant: Tenant, asked: Mapping[str, Any]) -> None:
    lags, number = asked.get("lags_us"), asked.get("mailbox")
    controllers = admin.exchange.controllers
    if lags is not None and not (
        isinstance(lags, list)
        and len(lags) == controllers
        and all(_is_whole(lag) and lag >= 0 for lag in lags)
        and lags[0] == 0
    ):
        raise RequestError(f"lags_us = {lags!r}: expected {controllers} whole numbers, 0 first, the writer's")
    if number is None:
        mailboxes = tenant.mailboxes
    elif _is_whole(number) and 0 <= number < len(tenant.mailboxes):
        mailboxes = [tenant.mailboxes[number]]
    else:
        raise RequestError(f"mailbox = {number!r}: expected a number below {len(tenant.mailboxes)}")
    for mailbox in mailboxes:
        admin.assign_policy(mailbox, None if lags is None else tuple(lags))


def _described(site: Site, mailbox: Mailbox) -> dict[str, Any]:
    person = site.access.names.person(mailbox.tenant.number, mailbox.number)
    return {
        "mailbox": mailbox.number,
        "display_name": person.display_name,
        "address": person.address,
        "is_room": mailbox.is_room,
        "password": site.accounts.password(mailbox),
        "is_hosted": mailbox.is_hosted,
        "is_locked": mailbox.is_locked,
    }


def _asked(*keys: str) -> Mapping[str, Any]:
    """The request's object.

    Raises:
        RequestError: it is none, or has other keys.
    """
    asked = request.get_json(force=True, silent=True)
    if not isinstance(asked, dict):
        raise RequestError("expected a JSON object")
    for key in asked:
        if key not in keys:
            raise RequestError(f"{key}: no such key; expected {', '.join(keys)}")
    return asked


def _tenant(number: object) -> Tenant:
    found = _site().access.exchange.find(number) if _is_whole(number) else None
    if found is None:
        raise RequestError(f"tenant = {number!r}: no such tenant")
    return found


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _error(name: str, message: str, status: int) -> Response:
    answer = jsonify(error=name, message=message)
    answer.status_code = status
    return answer


def _site() -> Site:
    site: Site = current_app.config["SITE"]
    return site
