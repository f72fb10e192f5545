// What every screen is made of: elements, numbers in words, announcements, the foot with link, command and table.
import {isRecorded, limits} from "./answers.js";

export const about = JSON.parse(document.getElementById("about").textContent);

const whole = new Intl.NumberFormat("en-GB", {maximumFractionDigits: 0});

export const count = (number) => whole.format(number);
export const counted = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

// A mean: to three figures at least, its whole part entire.
export function measured(number) {
  if (number === 0 || Math.abs(number) >= 100) return count(number);
  return Number(number.toPrecision(3)).toString();
}

export function lasting(seconds) {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 3600) return `${Math.round(seconds / 6) / 10} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}

// An element: attributes by name, listeners as functions, then children; text is text, never markup.
export function el(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "line", "circle", "path", "text", "polygon", "title", "defs", "pattern"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// Polite, and at most one announcement a second: the last one of a second is the one that is said.
let waiting = null;
let saidAt = 0;
export function announce(words) {
  clearTimeout(waiting);
  const say = () => {
    saidAt = Date.now();
    document.getElementById("says").textContent = words;
  };
  const wait = 1000 - (Date.now() - saidAt);
  if (wait <= 0) say();
  else waiting = setTimeout(say, wait);
}

// A permalink holds what was run; whoever opens it is shown the same.
export const link = (screen, inputs) => `#${screen}?${new URLSearchParams(inputs)}`;
export function keep(screen, inputs) {
  // What was asked on a screen may be answered when another one is shown.
  if (document.getElementById("screen-body").className === screen) history.replaceState(null, "", link(screen, inputs));
}

async function copy(text, button, area) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard to write to: what is selected can be copied.
    getSelection().selectAllChildren(area);
    document.execCommand("copy");
  }
  const was = button.textContent;
  button.textContent = "Copied";
  announce("Copied");
  setTimeout(() => { button.textContent = was; }, 1500);
}

// Permalink, command and table of what is on the screen.
export function foot(command, columns, rows, caption) {
  const line = el("code", {}, command ?? "An order of your own is run by gallab lesson, with its server.");
  const copyLine = el("button", {type: "button", disabled: !command, click: () => copy(command, copyLine, line)}, "Copy the command");
  const copyLink = el("button", {type: "button", click: () => copy(location.href, copyLink, line)}, "Copy the link");
  return el("div", {class: "foot"},
    el("details", {},
      el("summary", {}, "The command that prints these numbers, and the link to this screen"),
      el("pre", {tabindex: 0, "aria-label": "Command"}, line), el("p", {}, copyLine, " ", copyLink)),
    el("details", {}, el("summary", {}, "The data as a table"), table(columns, rows, caption)));
}

export function table(columns, rows, caption) {
  return el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": caption}, el("table", {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, columns.map((name) => el("th", {scope: "col"}, name)))),
    el("tbody", {}, rows.map((row) => el("tr", {},
      row.map((cell, i) => i ? el("td", {}, cell) : el("th", {scope: "row"}, cell)))))));
}

// A field with its label, which no end of a line parts.
export const field = (words, input) => el("span", {class: "field"}, el("label", {for: input.id}, words), input);

// The length of the isolation step, and the seed; what a file has not recorded is greyed.
export function inputs(state, changed) {
  const lengths = ["", ...new Set([...about.windows, state.window].filter(Boolean))];
  const closed = (each) => limits.windows !== null && !limits.windows.includes(each);
  if (closed(state.window)) state.window = limits.windows[0];
  const length = el("select", {id: "window", change: () => { state.window = length.value; changed(); }},
    lengths.map((each) => el("option", {value: each, selected: each === state.window, disabled: closed(each)}, each || "as drawn")));
  return el("p", {class: "inputs"}, field("Isolation step takes ", length), seedOf(state, changed));
}

export function seedOf(state, changed) {
  if (limits.seed !== null) state.seed = limits.seed;
  const seed = el("input", {id: "seed", type: "number", min: 0, max: 2147483647, value: state.seed, disabled: limits.seed !== null,
    change: () => { state.seed = seed.value; changed(); }, input: () => { state.seed = seed.value; changed(); }});
  return field(limits.seed === null ? "Seed " : "Seed (recorded) ", seed);
}

// What was shown stands blurred while the inputs are others.
export function stale(place, is) {
  place.classList.toggle("stale", is);
  place.inert = is;
  if (is) place.setAttribute("aria-hidden", "true");
  else place.removeAttribute("aria-hidden");
}

export function trouble(place, error) {
  place.replaceChildren(el("p", {class: "trouble"}, isRecorded ? "" : "Not possible: ", error.message));
  announce(error.message);
}

export const drawn = (told) => `${count(told.totals.tenants)} tenants, isolation step ${
  told.window ? `takes ${told.window}` : "as drawn"}, seed ${told.seed}: one draw, not a law`;

export const TOTALS = {
  exposed: "tenants shown at least one foreign entry",
  connected: "tenants connected inside their window",
  asked: "tenants that asked for the address book in a wide session",
  people_disclosed: "people disclosed",
  lists_disclosed: "distribution lists disclosed",
  tenants_named: "tenants whose list names were shown",
  nights: "nights opened",
  refused_logons: "logons refused",
  downtime_p99_s: "logons refused for, 99th percentile, s",
  window_p50_s: "realised window, median, s",
  window_p99_s: "realised window, 99th percentile, s",
};
export const totalsRows = (totals) => Object.entries(TOTALS).map(([key, words]) => [words, count(totals[key])]);
