"""Whatever is read, given files that are not what they ought to be: ``python -m tests.experiments.readers N``.

Reading order:
    documents       sound files of every kind that is read, and what reads them
    spoiled         the same files, spoiled in every way that people and disks know
    fuzz            many of them, and what became of each
    __main__        as many as one likes: make fuzz
    test_readers    some of them
"""
