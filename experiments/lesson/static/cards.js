// Step cards in an order: moved by drag, by buttons or by keyboard, within what the technical order allows.
import {about, announce, el} from "./parts.js";

// Prepared weeks before, in this order, which nothing can change.
const PREPARED = Object.keys(about.cards).slice(0, 3);
const OPTIONAL = Object.keys(about.cards).slice(about.needed);

// What is in the way of an order: a card and what has to stand before it; null: nothing.
export function disorder(verbs, move) {
  for (const [i, verb] of verbs.entries()) {
    const missing = about.locks[move][verb]?.find((need) => !verbs.slice(0, i).includes(need));
    if (missing) return {verb, missing};
  }
  return null;
}

export const start = () => ({move: "mrs", verbs: [...about.orders["ovh-2016"]]});

// An order as a permalink has it, and back.
export function written({move, verbs}) {
  const same = about.plain.find((name) =>
    about.moves[name] === move && about.orders[name].join() === verbs.join());
  return same ?? `${move}:${verbs.join(",")}`;
}
export function read(text) {
  if (about.plain.includes(text)) return {move: about.moves[text], verbs: [...about.orders[text]]};
  const [move, steps] = text.split(":");
  return steps && about.locks[move] ? {move, verbs: steps.split(",")} : start();
}

// What holds a card in its place, in words.
function lock(held, holds, up, down) {
  if (!held && !holds) return null;
  const both = [held ? `after ${up}` : null, holds ? `before ${down}` : null].filter(Boolean).join(", ");
  return el("small", {class: "lock"}, `locked ${both}`);
}

// The cards of an order; `changed` is called after each move.
export function cards(order, changed) {
  const list = el("ol", {class: "cards", "aria-label": "Your order of the steps"});
  const spare = el("div", {class: "spare"});
  const note = el("p", {class: "note"});

  function refused({verb, missing}) {
    note.textContent = `Locked: ${verb} needs ${missing} before it.`;
    announce(note.textContent);
    const card = list.querySelector(`[data-verb="${verb}"]`) ?? list;
    card.classList.remove("refused");
    void card.offsetWidth;
    card.classList.add("refused");
  }

  function tried(verbs, focus) {
    const wrong = disorder(verbs, order.move);
    if (wrong) {
      refused(wrong);
      return false;
    }
    order.verbs = verbs;
    note.textContent = "";
    draw();
    if (focus) list.querySelector(`[data-verb="${focus}"] .grip`)?.focus();
    changed();
    return true;
  }

  function move(verb, by) {
    const from = order.verbs.indexOf(verb);
    const to = from + by;
    if (to < 0 || to >= order.verbs.length) return;
    const verbs = order.verbs.filter((each) => each !== verb);
    verbs.splice(to, 0, verb);
    if (tried(verbs, verb)) announce(`${verb} is step ${to + 1} of ${verbs.length}.`);
  }

  function pressed(event, verb) {
    const by = {ArrowUp: -1, ArrowDown: 1}[event.key];
    if (!by) return;
    event.preventDefault();
    move(verb, by);
  }

  // A finger or a mouse takes a card by its grip; it changes places with what it is drawn over.
  function taken(event, verb) {
    event.preventDefault();
    const grip = event.currentTarget;
    grip.focus();
    const moved = (at) => {
      const over = document.elementFromPoint(list.getBoundingClientRect().left + 20, at.clientY)?.closest(".card");
      if (!over || over.dataset.verb === verb || !list.contains(over)) return;
      // Past its middle: beside a taller card it would change places to and fro.
      const {top, height} = over.getBoundingClientRect();
      const to = order.verbs.indexOf(over.dataset.verb);
      const isUp = to < order.verbs.indexOf(verb);
      if (isUp ? at.clientY > top + height / 2 : at.clientY < top + height / 2) return;
      const verbs = order.verbs.filter((each) => each !== verb);
      verbs.splice(to, 0, verb);
      if (disorder(verbs, order.move)) return;
      tried(verbs, verb);
      list.querySelector(`[data-verb="${verb}"]`).classList.add("taken");
    };
    const dropped = () => {
      removeEventListener("pointermove", moved);
      list.querySelector(".taken")?.classList.remove("taken");
      announce(`${verb} is step ${order.verbs.indexOf(verb) + 1} of ${order.verbs.length}.`);
    };
    list.querySelector(`[data-verb="${verb}"]`).classList.add("taken");
    addEventListener("pointermove", moved);
    addEventListener("pointerup", dropped, {once: true});
    addEventListener("pointercancel", dropped, {once: true});
  }

  function put(verb) {
    // As late as may be, and before what clears away.
    const end = order.verbs.indexOf("decommission");
    const verbs = [...order.verbs];
    verbs.splice(end < 0 ? verbs.length : end, 0, verb);
    tried(verbs, verb);
  }

  function card(verb, i) {
    if (i < PREPARED.length && PREPARED.every((each, k) => order.verbs[k] === each)) {
      return i ? null : el("li", {class: "prepared"}, el("b", {}, PREPARED.join(", ")), " prepared weeks before");
    }
    const needs = about.locks[order.move][verb] ?? [];
    const up = order.verbs[i - 1];
    const down = order.verbs[i + 1];
    const held = needs.includes(up);
    const holds = down && (about.locks[order.move][down] ?? []).includes(verb);
    return el("li", {class: "card", "data-verb": verb},
      el("button", {type: "button", class: "grip", "aria-label": `${verb}, step ${i + 1}: move with the arrow keys`,
        keydown: (event) => pressed(event, verb), pointerdown: (event) => taken(event, verb)}, "⠿"),
      el("span", {class: "place", "aria-hidden": "true"}, i + 1),
      el("span", {class: "what"}, el("b", {}, verb), el("small", {class: "plain"}, about.cards[verb] ?? ""), lock(held, holds, up, down)),
      el("span", {class: "moves"},
        el("button", {type: "button", "aria-label": `Move ${verb} up`, disabled: i === 0, click: () => move(verb, -1)}, "↑"),
        el("button", {type: "button", "aria-label": `Move ${verb} down`, disabled: i === order.verbs.length - 1,
          click: () => move(verb, 1)}, "↓"),
        OPTIONAL.includes(verb) ? el("button", {type: "button", "aria-label": `Take ${verb} out`,
          click: () => tried(order.verbs.filter((each) => each !== verb))}, "×") : null));
  }

  function draw() {
    list.replaceChildren(...order.verbs.map(card).filter(Boolean));
    const left = OPTIONAL.filter((verb) => !order.verbs.includes(verb));
    spare.replaceChildren(...(left.length ? ["Put in: ", ...left.map((verb) =>
      el("button", {type: "button", click: () => put(verb)}, `+ ${verb}`))] : []));
  }

  draw();
  return {parts: [list, note, spare], draw};
}
