// Night: play the incident; counters and lanes as the server sends them.
import {ask, play} from "./answers.js";
import {key, lanes} from "./lanes.js";
import {about, announce, count, counted, el, foot, keep, seedOf, totalsRows, trouble} from "./parts.js";

const COUNTERS = [["begun", "tenants begun"], ["open", "windows open"], ["connected", "connected inside"],
  ["exposed", "shown strangers"], ["entries", "entries shown"]];
const millions = new Intl.NumberFormat("en-US", {notation: "compact", maximumSignificantDigits: 3});
const SPEEDS = [["0.5", "half speed"], ["1", "usual speed"], ["2", "twice as fast"], ["4", "four times"]];

export function night(body, given) {
  const state = {world: about.worlds[given.world] ? given.world : "calm", seed: given.seed, i: 0, speed: "1"};
  let stop = null;
  let told = null;
  let draw = () => null;
  let asked = 0;
  let typed = null;

  const worlds = el("fieldset", {class: "choices"}, el("legend", {class: "unseen"}, "Which night"),
    Object.entries(about.worlds).map(([name, world]) => el("label", {},
      el("input", {type: "radio", name: "world", value: name, checked: name === state.world, change: () => { state.world = name; load(); }}),
      " ", world.title)));
  const says = el("p", {});
  const button = el("button", {type: "button", class: "go", click: () => (stop ? pause() : start())}, "Play");
  const speed = el("select", {"aria-label": "Speed", change: () => { state.speed = speed.value; if (stop) { pause(); start(); } }},
    SPEEDS.map(([value, words]) => el("option", {value, selected: value === state.speed}, words)));
  const scrub = el("input", {type: "range", min: 0, max: 150, value: 0, "aria-label": "Time of the night", input: () => { pause(); to(Number(scrub.value)); }});
  const seed = seedOf(state, () => { clearTimeout(typed); typed = setTimeout(load, 400); });
  const values = Object.fromEntries(COUNTERS.map(([name]) => [name, el("b", {}, "0")]));
  const clock = el("b", {}, "–");
  const date = el("span", {}, "local time");
  const counters = el("ul", {class: "counters"}, el("li", {class: "clock"}, clock, date),
    COUNTERS.map(([name, words]) => el("li", {class: name === "exposed" ? "bad" : ""}, values[name], el("span", {}, words))));
  const place = el("div", {class: "picture"});
  const end = el("div", {});

  body.append(el("h1", {}, "Play the night. Who saw what?"), worlds, says,
    el("div", {class: "player"}, button, speed, el("button", {type: "button", click: reset}, "Reset"), scrub, seed),
    counters, place, key(), end);
  load(Number(given.i ?? 0));
  return () => { pause(); asked += 1; };

  async function load(i = 0) {
    clearTimeout(typed);
    pause();
    const mine = ++asked;
    says.textContent = `${about.worlds[state.world].says} The campaign of ${count(about.tenants)} tenants is being run …`;
    try {
      const found = await ask("night", {world: state.world, seed: state.seed});
      if (mine !== asked) return;
      told = found;
      says.textContent = told.says;
      scrub.max = told.frames;
      draw = lanes(place, told);
      end.replaceChildren(
        el("p", {}, `Night ${told.night} of ${told.totals.nights} under ${told.procedure}, isolation step ${
          told.window ? `takes ${told.window}` : "as drawn"}: ${counted(told.tenants, "tenant")} of ${count(told.totals.tenants)}.`),
        el("p", {class: "quiet"}, `The whole campaign, ${counted(told.totals.nights, "night")}, seed ${told.seed}, one draw: ${
          counted(told.totals.connected, "tenant")} connected, ${count(told.totals.exposed)} were shown strangers.`),
        foot(told.command, ["what", "how many"], totalsRows(told.totals), "All totals of the campaign this night belongs to"));
      to(i);
    } catch (error) {
      trouble(end, error);
    }
  }

  function show(frame) {
    state.i = frame.i;
    scrub.value = frame.i;
    scrub.setAttribute("aria-valuetext", frame.clock);
    clock.textContent = frame.clock.slice(-8, -3);
    date.textContent = frame.clock.slice(0, -9);
    for (const [name] of COUNTERS) values[name].textContent = frame[name] < 1e6 ? count(frame[name]) : millions.format(frame[name]);
    draw(frame.at, frame.clock);
  }

  async function to(i) {
    const mine = ++asked;
    try {
      const frame = await ask("night/frame", {world: state.world, seed: state.seed, i});
      if (mine !== asked) return;
      show(frame);
      keep("night", {world: state.world, seed: state.seed, i});
    } catch (error) {
      trouble(end, error);
    }
  }

  function start() {
    if (!told) return;
    if (state.i >= told.frames) state.i = 0;
    asked += 1;
    button.textContent = "Pause";
    announce("The night plays.");
    // Whoever wants less motion sees a picture a second, at the same speed.
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let met = 0;
    let exposed = 0;
    stop = play({world: state.world, seed: state.seed, i: state.i, speed: state.speed}, (frame) => {
      if (!isCalm || frame.i % 5 === 0 || frame.i === told.frames) show(frame);
      if (frame.exposed > exposed && met++) announce(`${frame.clock}: ${counted(frame.exposed, "tenant")} shown strangers.`);
      exposed = frame.exposed;
      state.i = frame.i;
    }, () => { pause(); announce(`The night is over: ${values.exposed.textContent} tenants were shown strangers.`); });
  }

  function pause() {
    if (!stop) return;
    stop();
    stop = null;
    button.textContent = "Play";
    keep("night", {world: state.world, seed: state.seed, i: state.i});
  }

  function reset() {
    pause();
    to(0);
    announce("Back at the opening.");
  }
}
