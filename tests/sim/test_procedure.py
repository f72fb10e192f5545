from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fakeexchange.words import Verb
from sim.errors import InputError
from sim.procedure import BEFORE, TEXTS, Move, Procedure, Scope, built_in
from sim.units import SECOND

PREP = ["provision", "build_address_lists", "create_policy"]
OVH_2016 = [
    *PREP,
    "sync_mailboxes",
    "cut_over",
    "switch_routing",
    "assign_policy",
    "wait_replication",
    "generate_oab",
    "decommission",
]
# DESIGN, section 7, of those that need no later verb.
TABLE: dict[str, tuple[str, str, list[str]]] = {
    "ovh-2016": ("mrs", "open", OVH_2016),
    "batch-late": ("mrs", "open", OVH_2016),
    "deny-by-default": ("mrs", "denied", OVH_2016),
    "isolate-first": (
        "precreated",
        "open",
        [
            *PREP,
            "assign_policy",
            "wait_replication",
            "generate_oab",
            "sync_mailboxes",
            "cut_over",
            "switch_routing",
            "decommission",
        ],
    ),
    "isolate-unreplicated": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "cut_over",
            "assign_policy",
            "switch_routing",
            "generate_oab",
            "decommission",
        ],
    ),
    "gated": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "close_gate",
            "cut_over",
            "switch_routing",
            "assign_policy",
            "wait_replication",
            "verify_isolation",
            "generate_oab",
            "open_gate",
            "decommission",
        ],
    ),
    "gated-on-timer": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "close_gate",
            "cut_over",
            "switch_routing",
            "assign_policy",
            "wait_replication",
            "verify_isolation",
            "generate_oab",
            "open_gate",
            "decommission",
        ],
    ),
    "solidcp": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "switch_routing",
            "cut_over",
            "manual",
            "assign_policy",
            "manual",
            "wait_replication",
            "generate_oab",
            "decommission",
        ],
    ),
    "cloudpanel": (
        "precreated",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "switch_routing",
            "assign_policy",
            "cut_over",
            "manual",
            "manual",
            "wait_replication",
            "generate_oab",
            "decommission",
        ],
    ),
    "hidden-first": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "cut_over",
            "switch_routing",
            "assign_policy",
            "wait_replication",
            "unhide",
            "generate_oab",
            "decommission",
        ],
    ),
    "probe-and-stop": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "cut_over",
            "switch_routing",
            "probe",
            "assign_policy",
            "wait_replication",
            "generate_oab",
            "decommission",
        ],
    ),
    "reroute-last": (
        "mrs",
        "open",
        [
            *PREP,
            "sync_mailboxes",
            "cut_over",
            "assign_policy",
            "wait_replication",
            "verify_isolation",
            "generate_oab",
            "switch_routing",
            "decommission",
        ],
    ),
}
SHORT = ["provision", "sync_mailboxes", "cut_over"]


def of(*steps: str | dict[str, Any], **keys: Any) -> Procedure:
    """A procedure of steps, each a verb or a table."""
    tables = [{"verb": step} if isinstance(step, str) else step for step in steps]
    return Procedure.of({"name": "p", "steps": tables, **keys}, "p.toml")


def line(*steps: str | dict[str, Any], **keys: Any) -> str:
    """The whole line that refuses such a procedure."""
    with pytest.raises(InputError) as refused:
        of(*steps, **keys)
    return str(refused.value)


def test_built_in_names() -> None:
    """The procedures that ship are those of the table, sorted."""
    assert built_in() == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_built_in_steps(name: str) -> None:
    """A procedure that ships has its name, its move, its default lists and its steps in order."""
    procedure = Procedure.load(name)

    move, default_lists, verbs = TABLE[name]
    assert (procedure.name, procedure.move, procedure.default_lists) == (name, move, default_lists)
    assert [step.verb for step in procedure.steps] == verbs
    assert procedure.purpose


def test_batch_late_loops_over_the_batch() -> None:
    """In batch-late, cut-over, routing and policy each run over the batch; nothing else does."""
    steps = Procedure.load("batch-late").steps

    in_batch = [step.verb for step in steps if step.scope is Scope.BATCH]
    assert in_batch == ["cut_over", "switch_routing", "assign_policy"]


def test_panels_work_on_one_mailbox_after_another() -> None:
    """The loops of both panels, with the durations of the calls they make, in seconds."""
    loops = {
        name: [
            (str(s.verb), (s.duration or 0) // SECOND)
            for s in Procedure.load(name).steps
            if s.scope is Scope.MAILBOX
        ]
        for name in ("solidcp", "cloudpanel")
    }
    assert loops == {
        "solidcp": [("cut_over", 2), ("manual", 3), ("assign_policy", 1), ("manual", 1)],
        "cloudpanel": [("assign_policy", 0), ("cut_over", 2), ("manual", 3), ("manual", 1)],
    }


def test_the_timer_of_gated_on_timer() -> None:
    """Its gate opens ten minutes after it closed."""
    (opens,) = [s for s in Procedure.load("gated-on-timer").steps if s.on == "timer"]
    assert (opens.verb, opens.after) == ("open_gate", 600 * SECOND)


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    """A TOML file anywhere is a procedure, and defaults are what the format says."""
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\n' + "".join(f'[[steps]]\nverb = "{verb}"\n' for verb in SHORT))

    procedure = Procedure.load(str(path))

    assert (procedure.name, procedure.move, procedure.default_lists) == ("mine", Move.MRS, "open")
    step = procedure.steps[0]
    assert (step.scope, step.duration, step.on_fail, step.retries) == (Scope.TENANT, None, "halt", None)


def test_unknown_procedure() -> None:
    """A name that is none of those that ship is answered with all of them."""
    with pytest.raises(InputError) as refused:
        Procedure.load("gatd")

    assert str(refused.value) == (
        'procedure: procedure = "gatd": expected a TOML file or one of batch-late, cloudpanel, deny-by-default, '
        "gated, gated-on-timer, hidden-first, isolate-first, isolate-unreplicated, ovh-2016, "
        "probe-and-stop, reroute-last, solidcp"
    )


def test_missing_file() -> None:
    """A path that leads nowhere is named."""
    with pytest.raises(InputError) as refused:
        Procedure.load("no-such-folder/mine.toml")

    assert str(refused.value) == "no-such-folder/mine.toml: No such file or directory"


def test_misspelt_verb() -> None:
    """A verb that does not exist is answered with all that do, and the nearest."""
    assert line(*SHORT, "decomission") == (
        'p.toml: steps[4].verb = "decomission": expected "provision", "build_address_lists", '
        '"create_policy", '
        '"assign_policy", "sync_mailboxes", "close_gate", "cut_over", "switch_routing", "generate_oab", '
        '"wait_replication", "verify_isolation", "open_gate", "unhide", "probe", "decommission", '
        '"restart_client_access" or "manual"; did you mean "decommission"?'
    )


def test_several_mistakes_in_one_step() -> None:
    """Every key of a step that is wrong is told, in one line."""
    step = {"verb": "cut_over", "duration": "2 m", "on_fail": "stop", "retries": 100, "ownr": "x"}

    assert line("provision", "sync_mailboxes", step) == (
        'p.toml: steps[3].duration = "2 m": expected a duration such as "90 s", "2 min" or "7 d"; '
        'steps[3].on_fail = "stop": expected "halt", "skip" or "rollback"; '
        "steps[3].retries = 100: expected at most 60; "
        'steps[3].ownr: no such key; did you mean "owner"?'
    )


def test_a_mistake_in_the_only_step() -> None:
    """A mistake in the only step is told once, and the list of steps is not blamed besides."""
    assert line({"verb": "cut_over", "retry": 3}) == (
        'p.toml: steps[1].retry: no such key; did you mean "retries"?'
    )


def test_a_probe_takes_no_on_fail() -> None:
    """A foreign row stops the campaign: there is nothing else to say of what then becomes of the tenant."""
    assert line(*SHORT, {"verb": "probe", "on_fail": "skip"}) == (
        'p.toml: steps[4].on_fail = "skip": expected none on probe: a foreign row stops the campaign'
    )
    assert line({"verb": "probe"}, *SHORT) == 'p.toml: steps[1].verb = "probe": expected after "cut_over"'


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            {"verb": "manual"},
            "steps[4].duration: expected on manual: nothing else says how long it takes",
        ),
        (
            {"verb": "switch_routing", "scope": "mailbox"},
            'steps[4].scope = "mailbox": expected on cut_over or assign_policy or manual alone',
        ),
        (
            {"verb": "switch_routing", "on": "timer", "after": "1 min"},
            "steps[4].on: expected on open_gate alone; steps[4].after: expected on open_gate alone",
        ),
    ],
)
def test_scopes_and_times_are_checked(step: dict[str, Any], expected: str) -> None:
    """What a verb cannot do, or does not say, is one line that names the key."""
    assert line(*SHORT, step) == f"p.toml: {expected}"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"on": "timer"}, "steps[5].after: expected how long the timer runs from the gate's close on"),
        ({"after": "1 min"}, 'steps[5].on: expected "timer" beside after'),
        (
            {"on": "timer", "after": "1 min", "duration": "5 s"},
            "steps[5].duration: expected none: a timer opens the gate of each tenant",
        ),
        (
            {"on": "timer", "after": "1 min", "scope": "batch"},
            "steps[5].scope: expected none: a timer opens the gate of each tenant",
        ),
    ],
)
def test_timers_are_checked(keys: dict[str, Any], expected: str) -> None:
    """A timer needs its time, and has neither duration nor scope."""
    assert line(*SHORT, "close_gate", {"verb": "open_gate", **keys}) == f"p.toml: {expected}"


def test_manual_steps_stand_anywhere() -> None:
    """Before all else, twice, and in a loop over mailboxes."""
    by_hand = {"verb": "manual", "duration": "1 min"}
    found = of(by_hand, by_hand, *SHORT, {**by_hand, "scope": "mailbox"})
    assert [s.verb for s in found.steps].count(Verb.MANUAL) == 3


def test_hidden_and_unhide_belong_together() -> None:
    """Only provisioning prepares hidden, and only what is hidden can be unhidden."""
    hidden = {"verb": "provision", "hidden": True}
    of(hidden, *SHORT[1:], "unhide")
    assert line(*SHORT, "unhide") == (
        "p.toml: steps[1].hidden = false: expected true where a later step unhides"
    )
    assert line(*SHORT, {"verb": "switch_routing", "hidden": True}) == (
        "p.toml: steps[4].hidden: expected on provision alone"
    )


def test_not_hidden_is_what_every_step_is() -> None:
    """Provisioning may say hidden = false, as that is what it does."""
    of({"verb": "provision", "hidden": False}, "sync_mailboxes", "cut_over")


def test_empty_and_shapeless_steps() -> None:
    """No steps, or steps that are no list, are told as such."""
    with pytest.raises(InputError) as none:
        Procedure.of({"name": "p", "steps": []}, "p.toml")
    with pytest.raises(InputError) as shapeless:
        Procedure.of({"name": "p", "steps": 5}, "p.toml")
    with pytest.raises(InputError) as nothing:
        Procedure.of({}, "p.toml")

    assert str(none.value) == "p.toml: steps = []: expected at least 1 of them"
    assert str(shapeless.value) == "p.toml: steps = 5: expected a list"
    assert str(nothing.value) == "p.toml: name: expected, and not there; steps: expected, and not there"


def test_nothing_is_migrated_without_a_cut_over() -> None:
    """A procedure without a cut-over is refused."""
    assert line("provision", "sync_mailboxes") == (
        "p.toml: steps: expected a cut_over: nothing is migrated without one"
    )


# The pairs of the technical order: the later verb is refused where the earlier does not stand before it.
PAIRS = [(need, verb) for verb, needs in BEFORE.items() for need in needs]


def test_the_technical_order() -> None:
    """The order is the one of the format's description, pair by pair."""
    assert sorted(f"{need} < {verb}" for need, verb in PAIRS) == sorted(
        [
            "provision < build_address_lists",
            "build_address_lists < create_policy",
            "create_policy < assign_policy",
            "assign_policy < verify_isolation",
            "provision < sync_mailboxes",
            "sync_mailboxes < cut_over",
            "cut_over < decommission",
            "provision < switch_routing",
            "switch_routing < decommission",
            "build_address_lists < generate_oab",
            "provision < wait_replication",
            "provision < close_gate",
            "close_gate < open_gate",
            "provision < unhide",
            "cut_over < probe",
        ]
    )


@pytest.mark.parametrize(("need", "verb"), PAIRS)
def test_each_pair_is_checked(need: Verb, verb: Verb) -> None:
    """Whichever verb stands before what it needs, the line says after what it was expected."""
    whole = [str(v) for v in BEFORE if v not in (need, verb)]
    steps = [str(verb), *whole, str(need)]

    found = line(*steps, move="precreated")

    assert f'steps[1].verb = "{verb}": expected after "{need}"' in found


@pytest.mark.parametrize("move", list(Move))
def test_moves_differ_in_when_a_policy_may_be_set(move: Move) -> None:
    """A moved mailbox gets its policy after the cut-over; one made ahead may get it before."""
    steps = [*PREP, "assign_policy", "sync_mailboxes", "cut_over"]

    if move is Move.PRECREATED:
        assert len(of(*steps, move="precreated").steps) == 6
    else:
        assert (
            line(*steps, move="mrs") == 'p.toml: steps[4].verb = "assign_policy": expected after "cut_over"'
        )


def test_the_disorder_of_a_whole_procedure_in_one_line() -> None:
    """Every step out of order is told at once."""
    assert line("decommission", "assign_policy", "provision", "provision") == (
        'p.toml: steps[1].verb = "decommission": expected after "cut_over"; '
        'steps[1].verb = "decommission": expected after "switch_routing"; '
        'steps[2].verb = "assign_policy": expected after "create_policy"; '
        'steps[2].verb = "assign_policy": expected after "cut_over"; '
        'steps[4].verb = "provision": expected once in a procedure; '
        "steps: expected a cut_over: nothing is migrated without one"
    )


def test_waiting_twice_is_allowed() -> None:
    """A wait may stand more than once, any other verb only once."""
    assert (
        len(of("provision", "wait_replication", "sync_mailboxes", "wait_replication", "cut_over").steps) == 5
    )


def test_scopes_and_where_they_may_stand() -> None:
    """Campaign steps come first and cut nobody over; batches exist only after the pre-sync."""
    campaign = {"scope": "campaign"}
    assert line("provision", {"verb": "build_address_lists", **campaign}, "sync_mailboxes", "cut_over") == (
        'p.toml: steps[2].scope = "campaign": expected before every step of another scope'
    )
    assert line(*({"verb": verb, **campaign} for verb in SHORT)) == (
        'p.toml: steps[3].scope = "campaign": expected "tenant" or "batch" for cut_over'
    )
    assert line({"verb": "provision", "scope": "batch"}, "sync_mailboxes", "cut_over") == (
        'p.toml: steps[1].scope = "batch": expected "tenant": there are no batches up to sync_mailboxes'
    )


def test_options_of_a_check_stand_on_checks_alone() -> None:
    """Keys that only verify_isolation reads are refused elsewhere, even at their default."""
    assert line(
        "provision", "sync_mailboxes", {"verb": "cut_over", "controllers": "all", "mailboxes": "first"}
    ) == (
        "p.toml: steps[3].controllers: expected on verify_isolation alone; "
        "steps[3].mailboxes: expected on verify_isolation alone"
    )


def test_passes() -> None:
    """Campaign steps, then those up to the synchronisation, then the nights."""
    procedure = of(
        {"verb": "provision", "scope": "campaign"},
        {"verb": "build_address_lists", "scope": "campaign"},
        "create_policy",
        "sync_mailboxes",
        "cut_over",
    )

    assert (procedure.campaign_steps, procedure.presync_end) == (2, 4)
    assert (Procedure.load("ovh-2016").campaign_steps, Procedure.load("ovh-2016").presync_end) == (0, 4)
    assert Procedure.load("isolate-first").presync_end == 7


def test_what_the_window_bears_on() -> None:
    """The length of the isolation step matters where a policy is assigned at all."""
    assert Procedure.load("ovh-2016").depends_on_window
    assert not of(*SHORT).depends_on_window
    # A panel isolates a mailbox in a time of its own.
    assert not Procedure.load("solidcp").depends_on_window


def test_texts_for_runbooks_have_no_effect() -> None:
    """Label, owner, command, check and backout are kept, and change nothing else of a step."""
    texts = {key: f"a {key}" for key in ("label", "owner", "command", "check", "backout")}

    with_texts = of("provision", "sync_mailboxes", {"verb": "cut_over", **texts}).steps[2]
    plain = of(*SHORT).steps[2]

    assert (with_texts.label, with_texts.backout) == ("a label", "a backout")
    assert with_texts.model_copy(update=dict.fromkeys(texts, "")) == plain


def test_built_ins_keep_the_order_of_their_purpose() -> None:
    """In gated and reroute-last the check comes before what lets clients in."""
    for name, opens in (("gated", "open_gate"), ("reroute-last", "switch_routing")):
        verbs = [step.verb for step in Procedure.load(name).steps]
        places = [
            verbs.index(Verb(v)) for v in ("assign_policy", "wait_replication", "verify_isolation", opens)
        ]
        assert all(a < b for a, b in pairwise(places)), name


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_text(key: str) -> None:
    """What a runbook says of a step is text; anything else is told by file and key."""
    steps = [{"verb": verb} for verb in OVH_2016]
    steps[1][key] = 3  # type: ignore[assignment]

    with pytest.raises(InputError) as caught:
        Procedure.of({"name": "mine", "steps": steps}, "mine.toml")
    assert str(caught.value) == f"mine.toml: steps[2].{key} = 3: expected text in quotes"


def test_the_pre_sync_ends_with_its_last_step() -> None:
    """Where sync_mailboxes stands; without it, with what is done over all tenants."""
    steps = [{"verb": verb, "scope": "campaign"} for verb in ("provision", "build_address_lists")]
    without = [*steps, {"verb": "sync_mailboxes"}, {"verb": "cut_over"}]
    assert Procedure.of({"name": "x", "steps": without}, "x.toml").presync_end == 3
    late = [{"verb": "provision", "scope": "campaign"}, {"verb": "sync_mailboxes", "scope": "campaign"}]
    late += [{"verb": "build_address_lists", "scope": "campaign"}, {"verb": "cut_over"}]
    assert Procedure.of({"name": "x", "steps": late}, "x.toml").presync_end == 3


def test_without_a_pre_sync_it_is_what_is_done_over_all_tenants() -> None:
    """As of steps that nobody has put in order yet."""
    bare = Procedure.load("ovh-2016").model_copy(update={"steps": Procedure.load("ovh-2016").steps[:1]})
    assert bare.presync_end == bare.campaign_steps == 0


def test_what_may_be_undone_and_what_probes() -> None:
    """A step that rolls back, and a probe, are told of; a procedure without them is not."""
    plain, probing = Procedure.load("ovh-2016"), Procedure.load("probe-and-stop")
    assert (plain.probes, probing.probes) == (False, True)
    steps = [step.model_dump(mode="json", exclude_defaults=True) for step in plain.steps]
    undoing = Procedure.of(
        {"name": "x", "steps": [*steps[:-1], steps[-1] | {"on_fail": "rollback"}]}, "x.toml"
    )
    assert (plain.may_roll_back, undoing.may_roll_back) == (False, True)
