"""A call bound to its cmdlet's parameters: each value read as its kind says, each named object looked up.

What the table does not know is refused before anything is done, with PowerShell's error names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..errors import AdminError
from . import filters
from .objects import Kind, Named
from .organisation import Organisation
from .recipients import Recipient
from .table import Cmdlet, Parameter

_TRUE: Final = {True: True, False: False, "true": True, "false": False, "$true": True, "$false": False}
_MANY: Final = {"lists": (Kind.LIST,), "alllists": (Kind.LIST, Kind.GAL)}
_RECIPIENTS: Final = ("user", "mailbox", "mailuser", "movable", "group", "anygroup", "recipient")


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gave.

    Attributes:
        values: by parameter, those that do something.
        attributes: by parameter, those that are merely kept.
        writer: the controller that takes the call's writes and answers its reads, from 0.
    """

    values: Mapping[str, Any]
    attributes: Mapping[str, Any]
    writer: int

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def recipient(self, name: str = "Identity") -> Recipient:
        """A parameter that names a recipient and is there."""
        found = self.values[name]
        assert isinstance(found, Recipient)
        return found

    def named(self, name: str = "Identity") -> Named:
        """A parameter that names another object and is there."""
        found = self.values[name]
        assert isinstance(found, Named)
        return found


def bind(cmdlet: Cmdlet, parameters: Mapping[str, object], organisation: Organisation) -> Given:
    """What a call gives its cmdlet.

    Raises:
        AdminError: a parameter that the cmdlet has not, that is missing, or whose value is of another kind; an
            object that is not there.
    """
    known: dict[str, tuple[Parameter, object]] = {}
    for name, value in parameters.items():
        parameter = cmdlet.parameters.get(name.lower())
        if parameter is None:
            raise AdminError(
                "ParameterBindingException",
                f"{cmdlet.name}: a parameter cannot be found that matches parameter name '{name}'.",
            )
        known[parameter.name] = parameter, value
    missing = [p.name for p in cmdlet.parameters.values() if p.is_required and p.name not in known]
    if missing:
        raise AdminError(
            "ParameterBindingException",
            f"{cmdlet.name}: cannot process command because of one or more missing mandatory parameters:"
            f" {' '.join(missing)}.",
        )
    writer = organisation.preferred
    if "DomainController" in known:
        writer = organisation.controller(str(known["DomainController"][1]))
    reader = _Reader(cmdlet.name, organisation, organisation.server(writer))
    read = {name: reader.read(parameter, value) for name, (parameter, value) in known.items()}
    return Given(
        {name: read[name] for name, (parameter, _) in known.items() if not parameter.is_attribute},
        {name: read[name] for name, (parameter, _) in known.items() if parameter.is_attribute},
        writer,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads values as their kinds say."""

    cmdlet: str
    organisation: Organisation
    server: str

    def read(self, parameter: Parameter, value: object) -> Any:
        kind = parameter.kind
        if value is None or (isinstance(value, str) and value.lower() == "$null"):
            if parameter.may_be_null:
                return None
            if kind == "switch":
                return True
            raise self._error(parameter, value, "a value that is not null")
        if kind in ("flag", "switch"):
            return self._flag(parameter, value)
        if kind == "texts":
            return [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
        if kind in _MANY:
            many = value if isinstance(value, list | tuple) else [value]
            return [self._one_of(_MANY[kind], str(v)) for v in many]
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise self._error(parameter, value, "a text")
        text = str(value).strip()
        if not text:
            raise self._error(parameter, value, "a text that is not empty")
        if kind == "address":
            return self._address(parameter, text)
        if kind == "filter":
            return filters.read(text)
        if kind == "controller":
            return self.organisation.controller(text)
        if kind in _RECIPIENTS:
            return self.organisation.recipients.find(text, self.organisation.types(kind), self.server)
        if kind == Kind.DOMAIN and (domain := self.organisation.domain(text)) is not None:
            return domain
        if kind in set(Kind):
            return self.organisation.shelf.get(Kind(kind), text, self.server)
        return text

    def _one_of(self, kinds: tuple[Kind, ...], identity: str) -> Named:
        shelf = self.organisation.shelf
        found = (shelf.find(kind, identity) for kind in kinds)
        named = next((one for one in found if one is not None), None)
        return named if named is not None else shelf.get(kinds[0], identity, self.server)

    def _flag(self, parameter: Parameter, value: object) -> bool:
        told = value.lower() if isinstance(value, str) else value
        if not isinstance(told, str | bool) or told not in _TRUE:
            raise self._error(parameter, value, "$true or $false")
        return _TRUE[told]

    def _address(self, parameter: Parameter, text: str) -> str:
        address = text.removeprefix("SMTP:").removeprefix("smtp:")
        local, at, domain = address.partition("@")
        if not (local and at and domain) or "@" in domain or any(c.isspace() for c in address):
            raise self._error(parameter, text, "an address such as ann@acme.example")
        return address

    def _error(self, parameter: Parameter, value: object, expected: str) -> AdminError:
        return AdminError(
            "ParameterBindingException",
            f"{self.cmdlet}: cannot process argument transformation on parameter '{parameter.name}': cannot"
            f' convert value "{"$null" if value is None else value}"; expected {expected}.',
        )
