// The page: a thread of questions, the documents beside it, and the keyboard.

import * as adding from "/web/adding.js";
import { Turn } from "/web/answer.js";
import { $, counted, el } from "/web/dom.js";
import * as reader from "/web/reader.js";
import { Problem, answers, get } from "/web/service.js";

const REMEMBERED = 6; // earlier questions that a follow-up is told of
const FILTERED_FROM = 8; // documents from which on a filter is of use
const REMEMBERED_CHARACTERS = 4000;

const turns = [];
let under_way = null; // AbortController of the answer being written

const collection = () => $("collection").value || null;

// The filter as it is typed; what is no JSON is sent as it stands, for the service says what is wrong.
function filters() {
  const text = $("where").value.trim();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return text;
  }
}

// Asking

async function ask(question) {
  const turn = new Turn(question, collection(), again);
  turn.filters = filters();
  turns.push(turn);
  $("welcome")?.remove();
  $("thread").append(turn.root);
  turn.root.scrollIntoView({ block: "start" });
  await run(turn);
}

async function again(turn) {
  if (under_way) return;
  const fresh = new Turn(turn.question, turn.collection, again);
  fresh.filters = turn.filters;
  turn.root.replaceWith(fresh.root);
  turns[turns.indexOf(turn)] = fresh;
  await run(fresh);
}

async function run(turn) {
  busy(new AbortController());
  let frame = 0;
  const draw = () => {
    frame = 0;
    turn.flush();
  };
  const body = { question: turn.question, messages: history(turn) };
  if (turn.collection) body.collection = turn.collection;
  if (turn.filters !== null) body.filters = turn.filters;
  try {
    for await (const [name, data] of answers(body, under_way.signal)) {
      turn.take(name, data);
      if (name === "done") untabbed = turn;
      if (name === "delta" && !frame) frame = requestAnimationFrame(draw);
    }
  } catch (error) {
    turn.fail(explained(error));
  } finally {
    cancelAnimationFrame(frame);
    busy(null);
  }
}

function explained(error) {
  if (error instanceof Problem) return error;
  if (error.name === "AbortError") {
    return new Problem({ title: "Stopped", detail: "You stopped this answer, so none of it is shown.", remedy: " " });
  }
  console.error(error);
  return new Problem({ title: "This page is at fault", detail: "It could not show the answer.", remedy: "Reload it." });
}

// What was said before, for a follow-up: only what was answered, from the same collection.
function history(turn) {
  const before = turns.slice(0, turns.indexOf(turn));
  const told = before.filter((one) => one.answer && one.collection === turn.collection).slice(-REMEMBERED);
  const shortened = (text) => Array.from(text).slice(0, REMEMBERED_CHARACTERS).join("");
  return told.flatMap((one) => [
    { role: "user", content: one.question },
    { role: "assistant", content: shortened(one.answer) },
  ]);
}

function busy(controller) {
  under_way = controller;
  $("send").hidden = controller !== null;
  $("stop").hidden = controller === null;
}

// The question box

function grow() {
  const box = $("question");
  box.rows = Math.min(8, Math.max(1, box.value.split("\n").length));
}

function submit(event) {
  event.preventDefault();
  const question = $("question").value.trim();
  if (!question || under_way) return;
  $("question").value = "";
  grow();
  ask(question);
}

$("ask").addEventListener("submit", submit);
$("stop").addEventListener("click", () => under_way?.abort());
$("question").addEventListener("input", grow);
$("question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.isComposing) submit(event);
});

// The keyboard, outside the question box

const typing = (target) => target.matches("input, textarea, select") && !(target === $("question") && !target.value);
let untabbed = null; // the answer whose first citation the next Tab from the box goes to

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (reader.close()) event.preventDefault();
    else event.target.blur();
    return;
  }
  if (event.target === $("question") && event.key === "Tab" && !event.shiftKey) return tabbed(event);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/" && event.target !== $("question")) {
    event.preventDefault();
    $("question").focus();
  } else if ((event.key === "[" || event.key === "]") && !event.isComposing) {
    if (!reader.isOpen() && !cited().length) return;
    event.preventDefault();
    stepped(event.key === "]" ? 1 : -1);
  } else if (event.target.matches(".cite") && /^Arrow(Left|Right)$/.test(event.key)) {
    event.preventDefault();
    beside(event.target, event.key === "ArrowRight" ? 1 : -1)?.focus();
  }
});

const cited = () => turns.at(-1)?.root.querySelectorAll(".cite") ?? [];

// Once for each answer: from the box to its first citation, which comes before the box.
function tabbed(event) {
  const fresh = untabbed === turns.at(-1) && cited()[0];
  untabbed = null;
  if (!fresh) return;
  event.preventDefault();
  fresh.focus();
}

function stepped(by) {
  if (reader.isOpen()) return reader.step(by);
  const buttons = cited();
  buttons[by > 0 ? 0 : buttons.length - 1]?.click();
}

function beside(button, by) {
  const all = [...button.closest(".turn").querySelectorAll(".cite")];
  return all[all.indexOf(button) + by];
}

// The documents

async function library() {
  try {
    const held = await get("/v1/documents", { collection: collection(), limit: 1000 });
    list(held);
  } catch (problem) {
    $("holding").textContent = `${problem.message} ${problem.remedy ?? ""}`;
  }
}

function list({ documents, total, failures }) {
  const where = collection();
  $("documents").replaceChildren(...documents.map((one) => entry(one, where)));
  $("library-count").textContent = total ? total.toLocaleString("en") : "";
  $("filter").hidden = documents.length < FILTERED_FROM;
  if ($("holding")) {
    const sum = documents.reduce((pages, one) => pages + one.pages, 0);
    $("holding").textContent = total
      ? `${counted(total, "document")} · ${counted(sum, "page")}`
      : "There are no documents yet. Drop files on this page, or add a whole folder with: footnote ingest path/to/folder";
  }
  $("failures").hidden = !failures.length;
  $("failure-list").replaceChildren(
    ...failures.map((one) => el("li", {}, el("span", { class: "title" }, one.path), el("span", { class: "where" }, `${one.problem} ${one.remedy}`))),
  );
}

function entry(one, where) {
  const open = (event) => reader.open({ document: one, first: 1, last: 1, collection: where }, { opener: event.currentTarget });
  const facts = [kind(one.path), counted(one.pages, "page")].join(" · ");
  const item = el("li", {},
    el("button", { type: "button", class: "entry", onclick: open },
      el("span", { class: "kind", "aria-hidden": "true" }, kind(one.path)),
      el("span", { class: "about" },
        el("span", { class: "title" }, one.title || one.path),
        el("span", { class: "where" }, `${one.path} · ${counted(one.pages, "page")}`))));
  item.dataset.words = `${one.title} ${one.path}`.toLowerCase();
  item.title = facts;
  return item;
}

const kind = (path) => (/\.([a-z0-9]{1,5})$/i.exec(path)?.[1] ?? "file").toUpperCase();

$("filter").addEventListener("input", () => {
  const wanted = $("filter").value.toLowerCase();
  for (const item of $("documents").children) item.hidden = !item.dataset.words.includes(wanted);
});

async function collections() {
  const before = collection();
  const held = await get("/v1/collections");
  const names = held.collections.map((one) => one.name);
  $("collection").replaceChildren(...names.map((name) => el("option", { value: name, selected: name === (names.includes(before) ? before : held.default) }, name)));
  $("picker").hidden = names.length < 2;
}

const refresh = () => collections().catch(() => {}).then(library);
$("collection").addEventListener("change", library);
adding.install({ collection, done: refresh });
refresh();
$("question").focus();
