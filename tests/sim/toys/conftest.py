"""Every toy is played on both engines: the row in its comment is nobody's but the model's."""

from typing import cast

import pytest

from sim.judges import ENGINES, Engine


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Which judge plays the toy."""
    return cast(Engine, request.param)
