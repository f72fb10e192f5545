"""Who there is, by name: the first four tenants of the default population under seed 1, as ``gallab serve`` has them.

Written out and never asked of the fake: what a client is shown is held against these words.
"""

ISOLATED, IN_THE_WINDOW, BEHIND_THE_GATE, PREPARED = 1, 3, 0, 2
"""Tenants by the state that they are brought into. The last one has been prepared on the target, and nothing more."""

PEOPLE = {
    0: ("Adrien Adrien Bernard",),
    1: (
        "Élise Théophile Besnard",
        "Martin Louis Rodrigues",
        "Océane Éric Lefort",
        "Antoinette Camille Marques",
        "Éric Nicole Dupont",
        "Juliette Laurence Evrard",
        "Stéphane Dorothée Rey",
        "Valérie Arnaude Fouquet",
        "Claudine Thomas Lamy",
        "Jean Marcel Dumont",
        "Marine Franck Chauvet",
    ),
    2: ("Nicolas Joséphine Pereira",),
    3: ("Aimee Bethan O'Neill", "Joanne Holly Parry"),
}
LISTS = {0: (), 1: ("Direction", "Comptabilité"), 2: (), 3: ()}
EVERYBODY = {name for names in (*PEOPLE.values(), *LISTS.values()) for name in names}
OWN = {tenant: {*PEOPLE[tenant], *LISTS[tenant]} for tenant in PEOPLE}

USERS = {
    0: "adrien-adrien.bernard.0@ferrand-0.example",
    1: "elise-theophile.besnard.0@lecoq-1.example",
    2: "nicolas-josephine.pereira.0@jacques-2.example",
    3: "aimee-bethan.o-neill.0@wheeler-3.example",
}
DIRECTION = "list.direction.0@lecoq-1.example"

# Whoever has a word that begins so, among everybody and among the isolated tenant's own.
BEGINS_WITH = {
    "ma": {
        "Martin Louis Rodrigues",
        "Antoinette Camille Marques",
        "Jean Marcel Dumont",
        "Marine Franck Chauvet",
    },
    "p": {"Nicolas Joséphine Pereira", "Joanne Holly Parry"},
    "jo": {"Nicolas Joséphine Pereira", "Joanne Holly Parry"},
    "ad": {"Adrien Adrien Bernard"},
    "d": {"Éric Nicole Dupont", "Jean Marcel Dumont", "Stéphane Dorothée Rey", "Direction"},
}
