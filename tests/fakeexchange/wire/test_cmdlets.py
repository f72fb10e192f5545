import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .toys import TOKEN, Toy, served


def post(toy: Toy, path: str, body: object) -> tuple[int, Any]:
    """Status and answer of a request by the administrator."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = Request(f"{toy.url}/admin/{path}", json.dumps(body).encode(), headers)
    try:
        with urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def test_a_cmdlet_over_the_wire() -> None:
    """A cmdlet posted to the administration changes the platform, and prints its objects."""
    with served((2, 0), (1, 0)) as toy:
        toy.world.host(*toy.world.tenants)
        identity = toy.address(0)
        status, answer = post(
            toy, "cmdlet/Set-Mailbox", {"Identity": identity, "AddressBookPolicy": "T0 ABP"}
        )
        assert (status, answer) == (200, {"cmdlet": "Set-Mailbox", "objects": []})
        status, answer = post(toy, "cmdlet/Get-Mailbox", {"Identity": identity})

    assert (status, answer["objects"][0]["AddressBookPolicy"]) == (200, "T0 ABP")
    assert toy.world.exchange.connect(toy.mailbox(0)).view.policy == 0  # type: ignore[union-attr]


def test_refusals_over_the_wire() -> None:
    """Exchange's own error comes back by its name; a body that is no object is told so; both change nothing."""
    with served((1, 0)) as toy:
        unknown = post(toy, "cmdlet/Set-Mailboxx", {})
        missing = post(toy, "cmdlet/Set-Mailbox", {})
        no_object = post(toy, "cmdlet/Set-Mailbox", ["Identity"])

    assert (unknown[0], unknown[1]["error"]) == (409, "CommandNotFoundException")
    assert (missing[0], missing[1]["error"]) == (409, "ParameterBindingException")
    assert no_object == (400, {"error": "BadRequest", "message": "expected a JSON object of parameters"})


def test_calls_are_a_recording() -> None:
    """What was called can be fetched, refusals with the name of their error; a reset begins it anew."""
    with served((1, 0)) as toy:
        post(toy, "cmdlet/Get-Mailbox", {"Identity": "nobody"})
        request = Request(f"{toy.url}/admin/calls", headers={"Authorization": f"Bearer {TOKEN}"})
        with urlopen(request) as answer:
            found = json.load(answer)
        post(toy, "reset", {})
        with urlopen(request) as answer:
            anew = json.load(answer)

    call = {"at_us": 0, "cmdlet": "Get-Mailbox", "parameters": {"Identity": "nobody"}}
    assert found["calls"] == [call | {"error": "ManagementObjectNotFoundException"}]
    assert anew["calls"] == []
