// Bet: guess first, then the law of one schedule, then what OVH counted.
import {ask} from "./answers.js";
import {canvas} from "./chart.js";
import {guesses, report} from "./classroom.js";
import {about, announce, count, counted, el, field, foot, inputs, keep, measured, stale, trouble} from "./parts.js";

// A slider from 1 to all tenants: each step a like factor.
const STEPS = 200;
const guessed = (step) => Math.round(about.tenants ** (step / STEPS));
const stepOf = (guess) => Math.round(STEPS * Math.log(Math.max(1, guess)) / Math.log(about.tenants));

export function bet(body, given) {
  const state = {window: given.window, seed: given.seed};
  let shown = null;
  let guess = given.guess ? Number(given.guess) : null;
  const slider = el("input", {type: "range", min: 0, max: STEPS, value: guess ? stepOf(guess) : 100, id: "slider", "aria-label": "Your guess",
    input: () => set(guessed(Number(slider.value)))});
  const number = el("input", {type: "number", min: 0, max: about.tenants, id: "guess", value: guess ?? "", input: () => {
    guess = number.value === "" ? null : Number(number.value);
    if (guess !== null) slider.value = stepOf(guess);
    go.disabled = guess === null;
  }});
  const go = el("button", {type: "button", class: "go", disabled: guess === null, click: run}, "Place the bet");
  const result = el("section", {class: "result", "aria-label": "The answer"});

  body.append(
    el("h1", {}, `Bet: how many of ${count(about.tenants)} connect before they are isolated?`),
    el("p", {}, "The order is that of 2016, ovh-2016. Guess before you look."),
    inputs(state, () => stale(result, shown !== null && shown !== key())),
    el("div", {class: "player"}, field("Your guess: ", number), el("span", {}, "tenants"), slider, go),
    result);
  if (given.guess) run();

  function key() { return JSON.stringify([state.window, String(state.seed)]); }

  function set(value) {
    guess = value;
    number.value = value;
    go.disabled = false;
  }

  async function run() {
    go.disabled = true;
    try {
      const now = key();
      const told = await ask("bet", {window: state.window, seed: state.seed});
      keep("bet", {guess, window: state.window, seed: state.seed});
      shown = now;
      stale(result, shown !== key());
      await report("bet", {guess, window: state.window, seed: told.seed});
      tell(told, await guesses());
    } catch (error) {
      trouble(result, error);
    }
    go.disabled = false;
  }

  function tell(told, others) {
    const words = `${measured(told.mean)} are expected to connect (95 %: ${
      count(told.low)} to ${count(told.high)}). You said ${count(guess)}.`;
    const picture = el("div", {class: "picture"});
    const class_ = el("div", {});
    result.replaceChildren(
      el("p", {class: "finding"}, words),
      picture, el("p", {}, `In April 2016 the hoster counted ${count(told.counted)} of ${count(told.counted_of)}. Not all of them asked for the address book.`),
      class_,
      el("p", {class: "quiet"}, `${count(told.tenants)} tenants, isolation step ${told.window ? `takes ${told.window}` : "as drawn"}, seed ${
        told.seed}: the exact law given one schedule; one draw of the clients gives ${count(told.connected)}.`),
      foot(told.command, ["connected tenants", "probability"], table(told), "The law of the number connected; in the command's answer it is given_schedule"));
    law(picture, told, others);
    announce(words);
  }

  function table(told) {
    return [["expected", measured(told.mean)], ["2.5 % quantile", count(told.low)], ["97.5 % quantile", count(told.high)],
      ["one draw", count(told.connected)], ...told.law.map((p, i) => [told.from + i, p.toPrecision(3)]).filter(([, p]) => Number(p) >= 1e-4)];
  }

  // The law over the number of tenants, on a scale of factors, with every guess as a stroke below it.
  function law(place, told, others) {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const high = Math.round(12 * rem);
    const base = high - 4.5 * rem;
    const {svg, width} = canvas(place, high, `The law of the number connected: expected ${measured(told.mean)}, your guess ${
      count(guess)}, counted in 2016 ${count(told.counted)}`);
    const most = Math.log10(about.tenants + 1);
    const x = (k) => 2 * rem + Math.log10(k + 1) / most * (width - 4 * rem);
    const peak = Math.max(...told.law);
    for (let tick = 1; tick <= about.tenants; tick *= 10) {
      svg.append(el("line", {class: "tick", x1: x(tick), x2: x(tick), y1: 2 * rem, y2: base}),
        el("text", {class: "small", x: x(tick), y: base + 1.1 * rem, "text-anchor": "middle"}, count(tick)));
    }
    const points = told.law.map((p, i) => `${x(told.from + i)},${base - p / peak * (base - 3.2 * rem)}`);
    svg.append(el("polygon", {class: "law", points: `${x(told.from)},${base} ${points.join(" ")} ${x(told.from + told.law.length - 1)},${base}`}));
    const bins = new Map();
    for (const each of others) bins.set(stepOf(each), (bins.get(stepOf(each)) ?? 0) + 1);
    for (const [step, n] of bins) {
      for (let k = 0; k < Math.min(n, 12); k++) {
        svg.append(el("rect", {class: "guess", x: x(guessed(step)) - .25 * rem, y: base + (1.5 + .5 * k) * rem, width: .5 * rem, height: .4 * rem}));
      }
    }
    const yours = `you: ${count(guess)}`;
    flag(svg, x(told.counted), base, rem, 1, `2016: ${count(told.counted)}`, "counted", x(told.counted) > width * .7);
    // Away from the other flag, where there is room for the words.
    flag(svg, x(guess), base, rem, 2.2, yours, "yours",
      x(guess) > width * .7 || (guess < told.counted && x(guess) > yours.length * .7 * rem));
    if (others.length) svg.append(el("text", {class: "small", x: 2 * rem, y: high - .2 * rem}, `below: the class's ${counted(others.length, "guess", "guesses")}`));
    place.replaceChildren(svg);
  }
}

function flag(svg, at, base, rem, line, words, kind, isLeft) {
  svg.append(el("line", {class: `flag ${kind}`, x1: at, x2: at, y1: line * rem - .6 * rem, y2: base}),
    el("text", {x: at + (isLeft ? -.4 : .4) * rem, y: line * rem, "text-anchor": isLeft ? "end" : "start", class: "strong"}, words));
}
