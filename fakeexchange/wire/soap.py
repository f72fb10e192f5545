"""SOAP 1.1 as EWS and Autodiscover speak it: an operation out of a body, an envelope around an answer, a fault.

Source: [MS-OXWSCORE] 2.2, [MS-OXWSXPROP], Exchange's types.xsd and messages.xsd; the server's version stands in the
header of every answer, faults included.
"""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from .xml import XmlError, escaped, parse

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES: Final = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES: Final = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS: Final = "http://schemas.microsoft.com/exchange/services/2006/errors"


@dataclass(frozen=True, slots=True)
class Version:
    """What a server says it is: the numbers of its build, and the name of its schema."""

    major: int
    minor: int
    major_build: int
    minor_build: int
    schema: str

    @property
    def hexadecimal(self) -> str:
        """The same as Autodiscover writes it: major from bit 22 on, minor from bit 16 on, then the build."""
        return f"{0x70000000 | self.major << 22 | self.minor << 16 | 0x8000 | self.major_build:08X}"

    @property
    def dotted(self) -> str:
        """The same as a shell prints it."""
        return f"{self.major}.{self.minor}.{self.major_build}.{self.minor_build}"

    @property
    def schemas(self) -> tuple[str, ...]:
        """The names of the schemas that it understands, oldest first."""
        return SCHEMAS[: SCHEMAS.index(self.schema) + 1]


SCHEMAS: Final = (
    "Exchange2007",
    "Exchange2007_SP1",
    "Exchange2010",
    "Exchange2010_SP1",
    "Exchange2010_SP2",
    "Exchange2013",
    "Exchange2013_SP1",
    "Exchange2015",
    "Exchange2016",
)
SOURCE: Final = Version(14, 3, 123, 0, "Exchange2010_SP2")
TARGET: Final = Version(15, 1, 396, 30, "Exchange2016")


@dataclass(frozen=True, slots=True)
class Call:
    """One operation that a client asks for."""

    name: str
    element: Element
    header: Element | None


def read(body: bytes) -> Call:
    """The operation in a SOAP request.

    Raises:
        XmlError: the bytes are no envelope with one operation in its body.
    """
    root = parse(body)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise XmlError("expected a SOAP 1.1 envelope")
    found = root.find(f"{{{SOAP}}}Body")
    if found is None or len(found) != 1:
        raise XmlError("expected a body with one operation")
    element = found[0]
    return Call(element.tag.rpartition("}")[2], element, root.find(f"{{{SOAP}}}Header"))


def envelope(body: str, version: Version) -> str:
    """An answer as EWS sends it, the server's version in its header."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header><h:ServerVersionInfo MajorVersion="{version.major}"'
        f' MinorVersion="{version.minor}" MajorBuildNumber="{version.major_build}"'
        f' MinorBuildNumber="{version.minor_build}" Version="{version.schema}" xmlns:h="{TYPES}"/></s:Header>'
        f'<s:Body xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">{body}</s:Body></s:Envelope>'
    )


def fault(code: str, message: str, version: Version) -> str:
    """An operation that was not even tried: the fault, in an envelope."""
    text = escaped(message)
    return envelope(
        f'<s:Fault><faultcode xmlns:a="{TYPES}">a:{code}</faultcode><faultstring xml:lang="en-US">{text}'
        f'</faultstring><detail><e:ResponseCode xmlns:e="{ERRORS}">{code}</e:ResponseCode>'
        f'<e:Message xmlns:e="{ERRORS}">{text}</e:Message></detail></s:Fault>',
        version,
    )
