"""How many states there are, on toys small enough to count by hand."""

from dataclasses import replace

from sim.explorer import Instance, explore

from .toys import READY, TINY, procedure

CUT_OVER = procedure("provision", "sync_mailboxes", "cut_over")
"""Nobody is routed to the target, so nothing leaks."""


def _states(*verbs: str, instance: Instance, move: str = "mrs", faults: int = 0) -> int:
    verdict = explore(procedure(*verbs, move=move), instance, faults=faults)
    assert not verdict.leaks
    return verdict.states


def test_a_chain_of_steps_and_a_book_that_is_made_anew() -> None:
    """Before provision: 1. After each of the three steps the default book lacks the tenant, or has it: 3 x 2."""
    assert explore(CUT_OVER, TINY).states == 1 + 3 * 2


def test_two_tenants_are_every_pair_of_one() -> None:
    """Each tenant's steps, and whether the book has it, are free of the other's: 7 x 7."""
    assert explore(CUT_OVER, replace(TINY, movers=2)).states == 7 * 7


def test_a_change_is_seen_by_the_second_controller_or_not_yet() -> None:
    """As one chain of 1 + 6 x 2 states, those from assign_policy on seen by the other controller or not yet: 1 +
    3 x 2 + 3 x 2 x 2.
    """
    verbs = (*READY, "assign_policy", "sync_mailboxes", "cut_over")
    two = replace(TINY, controllers=2)

    assert _states(*verbs, instance=two, move="precreated") == 1 + 3 * 2 + 3 * 2 * 2


def test_a_wait_blocks_until_the_change_has_arrived() -> None:
    """With a wait after assign_policy, only the state before its end has the change under way: 1 + 3 x 2 + 2 x 2 +
    3 x 2.
    """
    verbs = (*READY, "assign_policy", "wait_replication", "sync_mailboxes", "cut_over")
    two = replace(TINY, controllers=2)

    assert _states(*verbs, instance=two, move="precreated") == 1 + 3 * 2 + 2 * 2 + 3 * 2


def test_policies_are_written_mailbox_after_mailbox() -> None:
    """Two mailboxes and two controllers: none written 1 state, one written 2, both 4; times the book, and after
    provision: 1 + 3 x 2 + (2 + 4 + 4 + 4) x 2.
    """
    verbs = (*READY, "assign_policy", "sync_mailboxes", "cut_over")
    both = replace(TINY, controllers=2, mailboxes=2)

    assert _states(*verbs, instance=both, move="precreated") == 1 + 3 * 2 + (2 + 4 + 4 + 4) * 2


def test_a_night_ends_only_between_two_steps_of_the_night() -> None:
    """After cut_over, one step to go: before the night's end, in it, after it; the last step is done before or
    after, not in it. 1 + 2 x 2 + 3 x 2 + 2 x 2.
    """
    verbs = ("provision", "sync_mailboxes", "cut_over", "generate_oab")
    night = replace(TINY, nights=1)
    lists = ("provision", "build_address_lists", *verbs[1:])

    assert _states(*lists, instance=TINY) == 1 + 5 * 2
    # The tenant's own book is as of its making: it was listed then, whatever the default book has.
    assert _states(*lists, instance=night) == 1 + 3 * 2 + 3 * 2 + 2 * 2


def test_one_fault_may_befall_each_step() -> None:
    """Without it 7. It is spent: provision fails 1 or lies 1, and then sync is refused 1; from there on each has the
    book in two ways: sync fails, sync lies, then cut_over is refused, cut_over fails, cut_over lies: 5 x 2.
    """
    assert explore(CUT_OVER, TINY, faults=1).states == 7 + 3 + 5 * 2


def test_faults_of_one_class_alone() -> None:
    """Steps that fail for good: 7 + 1 + 2 x 2; steps that lie: 7 + 2 + 3 x 2."""
    failing, lying = replace(TINY, are_steps_lying=False), replace(TINY, are_steps_failing=False)

    assert explore(CUT_OVER, failing, faults=1).states == 7 + 1 + 2 * 2
    assert explore(CUT_OVER, lying, faults=1).states == 7 + 2 + 3 * 2


def test_a_stop_takes_back_what_has_begun() -> None:
    """One step of the night done, one to go: it may be stopped there, once. cut_over is undone, then provision,
    each with the book in two ways; without a recipient the book forgets it: 1 + 2 x 5 + stopped 2, cut_over
    back 2, all back 2.
    """
    verbs = ("provision", "build_address_lists", "sync_mailboxes", "cut_over", "generate_oab")

    assert _states(*verbs, instance=replace(TINY, stops=1)) == 1 + 5 * 2 + 2 + 2 + 2
