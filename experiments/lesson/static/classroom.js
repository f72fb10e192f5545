// A class: pupils join by its code, what they answer is collected; the teacher has one chart of it.
import {ask, isRecorded, tell} from "./answers.js";
import {bars} from "./chart.js";
import {about, announce, count, counted, el, table, trouble} from "./parts.js";

let me = {role: null};
let place = null;
let redraw = null;

// Who asks, in the head of every screen; to be waited for before the first screen.
export async function chip(where, show) {
  [place, redraw] = [where, show];
  if (isRecorded) {
    place.replaceChildren("A recording, without a server: what it cannot answer is greyed");
    return;
  }
  me = await ask("class");
  place.replaceChildren(...(me.role === "teacher"
    ? [el("a", {href: "#class"}, el("b", {}, me.address.slice(7, -1)), " · class ", el("b", {}, me.code))]
    : me.role === "pupil" ? [`${me.name}, class ${me.code}`] : [el("a", {href: "#join"}, "Join a class")]));
}

// What a pupil has answered goes to the class; whoever has not joined keeps it.
export async function report(kind, content) {
  if (me.role !== "pupil") return;
  try {
    await tell("class/answer", {kind, ...content});
  } catch (error) {
    announce(error.message);
  }
}

export async function guesses() {
  return me.role ? (await ask("class/answers")).guesses : [];
}

export function join(body, given) {
  if (isRecorded) return nobody(body);
  const code = el("input", {id: "code", value: given.code ?? "", maxlength: 5, autocomplete: "off", autocapitalize: "characters", required: true});
  const name = el("input", {id: "name", maxlength: 30, autocomplete: "off", required: true});
  const result = el("div", {});
  const form = el("form", {class: "join", submit: async (event) => {
    event.preventDefault();
    try {
      await tell("class/join", {code: code.value, name: name.value});
      await chip(place, redraw);
      announce("Joined.");
      location.hash = "#bet";
    } catch (error) {
      trouble(result, error);
    }
  }},
    el("p", {}, el("label", {for: "code"}, "Class code "), code), el("p", {}, el("label", {for: "name"}, "Your name, or any "), name),
    el("p", {}, el("button", {class: "go"}, "Join")));
  body.append(el("h1", {}, "Join the class"), form, result);
  (given.code ? name : code).focus();
}

export function show(body) {
  if (me.role === "teacher") return teacher(body);
  if (me.role === "pupil") return pupil(body);
  if (isRecorded) return nobody(body);
  body.append(el("h1", {}, "The class"), el("p", {}, el("a", {href: "#join"}, "Join a class"), " by the code on the teacher's screen."));
  return null;
}

// A file has nobody to collect what pupils answer.
function nobody(body) {
  body.append(el("h1", {}, "The class"), el("p", {class: "quiet"}, "A recording has no class: gallab lesson, with its server, has one."));
  return null;
}
export const classroom = {show, hidden: () => !me.role};

function pupil(body) {
  const text = el("textarea", {id: "text", maxlength: 500, rows: 4, required: true});
  const result = el("div", {});
  body.append(el("h1", {}, "Before you go"),
    el("form", {submit: async (event) => {
      event.preventDefault();
      try {
        await tell("class/answer", {kind: "words", text: text.value});
        result.replaceChildren(el("p", {}, "Your teacher has it."));
        announce("Sent.");
      } catch (error) {
        trouble(result, error);
      }
    }}, el("p", {}, el("label", {for: "text"}, "Which control was missing, and which signal came first?")), text,
    el("p", {}, el("button", {class: "go"}, "Send"))), result);
  return null;
}

function teacher(body) {
  const told = el("section", {"aria-label": "What the class has answered"});
  const begin = el("button", {type: "button", click: async () => {
    if (begin.dataset.asked !== "yes") {
      begin.dataset.asked = "yes";
      begin.textContent = "Really? This class's code then ends";
      return;
    }
    await tell("class/begin", {});
    await chip(place, redraw);
    redraw();
  }}, "Begin another class");
  body.append(el("h1", {}, "Join the class"), el("div", {class: "columns"},
    el("section", {"aria-label": "How to join"}, code(me.qr), el("p", {class: "address"}, me.address), el("p", {class: "code"}, me.code), begin), told));
  let last = "";
  const look = async () => {
    try {
      const found = await ask("class/answers");
      const now = JSON.stringify(found);
      if (now !== last) tellAll(told, found);
      last = now;
    } catch (error) {
      trouble(told, error);
    }
  };
  look();
  const timer = setInterval(look, 2000);
  return () => clearInterval(timer);
}

// Guesses by factors of ten: 0 to 9, 10 to 99 ...
function tellAll(told, {pupils, guesses: all, tries, words}) {
  const tens = Math.ceil(Math.log10(about.tenants + 1));
  const rows = Array.from({length: tens}, (_, i) => [i ? `${count(10 ** i)} to ${count(10 ** (i + 1) - 1)}` : "0 to 9",
    all.filter((each) => Math.min(tens - 1, Math.floor(Math.log10(Math.max(1, each)))) === i).length]);
  // Through an element: what is not there would otherwise stand there as "null".
  told.replaceChildren(el("div", {},
    el("p", {class: "finding"}, `${counted(pupils.length, "pupil")}, ${counted(all.length, "guess", "guesses")}`),
    el("h2", {}, "How many connect? The class's guesses"), bars(rows, "The class's guesses", "pupils"),
    tries.length ? table(["pupil", "tries", "fewest customers exposed"], tries.map((each) => each.slice(0, 3).map((cell, i) => i ? count(cell) : cell)),
      "On call: each pupil's best order") : null,
    words.length ? el("h2", {}, "Which control was missing?") : null,
    words.length ? el("ul", {}, words.map(([name, text]) => el("li", {}, el("b", {}, name), ": ", text))) : null));
}

// The squares of a QR code, dark on light whatever the theme; four squares of margin.
function code(rows) {
  const many = rows.length + 8;
  const dark = rows.flatMap((row, y) => [...row].flatMap((cell, x) => (cell === "1" ? [`M${x + 4},${y + 4}h1v1h-1z`] : [])));
  return el("svg", {class: "qr", viewBox: `0 0 ${many} ${many}`, role: "img", "aria-label": `QR code of ${me.address}, class ${me.code}`},
    el("rect", {width: many, height: many, fill: "#fff"}), el("path", {d: dark.join(""), fill: "#000"}));
}
