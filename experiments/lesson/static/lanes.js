// Lanes of tenants as they are moved: what has happened until now, the last hour and a half of it.
import {canvas} from "./chart.js";
import {count, el} from "./parts.js";

// Seconds in sight, on a wide screen and on a phone.
const WIDE = 90 * 60;
const NARROW = 40 * 60;
const LANES = 6;

// A diamond for who was shown strangers, a ring for who connected: shapes, not colours alone.
const diamond = (x, y, r) => el("polygon", {class: "seen", points: `${x},${y - r} ${x + r},${y} ${x},${y + r} ${x - r},${y}`});
const ring = (x, y, r) => el("circle", {class: "mark", cx: x, cy: y, r});

export function key() {
  const sample = (mark) => el("svg", {width: 24, height: 20, "aria-hidden": "true"}, mark);
  return el("ul", {class: "key lanes"},
    el("li", {}, sample(el("rect", {class: "moving", x: 1, y: 3, width: 22, height: 14})), "being moved"),
    el("li", {}, sample(el("rect", {class: "open", x: 1, y: 3, width: 22, height: 14})), "window: reachable, not isolated"),
    el("li", {}, sample(el("rect", {class: "done", x: 1, y: 3, width: 22, height: 14})), "isolated"),
    el("li", {}, sample(el("line", {class: "stays", x1: 0, x2: 24, y1: 10, y2: 10})), "a session that stays open"),
    el("li", {}, sample(ring(12, 10, 7)), "connected in the window"),
    el("li", {}, sample(diamond(12, 10, 8)), "was shown strangers"));
}

export function lanes(place, told) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const high = Math.round(2.35 * rem);
  const {svg, width} = canvas(place, LANES * high + 2 * rem, `Tenants of night ${told.night} as they are moved`);
  svg.classList.add("lanes");
  place.replaceChildren(svg);
  const written = Array(LANES).fill(-1);

  function draw(now, clock) {
    const sight = width < 500 ? NARROW : WIDE;
    const from = now - sight * .9;
    const x = (at) => (at - from) / sight * width;
    const parts = [];
    written.fill(-1);
    // Local time by quarter hours: the night opens on the hour.
    const step = 900;
    for (let at = Math.ceil(from / step) * step; at <= now; at += step) {
      if (at < 0) continue;
      parts.push(el("line", {class: "tick", x1: x(at), x2: x(at), y1: 0, y2: LANES * high}),
        el("text", {class: "small", x: x(at) + 3, y: LANES * high + rem}, hour(clock, at - now)));
    }
    for (const each of told.lanes) {
      // A window that has not closed when the night is over stays in sight.
      const last = each.reachable !== null && each.isolated === null ? Infinity
        : Math.max(...["finished", "isolated", "exposed"].map((name) => each[name] ?? 0));
      if (each.started > now || Math.max(last, each.started) < from) continue;
      parts.push(...tenant(each, Math.min(now, told.lasts), x));
    }
    parts.push(el("line", {class: "now", x1: x(now), x2: x(now), y1: 0, y2: LANES * high}));
    svg.replaceChildren(...parts);
  }

  function tenant(each, now, x) {
    const y = each.lane * high + 3;
    const tall = high - 1.15 * rem;
    const top = y + rem;
    const left = Math.max(0, x(each.started));
    const bar = (kind, since, until) => el("rect", {class: kind, x: Math.max(0, x(since)), y: top,
      width: Math.max(2, x(Math.min(now, until ?? now)) - Math.max(0, x(since))), height: tall - 4});
    const has = (at) => at !== null && at <= now;
    const parts = [bar("moving", each.started, each.reachable ?? now)];
    if (has(each.reachable)) {
      const shut = each.isolated ?? Infinity;
      if (shut > each.reachable) parts.push(bar("open", each.reachable, Math.min(shut, now)));
      if (has(each.isolated)) parts.push(bar("done", Math.max(each.isolated, each.reachable), each.finished));
    }
    // A session that was opened wide stays wide: strangers may be shown long after the window has closed.
    const settled = Math.max(each.isolated ?? 0, each.finished ?? 0);
    if (each.exposed !== null && has(settled) && each.exposed > settled) {
      parts.push(el("line", {class: "stays", x1: Math.max(0, x(settled)), x2: x(Math.min(now, each.exposed)), y1: top + tall / 2 - 2, y2: top + tall / 2 - 2}));
    }
    if (has(each.connected)) parts.push(ring(x(each.connected), top + tall / 2, rem * .42));
    if (has(each.exposed)) parts.push(diamond(x(each.exposed), top + tall / 2, rem * .55));
    const words = has(each.exposed) ? `${each.tenant} saw ${count(each.entries)} strangers`
      : has(each.connected) ? `${each.tenant} connected` : `${each.tenant}`;
    const long = words.length * rem * .5;
    const room = Math.max(2, Math.min(left, width - long));
    // A number alone gives way to what was said before it.
    if (room < written[each.lane] && words === `${each.tenant}`) return parts;
    written[each.lane] = room + long;
    parts.push(el("text", {class: "small", x: room, y: y + rem * .78}, words));
    return parts;
  }
  return draw;
}

// The clock time so many seconds away from another one.
function hour(clock, apart) {
  const [h, m, s] = clock.slice(-8).split(":").map(Number);
  const at = ((h * 3600 + m * 60 + s + apart) % 86400 + 86400) % 86400;
  return `${String(Math.floor(at / 3600)).padStart(2, "0")}:${String(Math.floor(at / 60) % 60).padStart(2, "0")}`;
}
