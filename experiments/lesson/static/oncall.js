// On call: order the steps, run the campaign, read who would have seen what.
import {ask, limits} from "./answers.js";
import {bars} from "./chart.js";
import {cards, read, start, written} from "./cards.js";
import {about, announce, count, counted, drawn, el, foot, inputs, keep, link, measured, stale, totalsRows, trouble} from "./parts.js";
import {report} from "./classroom.js";

const TRIES = 5;
let order = start();
let tries = [];

// The order on the table, for other screens.
export const current = () => written(order);

export function oncall(body, given) {
  if (given.order) order = read(given.order);
  const state = {window: given.window, seed: given.seed};
  const result = el("section", {class: "result", "aria-label": "What would have happened"});
  const go = el("button", {type: "button", class: "go", click: run}, "Run the campaign");
  let shown = null;
  const table = cards(order, changed);
  const ahead = el("input", {type: "checkbox", id: "ahead", checked: order.move === "precreated",
    disabled: limits.move !== null, change: moved});

  function moved() {
    order.move = ahead.checked ? "precreated" : "mrs";
    table.draw();
    changed();
  }

  const key = () => JSON.stringify([written(order), state.window, String(state.seed)]);
  function changed() {
    if (shown) stale(result, shown !== key());
  }

  async function run() {
    const asked = {order: written(order), window: state.window, seed: state.seed};
    const now = key();
    go.disabled = true;
    try {
      const told = await ask("run", asked);
      keep("oncall", asked);
      tries = [...tries.filter((each) => each.key !== now), {key: now, told}].slice(-TRIES);
      tell(told);
      shown = now;
      changed();
      report("run", {order: told.order, window: state.window, seed: told.seed, exposed: told.totals?.exposed});
    } catch (error) {
      shown = null;
      stale(result, false);
      trouble(result, error);
    }
    go.disabled = false;
  }

  // Of an order of one's own a file knows how far the orders of its class reach.
  function tellClass(told) {
    const [least, most] = told.extents.exposed;
    const words = told.leaks
      ? [el("strong", {}, `${count(Math.floor(least))} to ${count(Math.ceil(most))} customers`), " would see strangers, by the map of all orders."]
      : [el("strong", {class: "none"}, "Nobody"), " can see a stranger: proved."];
    const reach = (name) => told.extents[name].map((each) => count(each)).join(" to ");
    const cost = `${reach("nights")} nights, ${reach("refused_logons")} logons refused.`;
    announce(`${words.map((each) => each.textContent ?? each).join("")} ${cost}`);
    result.replaceChildren(el("p", {class: "finding"}, words), el("p", {}, cost, " ", el("a", {href: link("why", {order: told.order})}, "Why?")),
      el("p", {class: "quiet"}, `Expected over what clients do, least and greatest of ${count(told.orderings)} orders with the same critical steps; ${
        count(about.tenants)} tenants, isolation step takes ${told.window}, seed ${told.seed}.`),
      foot(null, ["what", "least", "greatest"], Object.entries(told.extents).map(([name, pair]) => [name, ...pair.map(measured)]), "What the orders of this class come to"));
  }

  function tell(told) {
    if (told.extents) {
      tries = tries.filter((each) => each.told !== told);
      tellClass(told);
      return;
    }
    const {totals} = told;
    const words = totals.exposed
      ? [el("strong", {}, counted(totals.exposed, "customer")), " would have seen ",
        el("strong", {}, counted(totals.people_disclosed, "person", "people")), "."]
      : [el("strong", {class: "none"}, "Nobody"), " saw a stranger in this draw. Could it still leak?"];
    const cost = `${counted(totals.nights, "night")}, ${count(totals.refused_logons)} logons refused.`;
    announce(`${words.map((each) => each.textContent ?? each).join("")} ${cost}`);
    result.replaceChildren(
      el("p", {class: "finding"}, words),
      el("p", {}, cost, " ", el("a", {href: link("why", {order: told.order})}, "Why?")),
      el("h2", {}, "Your tries: customers that would have seen strangers"),
      bars(tries.map((each, i) => [name(each.told, i), each.told.totals.exposed, each.told === told ? "now" : ""]),
        "Your tries", "customers exposed"),
      el("p", {class: "quiet"}, drawn(told), "."),
      foot(told.command, ["what", "how many"], totalsRows(totals), "All totals of this run"));
  }

  const name = (told, i) => told.order.includes(":") ? `try ${i + 1}` : told.order;

  body.append(
    el("h1", {}, "You are on call. Order the steps of the migration."),
    el("div", {class: "columns"},
      el("section", {"aria-label": "Step cards"}, table.parts,
        el("p", {}, ahead, " ", el("label", {for: "ahead"}, "mailboxes are made ahead: a policy may be set before the cut-over"))),
      el("section", {"aria-label": "Run"}, inputs(state, changed), el("p", {}, go, " ", again()), result)));
  if (given.order) run();

  function again() {
    return el("button", {type: "button", click: () => { order = start(); location.hash = "#oncall"; body.replaceChildren(); oncall(body, {window: state.window, seed: state.seed}); }},
      "As in 2016");
  }
}
