// The screens by their links, and how the page looks.
import {about, el} from "./parts.js";
import {SCREENS} from "./screens.js";
import {chip} from "./classroom.js";

const body = document.getElementById("screen-body");
const bar = document.getElementById("screens");
let leave = null;

function asked() {
  const [name, inputs = ""] = location.hash.slice(1).split("?");
  return [SCREENS[name] ? name : "night", Object.fromEntries(new URLSearchParams(inputs))];
}

function show() {
  const [name, inputs] = asked();
  if (leave) leave();
  bar.replaceChildren(...Object.entries(SCREENS).filter(([, screen]) => !screen.hidden?.()).map(([key, screen]) =>
    el("a", {href: `#${key}`, "aria-current": key === name ? "page" : null}, screen.title)));
  body.replaceChildren();
  body.className = name;
  document.title = `${SCREENS[name].title}: the night of the migration`;
  leave = SCREENS[name].show(body, {window: about.window, seed: about.seed, ...inputs}) ?? null;
}

// What a reader has chosen stays, where the browser keeps anything at all.
function kept(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch { /* a file may have no store */ }
  return null;
}

function switched(id, name, on, off) {
  const button = document.getElementById(id);
  const set = (is) => {
    button.setAttribute("aria-pressed", is);
    document.documentElement.dataset[name] = is ? on : off;
    kept(name, is ? on : off);
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  set(kept(name) === on || (kept(name) === null && name === "theme" && matchMedia("(prefers-color-scheme: dark)").matches));
}

switched("theme", "theme", "dark", "light");
switched("projector", "letters", "large", "usual");
addEventListener("hashchange", () => { if (location.hash !== "#screen-body") show(); });
await chip(document.getElementById("class-chip"), show);
show();
