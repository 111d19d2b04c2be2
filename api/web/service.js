// Talking to the service: JSON, problems, and server-sent events over POST.

export class Problem extends Error {
  constructor({ title, detail, remedy, request_id: requestId }) {
    super(detail || title);
    this.title = title || "Something went wrong";
    this.remedy = remedy || "Try again.";
    this.requestId = requestId || "";
  }
}

const UNREACHABLE = {
  title: "The service does not answer",
  detail: "It may have been stopped, or the connection was lost.",
  remedy: "Start it with `footnote serve`, then try again.",
};
const CUT = {
  title: "The answer is incomplete",
  detail: "The connection was cut before the answer was finished and checked.",
  remedy: "Try again.",
};

async function called(path, options) {
  let reply;
  try {
    reply = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(UNREACHABLE);
  }
  if (reply.ok) return reply;
  let said = {};
  try {
    said = await reply.json();
  } catch {
    said = { detail: `The service answered ${reply.status}.` };
  }
  throw new Problem(said);
}

export async function get(path, query = {}) {
  const chosen = Object.entries(query).filter(([, value]) => value !== null && value !== "");
  const asked = new URLSearchParams(chosen).toString();
  return (await called(asked ? `${path}?${asked}` : path, {})).json();
}

export async function sendForm(path, form) {
  return (await called(path, { method: "POST", body: form })).json();
}

// Yields [name, data] for each event; throws a Problem for `error`, and where there is no last event.
export async function* answers(body, signal) {
  const reply = await called("/v1/answers", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  for await (const [name, data] of events(reply.body)) {
    if (name === "error") throw new Problem(data);
    yield [name, data];
    if (name === "done") return;
  }
  throw new Problem(CUT);
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(CUT);
    }
    if (piece.done) return;
    const blocks = (waiting + piece.value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const event = parsed(block);
      if (event) yield event;
    }
  }
}

function parsed(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  return data.length ? [name, JSON.parse(data.join("\n"))] : null;
}
