"""The words that the model shares with the fake: names and the last instant, none of its rules."""

from fakeexchange.clock import NEVER
from fakeexchange.words import Cause, Channel, Verb

__all__ = ["NEVER", "Cause", "Channel", "Verb"]
