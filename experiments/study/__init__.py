"""The main job: procedures x windows at full size, over many schedules, each cell by two engines.

Reading order:
    file       what a study file says: the one format of studies and sweeps
    study      what runs, and the results folder it becomes
    campaigns  the campaigns of a study, as a worker runs them: two engines compared, row by row
    runs       campaigns on all cores, under every schedule
    tables     the tables of the results folder
    forecast   what a study will cost here
"""
