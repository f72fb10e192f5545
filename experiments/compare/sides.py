"""Which tenants one procedure exposes and another does not, under one seed: the same tenants and clients in both."""

from dataclasses import dataclass
from typing import Any

from ..naming import OwnNames
from ..study.runs import Ran

EXAMPLES = 5
"""Tenants of each side that are listed."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is exposed under which of two procedures.

    Attributes:
        procedure: the other one.
        reference: the first one.
        seed: of the draws that both met.
        tenants: how many there are.
        both: tenants exposed under both.
        only_reference: numbers of those exposed under the first alone, in ascending order.
        only_procedure: of those exposed under the other alone, likewise.
        names: of the tenants, where they are shown.
    """

    procedure: str
    reference: str
    seed: int
    tenants: int
    both: int
    only_reference: tuple[int, ...]
    only_procedure: tuple[int, ...]
    names: OwnNames = None

    @classmethod
    def of(cls, first: Ran, other: Ran, names: OwnNames = None) -> "Sides":
        """Who changes sides between two procedures, as SimPy observed them under the first seed."""
        a, b = set(first.compared.exposed), set(other.compared.exposed)
        return cls(
            other.cell.scenario.procedure.name,
            first.cell.scenario.procedure.name,
            first.observed.seed,
            first.observed.totals["tenants"],
            len(a & b),
            tuple(sorted(a - b)),
            tuple(sorted(b - a)),
            names,
        )

    @property
    def example(self) -> tuple[int, str] | None:
        """One tenant that changes sides, to be looked at under both, and the procedure that exposes it.

        The first under the reference alone, else under the other alone; None: nobody changes sides.
        """
        if self.only_reference:
            return self.only_reference[0], self.reference
        return (self.only_procedure[0], self.procedure) if self.only_procedure else None

    def row(self) -> dict[str, Any]:
        """The counts, and the example."""
        tenant, exposed_by = self.example or (None, None)
        named = {} if self.names is None else {"example_name": None if tenant is None else self.names[tenant]}
        return {
            "procedure": self.procedure,
            "reference": self.reference,
            "seed": self.seed,
            "both": self.both,
            "only_reference": len(self.only_reference),
            "only_procedure": len(self.only_procedure),
            "neither": self.tenants - self.both - len(self.only_reference) - len(self.only_procedure),
            "example_tenant": tenant,
            **named,
            "example_exposed_by": exposed_by,
        }

    def described(self) -> dict[str, Any]:
        """The same as JSON has it, with a few tenants of each side."""
        few = {
            "only_reference": list(self.only_reference[:EXAMPLES]),
            "only_procedure": list(self.only_procedure[:EXAMPLES]),
        }
        described = {**self.row(), **{f"tenants_{side}": tenants for side, tenants in few.items()}}
        if self.names is not None:
            names = self.names
            described |= {f"names_{side}": [names[t] for t in tenants] for side, tenants in few.items()}
        return described

    def changed(self) -> list[dict[str, Any]]:
        """One row a tenant that changes sides."""
        return [
            {
                "procedure": self.procedure,
                "reference": self.reference,
                "tenant": tenant,
                **({} if self.names is None else {"name": self.names[tenant]}),
                "exposed_by": exposed_by,
            }
            for exposed_by, tenants in (
                (self.reference, self.only_reference),
                (self.procedure, self.only_procedure),
            )
            for tenant in tenants
        ]
