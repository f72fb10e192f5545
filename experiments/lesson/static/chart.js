// Charts: a number beside each bar, never colour alone; letters as large as the page's.
import {count, el} from "./parts.js";

// Rows of [label, number, class]; the longest bar is as long as there is room.
export function bars(rows, label, unit) {
  const most = Math.max(1, ...rows.map(([, number]) => number));
  const words = rows.map(([name, number]) => `${name} ${count(number)}`).join("; ");
  return el("div", {class: "bars", role: "img", "aria-label": `${label}, ${unit}: ${words}`},
    rows.map(([name, number, kind]) => {
      const bar = el("span", {class: `bar ${kind ?? ""}`});
      bar.style.width = `${number / most * 70}%`;
      return el("div", {class: "row"}, el("span", {class: "name"}, name),
        el("span", {class: "long"}, bar, el("span", {class: "number"}, count(number))));
    }));
}

// An empty drawing as wide as there is room: a unit is a pixel, so that letters keep their size.
export function canvas(place, height, label) {
  const width = Math.max(280, place.clientWidth);
  const svg = el("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label});
  return {svg, width, rem: parseFloat(getComputedStyle(document.documentElement).fontSize)};
}
