// What the screens ask the server that gave the page.
export const isRecorded = false;
// What can be asked: with a server everything.
export const limits = {windows: null, seed: null, move: null};

export async function ask(what, inputs = {}) {
  return told(await fetch(`api/${what}?${new URLSearchParams(inputs)}`));
}

export async function tell(what, content) {
  return told(await fetch(`api/${what}`, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(content)}));
}

async function told(response) {
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

// Plays a night from a frame on; gives back what stops it.
export function play(inputs, onFrame, onEnd) {
  const source = new EventSource(`api/night/stream?${new URLSearchParams(inputs)}`);
  source.onmessage = (event) => onFrame(JSON.parse(event.data));
  source.addEventListener("end", () => { source.close(); onEnd(); });
  return () => source.close();
}
