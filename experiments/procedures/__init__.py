"""Procedures as people write them: listed, with their times, as runbooks, and runbooks as drafts of procedures.

Reading order:
    texts      what a runbook says of a step: its own words, or those of its verb
    timeline   when each step of one tenant begins, and how long it takes
    written    a procedure as the keys and the TOML that people write
    runbook    a procedure as a runbook, in CSV or Markdown
    picture    one tenant's time line, drawn
    table      the procedures, and one of them, for a terminal and as data
    sheet      somebody's runbook, read line by line
    mapping    which verb a line of it means
    draft      a runbook as a draft of a procedure
    calls      somebody's recording, read call by call
    recorded   a recording as a draft of a procedure
    command    what ``gallab procedures`` prints and writes, and which options go together
"""
