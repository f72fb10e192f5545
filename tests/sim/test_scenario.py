from pathlib import Path
from typing import Any

import pytest

from sim import units
from sim.defaults import defaults
from sim.errors import InputError
from sim.scenario import Scenario


def line(raw: dict[str, Any]) -> str:
    """The whole line that a reader of night.toml with these keys sees."""
    with pytest.raises(InputError) as refused:
        Scenario.of(raw, "night.toml")
    return str(refused.value)


def test_the_incident_is_the_defaults() -> None:
    """The scenario of 2016 changes no default, and runs the order of that night, the window as drawn."""
    incident = Scenario.load("incident")

    assert incident == Scenario.load()
    assert (incident.name, incident.procedure.name, incident.window) == ("incident", "ovh-2016", None)
    assert (incident.population.tenants, incident.campaign.slots) == (130_000, 50)
    bare = Scenario.of({}, "night.toml")
    assert bare.digest == incident.digest


def test_a_file_says_only_what_differs(tmp_path: Path) -> None:
    """A key in a file replaces one default, deep within a table too, and no other."""
    path = tmp_path / "night.toml"
    path.write_text('window = "2 min"\n[clients.asks]\nowa = 0.5\n[steps]\ncut_over = { base = "10 s" }\n')

    scenario = Scenario.load(str(path))

    assert (scenario.name, scenario.window) == ("night", 2 * units.MINUTE)
    assert (scenario.clients.asks.owa, scenario.clients.asks.phone) == (0.5, 0.01)
    assert (scenario.steps.cut_over.base, scenario.steps.cut_over.sigma) == (10 * units.SECOND, 0.8)


def test_defaults_are_not_touched_by_a_scenario() -> None:
    """Laying keys over the defaults leaves the defaults as they were."""
    Scenario.of({"clients": {"asks": {"owa": 0.5}}}, "night.toml")

    assert defaults()["clients"]["asks"]["owa"] == 0.25
    assert Scenario.of({}, "other.toml").clients.asks.owa == 0.25


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"windw": "2 min"}, 'night.toml: windw: no such key; did you mean "window"?'),
        ({"campain": {}}, 'night.toml: campain: no such key; did you mean "campaign"?'),
        ({"campaign": {"slot": 5}}, 'night.toml: campaign.slot: no such key; did you mean "slots"?'),
        (
            {"clients": {"seats": {"outlook_cashed": 1}}},
            'night.toml: clients.seats.outlook_cashed: no such key; did you mean "outlook_cached"?',
        ),
        (
            {"steps": {"cut_over": {"bas": "2 s"}}},
            'night.toml: steps.cut_over.bas: no such key; did you mean "base"?',
        ),
        ({"steps": {"cutover": {}}}, 'night.toml: steps.cutover: no such key; did you mean "cut_over"?'),
        ({"campaign": 5}, "night.toml: campaign = 5: expected a table"),
        ({"name": 5}, "night.toml: name = 5: expected text in quotes"),
        (
            {"clients": {"horizon": "7 dais"}},
            'night.toml: clients.horizon = "7 dais": expected a duration such as "90 s", "2 min" or "7 d"',
        ),
        (
            {"population": {"mailbox_size": {"median": "0.8"}}},
            'night.toml: population.mailbox_size.median = "0.8": expected a size such as "40 GB"',
        ),
        (
            {"clients": {"per_day": {"owa": "2"}}},
            'night.toml: clients.per_day.owa = "2": expected a rate such as "2.0/d"',
        ),
        (
            {"steps": {"sync_mailboxes": {"rate": "1 GB"}}},
            'night.toml: steps.sync_mailboxes.rate = "1 GB": expected a transfer rate such as "0.6 GB/h"',
        ),
        (
            {"campaign": {"opens": "22"}},
            'night.toml: campaign.opens = "22": expected a time of day such as "22:00"',
        ),
        (
            {"campaign": {"first_day": "2016-04-04"}},
            'night.toml: campaign.first_day = "2016-04-04": '
            "expected a date such as 2016-04-04, without quotes",
        ),
        (
            {"campaign": {"closed_days": ["2016-05-05"]}},
            'night.toml: campaign.closed_days[1] = "2016-05-05": '
            "expected a date such as 2016-04-04, without quotes",
        ),
        (
            {"campaign": {"nights": ["Mon", "Tus"]}},
            'night.toml: campaign.nights[2] = "Tus": '
            'expected "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" or "Sun"; '
            'did you mean "Tue"?',
        ),
        ({"campaign": {"nights": []}}, "night.toml: campaign.nights = []: expected at least 1 of them"),
        ({"population": {"tenants": 0}}, "night.toml: population.tenants = 0: expected at least 1"),
        ({"population": {"tenants": 1.5}}, "night.toml: population.tenants = 1.5: expected a whole number"),
        (
            {"clients": {"left_on_at_night": 1.5}},
            "night.toml: clients.left_on_at_night = 1.5: expected at most 1",
        ),
        (
            {"clients": {"connected_kinds": ["fone"]}},
            'night.toml: clients.connected_kinds[1] = "fone": '
            'expected "outlook_cached", "outlook_online", "owa", '
            '"phone" or "ews"; did you mean "phone"?',
        ),
        (
            {"clients": {"follow": {"prompt": 1.0}}},
            'night.toml: clients.follow = {"prompt": 1.0, "autodiscover": 0.3, "restart": 0.68, '
            '"never": 0.02}: '
            "expected shares that sum to 1",
        ),
        (
            {"faults": {"found_after": "soon"}},
            'night.toml: faults.found_after = "soon": expected a duration such as "90 s", "2 min" or "7 d"',
        ),
        (
            {"procedure": "gatd"},
            'procedure: procedure = "gatd": '
            "expected a TOML file or one of batch-late, cloudpanel, deny-by-default, "
            "gated, gated-on-timer, hidden-first, isolate-first, isolate-unreplicated, ovh-2016, "
            "probe-and-stop, reroute-last, solidcp",
        ),
    ],
)
def test_one_mistake(raw: dict[str, Any], expected: str) -> None:
    """A mistake is told whole: file, key, value, what was expected, and the nearest key or word."""
    assert line(raw) == expected


def test_every_mistake_in_one_line() -> None:
    """Mistakes in several tables come at once."""
    raw = {
        "campaign": {"slots": 0, "batch": "x"},
        "clients": {"horizon": "7 dais"},
        "platform": {"controlers": 3},
        "windw": 1,
    }

    assert line(raw) == (
        'night.toml: clients.horizon = "7 dais": expected a duration such as "90 s", "2 min" or "7 d"; '
        'platform.controlers: no such key; did you mean "controllers"?; '
        'campaign.batch = "x": expected a whole number; '
        "campaign.slots = 0: expected at least 1; "
        'windw: no such key; did you mean "window"?'
    )


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("in_flight", "halt", '"halt": expected "finish", "rollback" or "freeze"'),
        ("canary", -1, "-1: expected at least 0"),
        ("canary", 1.5, "1.5: expected a whole number"),
        ("canary_soak", "a day", '"a day": expected a duration such as "90 s", "2 min" or "7 d"'),
        ("report_probability", 5, "5: expected at most 1"),
        ("reaction", -1, '-1: expected a duration such as "90 s", "2 min" or "7 d"'),
        ("resume_at", "25:00", '"25:00": expected a time of day such as "22:00"'),
    ],
)
def test_stop_rules_that_cannot_be(key: str, value: Any, expected: str) -> None:
    """One clear line a mistake, with key, value and what was expected."""
    assert line({"campaign": {key: value}}) == f"night.toml: campaign.{key} = {expected}"


def test_unknown_scenario() -> None:
    """A name that is none of those that ship is answered with all of them."""
    with pytest.raises(InputError) as refused:
        Scenario.load("incidnt")

    assert (
        str(refused.value)
        == 'scenario: scenario = "incidnt": expected a TOML file or one of faults, incident, stops'
    )


def test_missing_and_broken_files(tmp_path: Path) -> None:
    """A file that is not there, or is not TOML, is named, with what is wrong."""
    missing, broken = tmp_path / "missing.toml", tmp_path / "broken.toml"
    broken.write_text('window = 2 min"\n')

    with pytest.raises(InputError) as first:
        Scenario.load(str(missing))
    with pytest.raises(InputError) as second:
        Scenario.load(str(broken))

    assert str(first.value) == f"{missing}: No such file or directory"
    assert str(second.value) == (
        f"{broken}: expected TOML: "
        "Expected newline or end of document after a statement (at line 1, column 12)"
    )


def test_a_procedure_may_stand_in_the_scenario() -> None:
    """A scenario may carry its procedure as a table."""
    steps = [{"verb": verb} for verb in ("provision", "sync_mailboxes", "cut_over")]

    scenario = Scenario.of({"procedure": {"name": "short", "steps": steps}}, "night.toml")

    assert (scenario.procedure.name, len(scenario.procedure.steps)) == ("short", 3)


def test_never_found() -> None:
    """A tenant left behind may be found never."""
    assert Scenario.of({"faults": {"found_after": "never"}}, "night.toml").faults.found_after is None


def test_replaced_keys() -> None:
    """Keys are replaced by their paths, and the scenario stays as it was."""
    scenario = Scenario.load()

    other = scenario.replaced({"campaign.batch": 25, "window": "2 min", "clients.asks.owa": 0.5})

    assert (other.campaign.batch, other.window, other.clients.asks.owa) == (25, 2 * units.MINUTE, 0.5)
    assert (scenario.campaign.batch, scenario.window, scenario.clients.asks.owa) == (5, None, 0.25)
    assert other.replaced({"campaign.batch": 5, "clients.asks.owa": 0.25}).window == 2 * units.MINUTE
    assert scenario.replaced({}) == scenario


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"campaign.slot": 1}, 'replaced: campaign.slot: no such key; did you mean "slots"?'),
        ({"nope.x": 1}, "replaced: nope: no such key"),
        ({"window.x": 1}, "replaced: window.x = 1: no such key: window is not a table"),
        ({"campaign.slots": 0}, "replaced: campaign.slots = 0: expected at least 1"),
    ],
)
def test_replacing_badly(changes: dict[str, object], expected: str) -> None:
    """A key that does not exist, or a value it does not take, is refused as in a file."""
    scenario = Scenario.load().replaced({"window": "2 min"})

    with pytest.raises(InputError) as refused:
        scenario.replaced(changes)

    assert str(refused.value) == expected


def test_digest_names_the_content() -> None:
    """Scenarios of one content share a digest, whatever they are called; a changed key changes it."""
    scenario = Scenario.load()

    assert scenario.replaced({"name": "x", "purpose": "y"}).digest == scenario.digest
    digests = {
        scenario.replaced(changes).digest
        for changes in (
            {},
            {"window": "2 min"},
            {"window": "3 min"},
            {"procedure": "gated"},
            {"population.tenants": 5},
        )
    }
    assert len(digests) == 5
    assert all(len(d) == 12 and set(d) <= set("0123456789abcdef") for d in digests)


@pytest.mark.parametrize(
    ("opens", "last_start", "closes", "last_start_us", "closes_us"),
    [
        ("22:00", "05:00", "06:00", 29 * units.HOUR, 30 * units.HOUR),
        ("00:30", "05:00", "06:00", 5 * units.HOUR, 6 * units.HOUR),
        ("18:00", "23:00", "23:00", 23 * units.HOUR, 23 * units.HOUR),
        ("18:00", "23:00", "00:00", 23 * units.HOUR, 24 * units.HOUR),
    ],
)
def test_nights_may_cross_midnight(
    opens: str, last_start: str, closes: str, last_start_us: int, closes_us: int
) -> None:
    """An hour no later than the opening belongs to the next day."""
    keys = {"opens": opens, "last_start": last_start, "closes": closes}
    campaign = Scenario.of({"campaign": keys}, "night.toml").campaign

    assert (campaign.last_start_after_midnight, campaign.closes_after_midnight) == (last_start_us, closes_us)


def test_last_start_after_closing_is_refused() -> None:
    """A last start later than the closing is refused, and the line says what was expected."""
    found = line({"campaign": {"last_start": "07:00", "closes": "06:00"}})

    assert found.endswith(
        ": expected opens before last_start, and last_start no later than closes, within 24 h"
    )


@pytest.mark.parametrize(
    "raw",
    [{"campaign": {"last_start": "07:00", "closes": "06:00"}}, {"clients": {"hours": [0] * 24}}],
)
def test_a_rule_over_several_keys_shows_those_alone(raw: dict[str, Any]) -> None:
    """A mistake between keys of a large table is told in a line that can be read."""
    assert len(line(raw)) < 250


def test_one_bad_entry_is_one_mistake() -> None:
    """One bad entry of a list of fixed length is told once."""
    assert line({"clients": {"hours": [1.0] * 23 + ["x"]}}) == (
        'night.toml: clients.hours[24] = "x": expected a number'
    )


def test_raw_is_no_key() -> None:
    """What a scenario was made of is not a key of its file."""
    assert line({"raw": 5}).startswith("night.toml: raw: no such key")


@pytest.mark.parametrize("procedure", [5, ["gated"], True])
def test_a_procedure_is_a_name_or_a_table(procedure: object) -> None:
    """A procedure that is neither text nor a table is refused like any other value."""
    assert line({"procedure": procedure}).startswith("night.toml: procedure = ")


def test_a_mistake_in_a_procedure_within_the_scenario_has_its_whole_key() -> None:
    """A mistake in the scenario's own procedure is told with the key as the file has it."""
    steps = [{"verb": "provision"}, {"verb": "sync_mailboxes"}, {"verb": "cut_over", "retry": 1}]

    assert line({"procedure": {"name": "p", "steps": steps}}) == (
        'night.toml: procedure.steps[3].retry: no such key; did you mean "retries"?'
    )


def test_replacing_keeps_the_name() -> None:
    """A scenario named after its file keeps that name when a key is replaced."""
    assert Scenario.of({}, "night.toml").replaced({"window": "2 min"}).name == "night"


def test_a_key_within_a_named_procedure() -> None:
    """Where the procedure is known by its name alone, a key within it is refused as what it is."""
    bare = Scenario.of({}, "night.toml")

    with pytest.raises(InputError) as refused:
        bare.replaced({"procedure.move": "mrs"})

    assert str(refused.value) == ('replaced: procedure.move = "mrs": no such key: procedure is not a table')


@pytest.mark.parametrize("key", ["median", "max"])
def test_sizes_are_more_than_nothing(key: str) -> None:
    """A mailbox size of 0 has no logarithm, and is refused when the file is read."""
    assert line({"population": {"mailbox_size": {key: "0 GB"}}}).startswith(
        f"night.toml: population.mailbox_size.{key} = "
    )


def test_a_procedure_s_file_is_found_beside_the_scenario_that_names_it(tmp_path: Path) -> None:
    """A scenario and its procedure are moved together; scenarios made of it find the file as well."""
    steps = "\n".join(
        f'[[steps]]\nverb = "{verb}"'
        for verb in ("provision", "sync_mailboxes", "cut_over", "switch_routing")
    )
    (tmp_path / "mine.toml").write_text(f'name = "mine"\n{steps}\n', encoding="utf-8")
    file = tmp_path / "night.toml"
    file.write_text('procedure = "mine.toml"\n', encoding="utf-8")
    scenario = Scenario.load(str(file))

    assert scenario.procedure.name == "mine"
    assert scenario.replaced({"campaign.slots": 3}).procedure == scenario.procedure


def test_a_release_is_a_name_in_quotes() -> None:
    """Of another value all other mistakes are told too, beside the defaults in force."""
    assert line({"defaults": 5, "windw": 1}) == (
        'night.toml: defaults = 5: expected text in quotes; windw: no such key; did you mean "window"?'
    )


def test_mistakes_in_a_procedures_place_are_told_with_the_rest() -> None:
    """The file is the same: one line has them all."""
    assert line({"procedure": 5, "windw": 1}) == (
        "night.toml: procedure = 5: expected the name of a procedure, a file, or a table; windw: no such key; did you"
        ' mean "window"?'
    )


def test_a_key_of_several_types_is_told_by_its_own_name() -> None:
    """A file's name, or a list of them: the names of the types that were tried are no part of the key."""
    assert (
        line({"population": {"inventory": 5}})
        == "night.toml: population.inventory = 5: expected text in quotes"
    )


def test_a_map_without_an_inventory_has_nothing_to_tell_of() -> None:
    """It says what an inventory's columns mean."""
    assert line({"population": {"map": "map.toml"}}) == (
        'night.toml: population.map = "map.toml": expected an inventory beside it'
    )


def test_dates_that_order_a_campaign_are_told_apart_when_it_is_loaded(tmp_path: Path) -> None:
    """Not when the first campaign is drawn: the day or the month may come first."""
    (tmp_path / "ours.csv").write_text("tenant,mailboxes,wave\nzoo,1,4/5/2016\nbank,1,6/7/2016\n")
    (tmp_path / "night.toml").write_text('[population]\ninventory = "ours.csv"\n[campaign]\norder = "wave"\n')
    with pytest.raises(InputError, match='"day-first" or "month-first"'):
        Scenario.load(str(tmp_path / "night.toml"))


def test_a_step_that_names_no_time_a_mailbox_takes_none() -> None:
    """It is as long for a tenant of one mailbox as for one of a hundred, to the microsecond."""
    steps = Scenario.load("incident").replaced({"steps.close_gate": {"base": "1 s", "sigma": 0.0}}).steps
    assert (steps.close_gate.base, steps.close_gate.mailbox) == (1_000_000, 0)
