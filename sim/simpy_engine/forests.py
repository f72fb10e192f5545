"""The target's forests: a directory a pod, of the tenants that move to it and the residents that live there."""

import numpy as np

from fakeexchange.directory import Directory

from ..draws import Draws


def directories(draws: Draws) -> list[Directory]:
    """One a pod; tenants in campaign order, for neighbours in time to be neighbours in memory, then residents."""
    everyone, order, pods = draws.everyone, draws.browse_order, draws.scenario.population.pods
    pod_of = everyone.numbers % pods
    pod_of_recipient = np.repeat(pod_of, everyone.mailboxes + everyone.lists)
    found = []
    for pod in range(pods):
        ours, is_here = everyone.taken(np.flatnonzero(pod_of == pod)), pod_of_recipient == pod
        # Recipients are numbered within their directory.
        number = np.cumsum(is_here) - 1
        browsed = number[order[is_here[order]]]
        columns = ours.numbers, ours.mailboxes, ours.lists, ours.hidden
        sizes = zip(*(column.tolist() for column in columns), strict=True)
        found.append(Directory(sizes, browsed.tolist()))
    return found
