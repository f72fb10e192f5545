"""The edge: TOML text into frozen, validated parts, every mistake at once and in the reader's words."""

import difflib
import math
import tomllib
import types
import typing
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from . import units
from .errors import ABSENT, InputError, Mistake


class Part(BaseModel):
    """A part of a scenario: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


P = TypeVar("P", bound=Part)


Duration = Annotated[int, BeforeValidator(units.duration)]
"""Whole microseconds, written with a unit."""
Size = Annotated[int, BeforeValidator(units.size)]
"""Bytes, written with a unit."""
PerDay = Annotated[float, BeforeValidator(units.per_day)]
"""Connections per day, written with a unit."""
BytesPerHour = Annotated[float, BeforeValidator(units.bytes_per_hour)]
"""Bytes per hour, written with a unit."""
TimeZone = Annotated[str, AfterValidator(units.time_zone)]
"""A zone of the IANA database, by its name."""
TimeOfDay = Annotated[int, BeforeValidator(units.time_of_day)]
"""Whole microseconds since midnight, written hh:mm."""


def _real(value: object) -> object:
    """A whole number as a real one; of one that no real number is near, its sign."""
    if type(value) is not int:
        return value
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


Share = Annotated[float, BeforeValidator(_real), Field(ge=0, le=1)]
"""A probability or a share, 0 to 1."""
Factor = Annotated[float, BeforeValidator(_real), Field(ge=0, le=100)]
"""A number of no unit that is not negative."""
Sigma = Annotated[float, BeforeValidator(_real), Field(ge=0, le=5)]
"""The sigma of a lognormal law."""


def read_toml(path: Path) -> dict[str, object]:
    """The keys of a TOML file.

    Raises:
        InputError: no such file, or not TOML.
    """
    try:
        # Some editors put a mark before the first letter.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise InputError(str(path), "expected UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(path), f"expected TOML: {error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            str(path), "expected TOML without numbers of thousands of figures or thousands of brackets"
        ) from error


def beside(name: str, source: str) -> str:
    """Where a file that another one names is: beside that one; a name that is no file's stays as it is.

    >>> beside("mine.toml", "ours/night.toml"), beside("gated", "ours/night.toml"), beside("mine.toml", "replaced")
    ('ours/mine.toml', 'gated', 'mine.toml')
    """
    is_file = name.endswith(".toml") and source.endswith(".toml")
    return str(Path(source).parent / name) if is_file else name


def parse(model: type[P], raw: dict[str, object], source: str) -> P:
    """A part from the keys of a file.

    Raises:
        InputError: with every mistake in it.
    """
    try:
        return model.model_validate(_tuples(raw))
    except ValidationError as error:
        raise InputError(source, *mistakes_of(error, model)) from error


def mistakes_of(error: ValidationError, model: type[BaseModel]) -> list[Mistake]:
    """Pydantic's complaints in our words, one a key."""
    mistakes: dict[str, Mistake] = {}
    places = [_key(item["loc"]) for item in error.errors()]
    for item in error.errors():
        key = _key(item["loc"])
        # Pydantic counts the good entries alone: a list with a bad one is called too short as well.
        if item["type"] == "too_short" and any(place.startswith(f"{key}[") for place in places):
            continue
        # A key that may have several types complains once for each; the first says it best.
        mistakes.setdefault(key, _reworded(key, item, model))
    return list(mistakes.values())


def _reworded(key: str, item: Any, model: type[BaseModel]) -> Mistake:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(item["loc"][-1]), _fields_at(model, item["loc"][:-1]), 1)
        return Mistake(key, ABSENT, "no such key" + (f'; did you mean "{near[0]}"?' if near else ""))
    if kind == "missing":
        return Mistake(key, ABSENT, "expected, and not there")
    if kind == "value_error":
        # A rule between the keys of a table says which they are; the whole table would bury it.
        is_table = isinstance(value, dict) and len(value) > 4
        return Mistake(key, ABSENT if is_table else value, f"expected {context['error']}")
    if kind in ("literal_error", "enum"):
        choices = context["expected"].replace("'", '"')
        near = difflib.get_close_matches(
            str(value), [c.strip('" ') for c in choices.replace(" or ", ",").split(",")], 1
        )
        hint = f'; did you mean "{near[0]}"?' if near else ""
        return Mistake(key, value, f"expected {choices}{hint}")
    bounds = {
        "greater_than_equal": "at least {ge:g}",
        "greater_than": "more than {gt:g}",
        "less_than_equal": "at most {le:g}",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "finite_number": "a number",
        "bool_type": "true or false",
        "string_type": "text in quotes",
        "tuple_type": "a list",
        "date_type": "a date such as 2016-04-04, without quotes",
        "model_type": "a table",
        "too_short": "at least {min_length} of them",
        "too_long": "at most {max_length} of them",
        "string_too_short": "some text",
    }
    if kind in bounds:
        return Mistake(key, value, f"expected {bounds[kind].format(**context)}")
    return Mistake(key, value, f"expected otherwise: {item['msg']}")


def _key(location: tuple[int | str, ...]) -> str:
    key = ""
    for part in location:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        # Pydantic puts the name of the type it tried into the path; a key of ours has no such signs.
        elif part.replace("_", "").replace("-", "").isalnum() and part not in _TYPE_WORDS:
            key += f".{part}" if key else part
    return key


_TYPE_WORDS = {"int", "str", "float", "constrained-int", "constrained-str", "literal"}


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    here: type[BaseModel] = model
    for part in location:
        if isinstance(part, str) and part in here.model_fields:
            nested = list(_models_in(here.model_fields[part].annotation))
            if nested:
                here = nested[0]
    return list(here.model_fields)


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for inner in typing.get_args(annotation) for model in _models_in(inner)]


def _tuples(value: Any) -> Any:
    """Lists as tuples, which stay as they are: a part is frozen to the last."""
    if isinstance(value, dict):
        return {k: _tuples(v) for k, v in value.items()}
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value
