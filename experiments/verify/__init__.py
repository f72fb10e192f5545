"""What ``gallab verify`` says: whether a procedure can leak, the shortest story, what the verdict rests on.

Reading order:
    sentences     findings in single sentences, the same in every form
    words         an assessment for people, on standard output
    described     the same for programs: one JSON object
    checklist     what the verdict rests on, as a list to tick off on a pilot tenant
    folder        checklist and drawing in a results folder
"""
