"""What a study file says: the one format that studies and sweeps read.

Both cross procedures with lengths of the isolation step under the same seeds. A study changes the keys under
``[vary]`` one at a time; a sweep crosses them all, or takes a sample of them.
"""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from sim.edge import Duration, Part, beside, parse, read_toml
from sim.errors import ABSENT, InputError, Mistake
from sim.procedure import built_in
from sim.units import duration

from ..axes import Axis
from ..enough import START, Schedules

SHIPPED: Final = "orderings"
"""The study that runs where none is named: the lab's main job."""


class StudyFile(Part):
    """What a study file says.

    A seed names a schedule. With one seed in the list, the schedules are those of ``replications`` seeds from
    it on; with several, exactly theirs, and ``replications`` has no place. The first one is simulated in SimPy
    as well. With ``until_halfwidth`` there are only as many as it takes until the interval of each cell's mean
    number of exposed tenants is as narrow as that, as a share of the mean; ``replications`` is then the cap.
    """

    name: str
    purpose: str = ""
    scenario: str = "incident"
    procedures: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[tuple[Duration, ...], Field(min_length=1)] = ()
    seeds: Annotated[tuple[int, ...], Field(min_length=1)] = (1,)
    replications: Annotated[int | None, Field(ge=1)] = None
    until_halfwidth: float | None = None
    sample: Annotated[int | None, Field(ge=1)] = None
    vary: Annotated[dict[str, Any], Field(default_factory=dict)]
    _source: str = PrivateAttr(default="study")

    @field_validator("seeds")
    @classmethod
    def _seeds_differ(cls, seeds: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(seeds)) < len(seeds):
            raise ValueError("seeds of which none is there twice")
        return seeds

    @field_validator("replications")
    @classmethod
    def _counted_from_one_seed(cls, replications: int | None, info: ValidationInfo) -> int | None:
        if replications is not None and len(info.data.get("seeds", ())) > 1:
            raise ValueError("one seed to count from: several seeds are the schedules")
        return replications

    @field_validator("until_halfwidth")
    @classmethod
    def _can_be_reached(cls, until: float | None, info: ValidationInfo) -> float | None:
        if until is None:
            return None
        if not 0 < until < 1:
            raise ValueError("a share between 0 and 1, such as 0.05")
        if len(info.data.get("seeds", ())) > 1:
            raise ValueError("one seed to count from: several seeds are the schedules")
        if (info.data.get("replications") or START) < START:
            raise ValueError(f"replications of at least {START} beside it: none is looked at before")
        return until

    @property
    def schedules(self) -> Schedules:
        """Under which seeds to run."""
        if len(self.seeds) > 1:
            return Schedules(self.seeds)
        return Schedules.of(self.seeds[0], self.replications, self.until_halfwidth)

    @property
    def source(self) -> str:
        """The file, for what is wrong in it."""
        return self._source

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What is varied, in the file's order."""
        return tuple(Axis.of(key, values) for key, values in self.vary.items())

    @classmethod
    def load(cls, name_or_path: str = SHIPPED) -> "StudyFile":
        """A study that ships, by its name, or a study file.

        Raises:
            InputError: with every mistake in it.
        """
        is_file = name_or_path.endswith(".toml")
        source = Path(name_or_path) if is_file else _shelf() / f"{name_or_path}.toml"
        if not is_file and not source.is_file():
            shipped = ", ".join(sorted(entry.stem for entry in _shelf().iterdir()))
            raise InputError(
                "study", Mistake("study", name_or_path, f"expected a TOML file or one of {shipped}")
            )
        told = str(source) if is_file else source.name
        file = parse(cls, read_toml(source), told)
        file._source = told
        mistakes = tuple(Axis.mistakes_in(file.vary))
        if mistakes:
            raise InputError(told, *mistakes)
        return file.model_copy(
            update={
                "scenario": beside(file.scenario, str(source)),
                "procedures": tuple(beside(name, str(source)) for name in file.procedures),
            }
        )

    def asked(
        self,
        procedures: Sequence[str] = (),
        windows: Sequence[str] = (),
        seed: int | None = None,
        replications: int | None = None,
        until_halfwidth: float | None = None,
    ) -> "StudyFile":
        """The same study with what the command line says in place of what the file does.

        Procedures by name make it a study of one's own: what the file says of its purpose and varies is not asked.

        Raises:
            InputError: what an option does not take.
        """
        changes: dict[str, object] = {}
        if procedures:
            changes |= {
                "procedures": tuple(procedures),
                "name": ", ".join(procedures),
                "purpose": "",
                "vary": {},
            }
        if windows:
            try:
                changes["windows"] = tuple(map(duration, windows))
            except ValueError as error:
                raise InputError.of_option("--window", list(windows), str(error)) from error
        if seed is not None:
            changes["seeds"] = (seed,)
        elif len(self.seeds) > 1:
            counted = f"a --seed to count from: {self.name} lists {len(self.seeds)} seeds"
            for option, value in (("--replications", replications), ("--until-halfwidth", until_halfwidth)):
                if value is not None:
                    raise InputError.of_option(option, value, counted)
        if replications is not None:
            changes["replications"] = replications
        if until_halfwidth is not None:
            changes["until_halfwidth"] = until_halfwidth
        asked = self.model_copy(update=changes)
        # Whether they can be is for the schedules to say, and before anything runs.
        _ = asked.schedules
        return asked

    def as_study(self) -> "StudyFile":
        """The same, if a study can run it.

        Raises:
            InputError: it says what a sweep alone can do.
        """
        self._refuse(
            ("windows", ABSENT, "expected, and not there: a study compares lengths", not self.windows),
            ("sample", self.sample, "only a sweep takes a sample: gallab sweep", self.sample is not None),
            *(
                (f"vary.{axis.key}", self.vary[axis.key], "expected a list; only a sweep takes ends", True)
                for axis in self.axes
                if axis.span is not None
            ),
        )
        return self

    def as_sweep(self) -> "StudyFile":
        """The same, if a sweep can run it.

        Raises:
            InputError: it says what a study alone can do, or ends of a key without a sample.
        """
        spans = [axis for axis in self.axes if axis.span is not None and self.sample is None]
        self._refuse(
            (
                "until_halfwidth",
                self.until_halfwidth,
                "only a study stops by itself; replications says how many schedules",
                self.until_halfwidth is not None,
            ),
            (
                "sample",
                self.sample,
                "expected something under [vary] to take it of",
                self.sample is not None and not self.vary,
            ),
            (
                "vary.window",
                ABSENT,
                "expected no windows beside it: they are lengths of the same step",
                bool(self.windows) and "window" in self.vary,
            ),
            ("vary.procedure", ABSENT, "no such key; procedures lists them", "procedure" in self.vary),
            *(
                (f"vary.{axis.key}", self.vary[axis.key], "expected a list, or a sample = N beside it", True)
                for axis in spans
            ),
        )
        return self

    def _refuse(self, *rules: tuple[str, object, str, bool]) -> None:
        mistakes = [Mistake(key, value, expected) for key, value, expected, is_broken in rules if is_broken]
        if mistakes:
            raise InputError(self._source, *mistakes)


def study_in(what: Sequence[str]) -> str | None:
    """The study that the words of a command line name, that of the lab for no word; None: they name procedures.

    Raises:
        InputError: one word that is neither.
    """
    if not what:
        return SHIPPED
    if len(what) > 1:
        # Beside another name a file, too, can only be a procedure.
        return None
    studies = sorted(entry.stem for entry in _shelf().iterdir())
    if what[0].endswith(".toml") or what[0] in studies:
        return what[0]
    if what[0] not in built_in():
        told = f"a TOML file, a study ({', '.join(studies)}) or procedures ({', '.join(built_in())})"
        raise InputError("study", Mistake("study", what[0], f"expected {told}"))
    return None


def _shelf() -> Path:
    return Path(str(resources.files("experiments") / "studies"))
