// What the screens ask where there is no server: what has been recorded of one seed, and the map of all orderings.
const kept = JSON.parse(document.getElementById("recorded").textContent);
export const isRecorded = true;
export const limits = {windows: kept.windows, seed: kept.seed, move: kept.move};

const A_SECOND = 5;
const NOT_HERE = "This file has recorded no answer to that; gallab lesson, with its server, has one";

export async function ask(what, inputs = {}) {
  if (inputs.seed !== undefined && Number(inputs.seed) !== kept.seed) throw new Error(`${NOT_HERE}: seed ${kept.seed} is recorded.`);
  const answer = {run, why, bet, night, "night/frame": frame}[what]?.(inputs);
  if (!answer) throw new Error(`${NOT_HERE}.`);
  return answer;
}

export async function tell() {
  throw new Error(`${NOT_HERE}.`);
}

const night = ({world}) => kept.nights[world]?.told;
const frame = ({world, i}) => kept.nights[world]?.frames[i];
const bet = ({window: length}) => kept.bets[length];

// A class of orderings by its critical steps, in their order.
function classOf(order) {
  const [move, steps = ""] = order.split(":");
  return move === kept.move ? kept.classes[steps.split(",").filter((verb) => kept.critical.includes(verb)).join()] : undefined;
}

function run({order, window: length, seed}) {
  if (kept.runs[order]) return kept.runs[order][length];
  const of = classOf(order);
  if (!of?.extents[length]) return undefined;
  const extents = Object.fromEntries(kept.measures.map((name, i) => [name, of.extents[length][i]]));
  return {order, window: length, seed, extents, orderings: of.orderings, leaks: of.leaks};
}

function why({order}) {
  if (kept.reasons[order]) return kept.reasons[order];
  const of = classOf(order);
  if (!of) return undefined;
  const rules = kept.constraints.map((set) => set.map(([before, after]) => `${before} before ${after}`).join(", and ")).join("; or ");
  return {order, verbs: order.split(":")[1].split(","), leaks: of.leaks, states: of.states,
    searched: `${of.states} states, one tenant moving, told of the first of ${of.orderings} orders with the same critical steps.`,
    story: of.story.map((i) => kept.lines[i]), remedy: `Under each of these rules no order leaks: ${rules}.`, mended: null, command: null};
}

// Plays the recorded frames; gives back what stops it.
export function play({world, i, speed}, onFrame, onEnd) {
  const frames = kept.nights[world].frames;
  let next = Number(i);
  const timer = setInterval(() => {
    if (next >= frames.length) {
      clearInterval(timer);
      onEnd();
    } else onFrame(frames[next++]);
  }, 1000 / (A_SECOND * Number(speed)));
  return () => clearInterval(timer);
}
