// Why: the explorer's shortest story of an order, step by step, beside the order that mends it; or the seal.
import {ask} from "./answers.js";
import {read, start, written} from "./cards.js";
import {about, announce, count, el, field, foot, keep, link, trouble} from "./parts.js";

export function why(body, given) {
  const place = el("section", {"aria-label": "The verdict"}, el("p", {}, "The explorer tries every interleaving …"));
  const text = given.order || written(start());
  const names = el("select", {id: "which", change: () => { location.hash = link("why", {order: names.value}); }},
    text.includes(":") ? el("option", {value: text, selected: true}, "your order") : null,
    Object.keys(about.orders).map((name) => el("option", {value: name, selected: name === text}, name)));
  body.append(el("h1", {}, "Why does it leak? Or why can it not?"),
    el("p", {class: "inputs"}, field("Order of the steps ", names)), place);
  load();

  async function load() {
    try {
      const told = await ask("why", {order: text});
      keep("why", {order: text, ...(given.line ? {line: given.line} : {})});
      place.replaceChildren(el("p", {class: "finding"}, told.leaks ? "It leaks. The shortest story:" : "It cannot leak."));
      if (told.leaks) place.append(el("p", {class: "quiet"}, told.searched));
      if (told.leaks) story(told);
      else seal(told);
      place.append(foot(told.command, ["line", "who", "does", "what changed"],
        told.story.map((each, i) => [i + 1, each.actor, each.action, each.says]), told.searched));
    } catch (error) {
      trouble(place, error);
    }
  }

  function seal(told) {
    place.append(el("p", {class: "seal"}, el("b", {}, `Sealed: ${count(told.states)} states`), el("br"), told.searched),
      el("p", {}, "No timing, no client and no night's end leads to a stranger's entry. Faults are another question: ",
        el("code", {}, "gallab verify --faults 1"), "."),
      verbs(read(text).verbs, new Set(), text));
    announce(`Cannot leak: ${count(told.states)} states.`);
  }

  function story(told) {
    let at = Math.min(Math.max(Number(given.line ?? 1), 1), told.story.length);
    const lines = el("ol", {class: "story"}, told.story.map((each, i) => el("li", {class: each.open ? "is-open" : ""},
      el("b", {}, each.actor), ": ", el("code", {}, each.action), el("br"), each.says,
      each.open ? el("span", {class: "open-word"}, i === told.story.length - 1 ? "leak" : "window open") : null)));
    const back = el("button", {type: "button", click: () => to(at - 1)}, "Back");
    const next = el("button", {type: "button", class: "go", click: () => to(at + 1)}, "Next");
    const where = el("span", {});
    const right = el("section", {"aria-label": "The order that mends it"});
    place.append(el("div", {class: "columns"},
      el("section", {"aria-label": "The story"}, el("p", {class: "player"}, back, next, where), lines), right));
    mend(right, told);
    to(at, true);

    function to(line, isFirst) {
      at = Math.min(Math.max(line, 1), told.story.length);
      [...lines.children].forEach((each, i) => {
        each.hidden = i >= at;
        each.toggleAttribute("aria-current", i === at - 1);
      });
      back.disabled = at === 1;
      next.disabled = at === told.story.length;
      where.textContent = `line ${at} of ${told.story.length}`;
      lines.children[at - 1].scrollIntoView({block: "nearest"});
      keep("why", {order: text, line: at});
      const each = told.story[at - 1];
      if (!isFirst) announce(`${each.actor}: ${each.action}: ${each.says}`);
    }
  }

  function mend(right, told) {
    right.append(el("h2", {}, told.mended ? "What mends it" : "What would mend it"), el("p", {}, told.remedy));
    if (!told.mended) return;
    const touched = new Set(told.mended.pairs.flat());
    right.append(el("div", {class: "beside"},
      el("div", {}, el("h3", {}, "This order"), verbs(told.verbs, touched)),
      el("div", {}, el("h3", {}, "Mended"), verbs(told.mended.verbs, touched))));
    if (told.mended.order) {
      right.append(el("p", {}, el("a", {href: link("oncall", {order: told.mended.order, window: about.window, seed: about.seed})},
        "Run the mended order"), " · ", el("a", {href: link("why", {order: told.mended.order})}, "Can it leak?")));
    }
  }
}

function verbs(all, touched) {
  return el("ol", {class: "verbs"}, all.map((verb) => el("li", {class: touched.has(verb) ? "touched" : ""},
    verb, touched.has(verb) ? el("span", {class: "unseen"}, " (in the constraint)") : null)));
}
