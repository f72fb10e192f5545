from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from experiments.figures.labels import spread

heights = st.lists(st.integers(0, 500), min_size=1, max_size=16)


@given(heights)
def test_labels_keep_their_distance(wanted: list[int]) -> None:
    """Labels end up a gap apart, inside their column, in the order of their lines."""
    placed = spread(wanted, 30, 500)

    assert all(b - a >= 30 for a, b in pairwise(sorted(placed)))
    assert 0 <= min(placed) <= max(placed) <= 500
    assert sorted(range(len(wanted)), key=lambda i: (wanted[i], i)) == sorted(
        range(len(wanted)), key=lambda i: placed[i]
    )


@given(heights)
def test_labels_with_room_stay_where_they_are(wanted: list[int]) -> None:
    """Labels that are far enough apart do not move."""
    apart = [40 * k for k in range(len(wanted))]

    assert spread(apart, 30, 700) == apart
