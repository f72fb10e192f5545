"""Pages for a class, made to be printed: what dossiers and the teacher's pack share.

Reading order:
    printed     templates (sheet.html.j2, sheet.css) filled, and their words counted
"""
