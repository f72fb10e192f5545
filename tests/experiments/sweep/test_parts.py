"""Parts: how a sweep is cut, and what their names depend on."""

from experiments.sweep.fingerprint import fingerprint
from experiments.sweep.parts import Asked, Part, cut

CODE = {"gallab": "1"}


def parts(*points: Asked, seeds: tuple[int, ...] = (1, 2, 3, 4), code: dict[str, str] = CODE) -> list[Part]:
    """The parts of points under seeds."""
    return list(cut(points, seeds, code))


def point(tenants: int, *digests: str) -> Asked:
    """A point of so many tenants; a seed of one cell takes 3 ms and 1.7 us a tenant."""
    return Asked(tenants, digests or ("a",))


def test_small_points_share_a_part_and_large_ones_are_cut() -> None:
    """About a second each: 62 points of 4 ms under four seeds; of a point of 0.5 s two seeds; of one of 17 s one."""
    small = [point(600, str(k)) for k in range(100)]
    assert [(part.points, part.cells) for part in parts(*small)] == [((0, 63), 252), ((63, 100), 148)]
    middle = parts(point(600), point(290_000), point(600))
    assert [(part.points, part.seeds) for part in middle] == [
        ((0, 1), (1, 2, 3, 4)),
        ((1, 2), (1, 2)),
        ((1, 2), (3, 4)),
        ((2, 3), (1, 2, 3, 4)),
    ]
    assert [part.seeds for part in parts(point(10_000_000))] == [(1,), (2,), (3,), (4,)]


def test_a_name_depends_on_all_that_the_rows_do() -> None:
    """Another scenario, seed, order of seeds or code version is another name; the same is the same."""
    (one,) = parts(point(60, "a", "b"))
    assert parts(point(60, "a", "b"))[0].name == one.name
    others = [
        parts(point(60, "a", "c")),
        parts(point(60, "b", "a")),
        parts(point(60, "a", "b"), seeds=(1, 2, 3, 5)),
        parts(point(60, "a", "b"), seeds=(2, 1, 3, 4)),
        parts(point(60, "a", "b"), code={"gallab": "2"}),
        parts(point(60, "a"), point(60, "b")),
    ]
    names = [part.name for found in others for part in found]
    assert len({one.name, *names}) == 7


def test_more_seeds_and_more_points_keep_whole_parts() -> None:
    """A sweep that is enlarged finds the parts that it has: whole blocks of seeds, whole groups of points."""
    few, more = parts(point(290_000)), parts(point(290_000), seeds=(1, 2, 3, 4, 5, 6))
    assert [part.name for part in more[:2]] == [part.name for part in few]
    many = [point(600, str(k)) for k in range(140)]
    assert [part.name for part in parts(*many)][:1] == [part.name for part in parts(*many[:70])][:1]


def test_the_fingerprint_names_what_results_depend_on() -> None:
    """Code and the versions it runs with, of the C library too."""
    assert {"gallab", "its code", "python", "numpy", "numba", "llvmlite", "polars", "libc", "machine"} == set(
        fingerprint()
    )
