"""Judge 4: time is thrown away, and every interleaving is tried on a small instance of the same fake.

Reading order:
    instance      how large a world is searched, and what no size of it covers
    acts          a procedure as what happens to one tenant in one go
    world         the real fake, driven one act at a time
    model         what can happen next
    search        breadth first to the first answer with strangers in it
    story         what happened, one changed thing a line
    verdict       cannot leak, or the shortest story
"""

from .instance import Instance
from .verdict import Verdict, explore

__all__ = ["Instance", "Verdict", "explore"]
