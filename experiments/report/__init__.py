"""One offline HTML file that tells a decision maker what a study, or a comparison, found.

Reading order:
    assumed     what the answer rests on, and how far that moves it
    results     a study's results folder, read back
    finding     what it says in a sentence, beside the 521 of 2016
    sentences   what a comparison found, in sentences, for page and terminal
    saved       what each stop rule of a study would have saved
    inline      a figure as a part of the page
    drawn       a figure with its data and its caption
    commands    what a reader types next, with tenants of their own
    page        what the pages share: templates (base.html.j2, report.css), and how they write numbers
    report      a study's figures and page written into its folder (report.html.j2)
    comparison  the same of a comparison (comparison.html.j2)
    sensitivity  the same of how far the answer moves (sensitivity.html.j2)
    sweep       the same of a sweep (sweep.html.j2)
    plan        a plan as the sheet that a change board signs (plan.html.j2)
"""
