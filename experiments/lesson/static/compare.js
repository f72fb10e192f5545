// Compare: two procedures under one seed, their differences and what each costs.
import {ask, isRecorded} from "./answers.js";
import {bars} from "./chart.js";
import {current} from "./oncall.js";
import {about, announce, count, counted, el, field, foot, inputs, keep, stale, trouble} from "./parts.js";

const SAFETY = [["exposed", "customers shown strangers"], ["connected", "customers connected in their window"], ["people_disclosed", "people disclosed"]];
const COST = [["nights", "nights"], ["refused_logons", "logons refused"], ["downtime_p99_s", "seconds refused, 99th percentile"]];

export function compare(body, given) {
  const state = {window: given.window, seed: given.seed, a: given.a ?? "ovh-2016", b: given.b ?? "gated"};
  const result = el("section", {class: "result", "aria-label": "The difference"});
  const go = el("button", {type: "button", class: "go", click: run}, "Run both");
  let shown = null;

  // A file has recorded the runs of what ships alone.
  if (isRecorded) for (const side of ["a", "b"]) if (state[side].includes(":")) state[side] = "ovh-2016";
  const own = [...new Set([current(), state.a, state.b].filter((each) => each.includes(":")))];
  const choice = (side, words) => {
    const select = el("select", {id: side, change: () => { state[side] = select.value; changed(); }},
      own.map((each) => el("option", {value: each, selected: each === state[side], disabled: isRecorded}, name(each))),
      Object.keys(about.orders).map((each) => el("option", {value: each, selected: each === state[side]}, each)));
    return field(words, select);
  };

  body.append(el("h1", {}, "What does safety cost? Two orders, the same tenants, clients and nights."),
    el("p", {class: "inputs"}, choice("a", "First "), choice("b", "Second ")),
    inputs(state, changed), el("p", {}, go), result);
  if (given.a && given.b) run();

  function key() { return JSON.stringify([state.a, state.b, state.window, String(state.seed)]); }
  function changed() { if (shown) stale(result, shown !== key()); }
  function name(text) { return text.includes(":") ? "your order" : text; }

  async function run() {
    const now = key();
    go.disabled = true;
    try {
      const [a, b] = await Promise.all([state.a, state.b].map((order) => ask("run", {order, window: state.window, seed: state.seed})));
      keep("compare", {a: state.a, b: state.b, window: state.window, seed: state.seed});
      tell(a, b);
      shown = now;
      changed();
    } catch (error) {
      shown = null;
      stale(result, false);
      trouble(result, error);
    }
    go.disabled = false;
  }

  function tell(a, b) {
    const [first, second] = [name(a.order), name(b.order)];
    const fewer = a.totals.exposed - b.totals.exposed;
    const nights = b.totals.nights - a.totals.nights;
    const refused = b.totals.refused_logons - a.totals.refused_logons;
    const words = `${second} shows strangers to ${counted(Math.abs(fewer), fewer < 0 ? "more customer" : "fewer customer")} than ${first}, and takes ${
      counted(Math.abs(nights), nights < 0 ? "night less" : "night more", nights < 0 ? "nights less" : "nights more")} and ${
      counted(Math.abs(refused), refused < 0 ? "refused logon fewer" : "refused logon more", refused < 0 ? "refused logons fewer" : "refused logons more")}.`;
    const part = (title, measures) => el("section", {"aria-label": title}, el("h2", {}, title), measures.map(([key_, unit]) => [
      el("p", {class: "unit"}, unit),
      bars([[first, a.totals[key_]], [second, b.totals[key_], "now"]], title, unit)]));
    result.replaceChildren(el("p", {class: "finding"}, words),
      el("div", {class: "columns"}, part("Safety", SAFETY), part("Cost", COST)),
      el("p", {class: "quiet"}, `${count(a.totals.tenants)} tenants, isolation step ${a.window ? `takes ${a.window}` : "as drawn"}, seed ${
        a.seed}: one draw of each, under the same seed. For intervals over many schedules: gallab compare.`),
      foot(`${a.command}\n${b.command}`, ["what", first, second, "difference"],
        [...SAFETY, ...COST].map(([key_, unit]) => [unit, count(a.totals[key_]), count(b.totals[key_]), count(b.totals[key_] - a.totals[key_])]),
        "Both runs, and the second less the first"));
    announce(words);
  }
}
