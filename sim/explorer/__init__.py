"""Judge 4: time is thrown away, and every interleaving is tried on a small instance of the same fake.

Reading order:
    instance      how large a world is searched, and what no size of it covers
    scaled        a scenario scaled down to one tenant, and what may befall it
    acts          a procedure as what happens to one tenant in one go
    shell         what each act, or its undoing, calls on the fake
    clients       what each mailbox is given at the fake's front door
    stage         a small platform, set up
    register      every world met, numbered, and what of it bears on one tenant
    world         the real fake, driven one act at a time
    model         what can happen next
    search        breadth first to the first answer with strangers in it
    story         what happened, one changed thing a line
    verdict       cannot leak, or the shortest story
    residual      a book with strangers in it that outlives the window
    fewest        the smallest number of faults that makes a procedure leak
    constraint    the precedence whose addition removes a leak
    negations     what a verdict may rest on, taken away
    conditions    what a verdict rests on, each seen in the search
    replay        a story, driven step by step on a fake that was never branched
    warnings      checks that are no checks
    assessment    all that is said of one procedure
"""

from .instance import Instance
from .verdict import Verdict, explore
from .world import World

__all__ = ["Instance", "Verdict", "World", "explore"]
