"""A small lesson, and one of full size, served to whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask.testing import FlaskClient

from experiments.lesson.answers import Answers
from experiments.lesson.app import Lesson, create_app
from experiments.lesson.campaigns import Campaigns
from experiments.lesson.classroom import Classroom
from experiments.options import Asked
from fakeexchange.wire.server import serving
from sim.scenario import Scenario

TENANTS = 1_000
ORDER = (
    "mrs:provision,build_address_lists,create_policy,sync_mailboxes,switch_routing,cut_over,assign_policy,"
    "wait_replication,generate_oab,decommission"
)
"""An order that does not ship: routing is switched before the cut-over."""


def lesson(tenants: int | None = TENANTS) -> Lesson:
    """A lesson on so many tenants; None: on all of them."""
    scenario = Scenario.load("incident")
    if tenants is not None:
        scenario = scenario.replaced({"population.tenants": tenants})
    return Lesson.of(Campaigns(scenario, Asked(tenants=tenants)), 1, "2 min")


@dataclass
class Room:
    """A lesson with its class, and how it is asked without a network."""

    lesson: Lesson
    classroom: Classroom

    def client(self) -> FlaskClient:
        """Somebody new."""
        return create_app(self.lesson, self.classroom, rest=lambda _: None).test_client()

    def teacher(self) -> FlaskClient:
        """Whoever has the teacher's key."""
        client = self.client()
        client.get(f"/teacher?key={self.classroom.key}")
        return client

    def pupil(self, name: str) -> FlaskClient:
        """Somebody who has joined the class of this moment."""
        client = self.client()
        joined = client.post("/api/class/join", json={"code": self.classroom.code, "name": name})
        assert joined.json == {"joined": True}
        return client


def room(tenants: int | None = TENANTS) -> Room:
    """A lesson and a class of nobody."""
    return Room(lesson(tenants), Classroom(Answers(), "127.0.0.1"))


@contextmanager
def served(there: Room) -> Iterator[str]:
    """The lesson on the wire; where it is."""
    with serving(create_app(there.lesson, there.classroom)) as running:
        yield running.url() + "/"
