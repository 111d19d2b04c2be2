// One question and what is said to it: streamed, then shown again from the checked, whole body.

import { counted, el, whereabouts } from "/web/dom.js";
import * as reader from "/web/reader.js";

const MARKER = /\[(\d{1,4})\]/g;
const VERDICTS = {
  supported: ["✓", "Supported by its source"],
  contradicted: ["✕", "Contradicted by its source"],
  unsupported: ["!", "Not supported by its source"],
  not_checkable: ["–", "Cannot be checked"],
  error: ["?", "Could not be checked"],
};
const REASONS = {
  nothing_found: "Nothing in them resembles the question.",
  not_enough_evidence: "What comes near the question does not answer it.",
  unsupported_draft: "An answer was drafted, but its sources did not support it, so it is not shown.",
  conflicting_evidence: "They disagree with one another.",
  refused: "The question was declined.",
  budget: "The limit in time or cost was reached first.",
};

export class Turn {
  constructor(question, collection, retry) {
    this.question = question;
    this.collection = collection;
    this.retry = retry;
    this.targets = new Map(); // citations by number, for the reader
    this.text = el("div", { class: "text" });
    this.state = el("p", { class: "state", role: "status" }, "Searching the documents…");
    this.below = el("div", { class: "below" });
    this.reply = el("div", { class: "reply" }, this.state, this.text, this.below);
    this.reply.setAttribute("aria-live", "polite");
    this.reply.setAttribute("aria-busy", "true");
    this.root = el("article", { class: "turn" }, el("h2", { class: "asked" }, question), this.reply);
    this.answer = ""; // as later questions are told of it
    this.waiting = ""; // text that came since the last frame
  }

  take(name, data) {
    if (name === "sources") this.state.textContent = `Reading ${counted(data.hits.length, "passage")}…`;
    else if (name === "citation") this.cite(data);
    else if (name === "delta") this.waiting += data.text;
    else if (name === "claim") this.state.textContent = "Checking every sentence…";
    else if (name === "done") this.finish(data);
  }

  cite(citation) {
    const { document, first_page: first, last_page: last, start, end, quote, number, place } = citation;
    const known = this.targets.get(number);
    const target = { document, first, last, start, end, quote, number, place, collection: this.collection, buttons: known?.buttons ?? [] };
    this.targets.set(number, target);
  }

  // Shows what came since the last frame: once a frame, since each costs a layout of the whole.
  flush() {
    if (this.waiting) this.text.append(...this.linked(this.waiting));
    this.waiting = "";
  }

  finish(body) {
    this.waiting = "";
    this.state.remove();
    this.text.replaceChildren();
    for (const target of this.targets.values()) target.buttons = [];
    body.citations.forEach((citation) => this.cite(citation));
    this.answer = body.answer;
    if (body.status === "abstained") this.abstain(body);
    else this.settle(body);
    this.reply.setAttribute("aria-busy", "false");
  }

  settle(body) {
    const points = Array.from(body.answer); // claims count code points
    let at = 0;
    for (const claim of [...body.claims].sort((one, other) => one.start - other.start)) {
      if (claim.start < at || claim.end > points.length) continue;
      this.text.append(...this.linked(points.slice(at, claim.start).join("")), this.claim(claim, points));
      at = claim.end;
    }
    this.text.append(...this.linked(points.slice(at).join("")));
    this.below.append(...[scope(body), sources(this), conflicts(body, this), notes(body), footer(body, this)].filter(Boolean));
  }

  claim(claim, points) {
    const [glyph, meaning] = VERDICTS[claim.verdict] ?? VERDICTS.error;
    const said = [meaning, claim.why].filter(Boolean).join(": ");
    const mark = el("span", { class: "mark", title: said, role: "img", "aria-label": said }, glyph);
    const words = this.linked(points.slice(claim.start, claim.end).join(""));
    return el("span", { class: `claim ${claim.verdict}` }, ...words, "\u2060", mark);
  }

  // Text with each [n] as a button. What is no citation of this answer stays text.
  linked(text) {
    const made = [];
    let at = 0;
    for (const found of text.matchAll(MARKER)) {
      made.push(text.slice(at, found.index), this.button(Number(found[1])));
      at = found.index + found[0].length;
    }
    made.push(text.slice(at));
    return made.filter((part) => part !== "");
  }

  button(number) {
    const button = el("button", { type: "button", class: "cite", onclick: () => this.open(number, button) }, String(number));
    button.dataset.number = number;
    const target = this.targets.get(number);
    if (target) target.buttons.push(button);
    const where = target ? `, ${target.document.title}, ${whereabouts(target)}` : "";
    button.setAttribute("aria-label", `Citation ${number}${where}`);
    return button;
  }

  open(number, opener) {
    const target = this.targets.get(number);
    if (!target) return;
    const list = [...this.targets.values()].sort((one, other) => one.number - other.number);
    reader.open(target, { list, opener });
  }

  abstain(body) {
    const { reason, searched, nearest } = body.abstention;
    const where = `${counted(searched.documents, "document")}, ${counted(searched.passages, "passage")}`;
    this.reply.classList.add("abstained");
    this.text.append(
      el("p", { class: "none-title" }, "No answer in these documents"),
      el("p", {}, body.answer),
      el("p", { class: "why" }, `${REASONS[reason] ?? ""} Searched: ${where}.`),
    );
    this.below.append(...[scope(body), nearest.length ? near(nearest, this) : null].filter(Boolean));
  }

  fail(problem) {
    this.waiting = "";
    this.state.remove();
    this.text.replaceChildren();
    this.below.replaceChildren();
    this.reply.classList.add("failed");
    const again = el("button", { type: "button", class: "primary again", onclick: () => this.retry(this) }, "Try again");
    const id = problem.requestId ? el("span", { class: "request" }, `Request ${problem.requestId}`) : null;
    this.text.append(
      el("p", { class: "none-title" }, problem.title ?? "Something went wrong"),
      el("p", {}, problem.message),
      el("p", { class: "why" }, problem.remedy ?? ""),
      el("p", { class: "retry" }, again, id),
    );
    this.reply.setAttribute("aria-busy", "false");
  }
}

function card(target, label, text, open, said) {
  const place = `${target.document.path} · ${whereabouts(target)}`;
  return el(
    "li", {},
    el("button", { type: "button", class: "card", onclick: (event) => open(event.currentTarget) },
      el("span", { class: "number" }, label),
      el("span", { class: "about" },
        el("span", { class: "title" }, target.document.title || target.document.path),
        el("span", { class: "where" }, said ? `${said} · ${place}` : place),
        el("span", { class: "quote" }, text))),
  );
}

function sources(turn) {
  const targets = [...turn.targets.values()].sort((one, other) => one.number - other.number);
  const cards = targets.map((target) =>
    card(target, String(target.number), `“${target.quote.trim()}”`, (opener) => turn.open(target.number, opener)));
  return cards.length ? el("section", { class: "sources", "aria-label": "Sources" }, el("h3", {}, "Sources"), el("ol", {}, ...cards)) : null;
}

function near(hits, turn) {
  const targets = hits.map((hit) => ({
    document: hit.document, first: hit.first_page, last: hit.last_page, start: hit.start, end: hit.end, place: hit.place, collection: turn.collection,
  }));
  const cards = hits.map((hit, index) =>
    card(targets[index], "≈", hit.text.trim(), (opener) => reader.open(targets[index], { list: targets, opener })));
  return el("section", { class: "sources", "aria-label": "Nearest passages" }, el("h3", {}, "What came nearest"), el("ol", {}, ...cards));
}

// What other versions of the documents cited say instead: each opens there.
function conflicts(body, turn) {
  const found = body.conflicts ?? [];
  const targets = found.map((one) => ({
    document: one.document, first: one.first_page, last: one.last_page, start: one.start, end: one.end, quote: one.quote, place: one.place, collection: turn.collection,
  }));
  const cards = found.map((one, index) =>
    card(targets[index], one.newer ? "↑" : "↓", `“${one.quote.trim()}”`, (opener) => reader.open(targets[index], { list: targets, opener }),
      `${one.newer ? "Newer" : "Older"} version ${one.version}; [${one.number}] is of ${one.cited}`));
  return cards.length
    ? el("section", { class: "sources conflicts", "aria-label": "Other versions disagree" }, el("h3", {}, "Other versions disagree"), el("ol", {}, ...cards))
    : null;
}

// What the answer was made from; a look-up says nothing of it.
function scope(body) {
  return body.scope ? el("p", { class: `scope ${body.scope.whole ? "whole" : "part"}` }, body.scope.said) : null;
}

function notes(body) {
  return body.notes?.length ? el("ul", { class: "notes" }, ...body.notes.map((note) => el("li", {}, note))) : null;
}

function footer(body, turn) {
  const supported = body.claims.filter((claim) => claim.verdict === "supported").length;
  const spent = Object.values(body.timings_ms).reduce((sum, part) => sum + part, 0);
  const facts = [
    body.claims.length ? `${supported} of ${body.claims.length} supported` : "",
    `confidence ${Math.round(body.confidence * 100)} %`,
    `${(spent / 1000).toFixed(1)} s`,
  ];
  return el("footer", { class: "made" }, badge(body), el("span", { class: "facts" }, facts.filter(Boolean).join(" · ")), copy(body, turn));
}

function badge(body) {
  const [short, long] = body.model === "extractive"
    ? ["Extractive: quoted word for word, no model was used",
      "These are sentences of your documents, chosen and ordered by how well they answer, and not changed. No language model wrote or reworded anything."]
    : [`AI-generated by ${body.model}`,
      "A language model wrote this from the passages cited. Each sentence was then checked against the words it cites; the mark after it says with what result."];
  return el("details", { class: `badge ${body.model === "extractive" ? "quoted" : "written"}` }, el("summary", {}, short), el("p", {}, long));
}

function copy(body, turn) {
  const lines = [...turn.targets.values()].map(
    (target) => `[${target.number}] ${target.document.title}, ${target.document.path}, ${whereabouts(target)}: “${target.quote.trim()}”`);
  const button = el("button", { type: "button", class: "quiet copy" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText([body.answer, "", ...lines].join("\n"));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copying is not allowed here";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return button;
}
