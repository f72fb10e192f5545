"""One offline HTML file that tells a decision maker what a study found.

Reading order:
    results   a results folder, read back
    finding   what it says in a sentence, beside the 521 of 2016
    inline    a figure as a part of the page
    report    figures and page written into the folder (report.html.j2, report.css)
"""
