"""How often the intervals of P(at least K exposed) hold the truth: ``python -m tests.sim.coverage [REPEATS]``.

Both shocks are on; the population is made up, and its law is known. Each repeat is a risk assessment of its own. One
line a probability: how many intervals held it, how wide they are, and how many plain campaigns would be as exact.
"""

import sys

import numpy as np

from experiments.risk.law import Law
from tests.sim.mixing.made_up import Population, level

LEVELS = (0.5, 1e-3, 1e-6)


def main(repeats: int) -> int:
    """So many repeats."""
    population = Population()
    exact, worst = population.exact
    levels = [
        (name, tails, level(tails, p)) for p in LEVELS for name, tails in (("total", exact), ("worst", worst))
    ]
    held, widths, found = (np.zeros((repeats, len(levels))) for _ in range(3))
    design = population.design(0)
    for i in range(repeats):
        design = population.design(1_000 + i)
        law = Law(population.batches(design), design.least, design.error)
        for j, (name, tails, k) in enumerate(levels):
            chance = (law if name == "total" else law.worst).at(k)
            if chance.p is None or chance.low is None or chance.high is None:
                raise SystemExit(f"not told: P({name} >= {k}), {chance.why_not}")
            held[i, j] = chance.low <= tails[k] <= chance.high
            widths[i, j], found[i, j] = (chance.high - chance.low) / 2 / tails[k], chance.p
        print(f"\r{i + 1} of {repeats}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"{repeats} repeats of {design.total} schedules each")
    for j, (name, tails, k) in enumerate(levels):
        p = float(tails[k])
        gain = p * (1 - p) / float(((found[:, j] - p) ** 2).mean()) / design.total
        print(
            f"P({name} >= {k}) = {p:.3g}: {held[:, j].mean():.1%} of intervals hold it; half-width "
            f"{np.median(widths[:, j]):.2%}; off by {found[:, j].mean() / p - 1:+.2%} on average; "
            f"{gain:,.0f} times as many plain campaigns for the same"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
