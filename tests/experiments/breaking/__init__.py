"""Everything that writes, where it cannot: ``python -m tests.experiments.breaking``, as root, in ``make fuzz``.

Reading order:
    writers         each command that writes, as small as it can be
    places          where it is told to write: read-only, full, taken, without a name
    ended           how a command ended, and what is wrong with that
    interrupted     signals, two at once, standard output that goes away
    __main__        all of it, or some
    test_breaking   some of it, on any machine
    test_odd        files, values and ports that are not what they ought to be
"""
