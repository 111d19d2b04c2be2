// The panel that shows a page of a document, with the cited words marked and in view.

import { $, el, narrow, pages } from "/web/dom.js";
import { get } from "/web/service.js";

const kept = new Map(); // pages fetched lately, by address
const KEPT = 40;
const FULL = 60; // characters of a line that reaches the margin

let shown = null; // { target, list, index, page, opener }
let turn = 0; // of several pages asked for, only the last is shown

// A target: { document: {id, title, path, version?}, first, last, start?, end?, quote?, number?, collection }
export function open(target, { list = [target], opener = document.activeElement } = {}) {
  shown = { target, list, index: list.indexOf(target), page: target.first, opener };
  $("library").hidden = true;
  $("reader").hidden = false;
  $("side").classList.add("open");
  document.body.classList.toggle("covered", narrow.matches);
  return show(target.first, true);
}

export function close() {
  if (!shown) return closeLibrary();
  const { opener } = shown;
  shown = null;
  turn += 1;
  $("reader").hidden = true;
  $("library").hidden = false;
  $("side").classList.remove("open");
  document.body.classList.remove("covered");
  current(null);
  if (opener?.isConnected) opener.focus();
  return true;
}

export function openLibrary() {
  if (shown) close();
  $("side").classList.add("open");
  document.body.classList.toggle("covered", narrow.matches);
  ($("filter").hidden ? $("library-close") : $("filter")).focus();
}

export function closeLibrary() {
  if (!$("side").classList.contains("open")) return false;
  $("side").classList.remove("open");
  document.body.classList.remove("covered");
  $("library-open").focus();
  return true;
}

// Opens the citation before (-1) or after (1) the one shown.
export function step(by) {
  if (!shown || shown.list.length < 2) return;
  const { list, opener } = shown;
  const index = (shown.index + by + list.length) % list.length;
  open(list[index], { list, opener });
}

export const isOpen = () => shown !== null;

function current(target) {
  for (const button of document.querySelectorAll(".cite[aria-current]")) {
    button.removeAttribute("aria-current");
  }
  for (const button of target?.buttons ?? []) button.setAttribute("aria-current", "true");
}

async function show(number, focus) {
  const mine = ++turn;
  const { target, list, index } = shown;
  shown.page = number;
  head(target, list, index);
  $("page").setAttribute("aria-busy", "true");
  try {
    const page = await fetched(target, number);
    if (mine === turn) fill(page, target, focus);
  } catch (problem) {
    if (mine === turn) fail(problem);
  } finally {
    if (mine === turn) $("page").removeAttribute("aria-busy");
  }
}

async function fetched(target, number) {
  const address = `/v1/documents/${encodeURIComponent(target.document.id)}/pages/${number}`;
  const key = `${target.collection} ${target.document.version ?? ""} ${address}`;
  const page = kept.get(key) ?? (await get(address, { collection: target.collection }));
  kept.delete(key);
  kept.set(key, page);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return page;
}

function head(target, list, index) {
  $("reader-title").textContent = target.document.title || target.document.path;
  $("reader-path").textContent = target.document.path;
  $("reader-number").hidden = !target.number;
  $("reader-number").textContent = target.number ?? "";
  $("stepping").hidden = list.length < 2;
  $("step-kind").textContent = target.number ? "Citation " : "Passage ";
  $("step-number").textContent = `${index + 1} of ${list.length}`;
  const where = target.collection ? `?collection=${encodeURIComponent(target.collection)}` : "";
  const page = `#page=${shown.page}`;
  $("original").href = `/v1/documents/${encodeURIComponent(target.document.id)}/original${where}${page}`;
  current(target);
}

function fill(page, target, focus) {
  const label = page.label === String(page.page) ? "" : ` (“${page.label}”)`;
  $("page-number").textContent = `Page ${page.page} of ${page.pages}${label}`;
  $("page-before").disabled = page.page <= 1;
  $("page-after").disabled = page.page >= page.pages;
  // Offsets count code points, and JavaScript's strings count something else.
  const points = Array.from(flowing(page.text));
  const from = Math.max(0, (target.start ?? 0) - page.start);
  const to = Math.min(points.length, (target.end ?? 0) - page.start);
  const cut = (low, high) => points.slice(low, high).join("");
  const body = $("page");
  if (from < to && target.end !== undefined) {
    const mark = el("mark", { tabIndex: -1 }, cut(from, to));
    body.replaceChildren(cut(0, from), mark, cut(to, points.length));
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    mark.scrollIntoView({ block: "center", behavior: calm || focus ? "auto" : "smooth" });
  } else if (points.some((point) => point.trim())) {
    body.replaceChildren(page.text);
    body.scrollTop = 0;
  } else {
    body.replaceChildren(el("p", { class: "none" }, "This page holds no text."));
  }
  notice(page, target, to > from);
  if (focus) body.focus({ preventScroll: true });
}

// A full line that ends within a sentence was broken by the paper's width: show it flowing. One
// character stands for one, so offsets stay as they are.
function flowing(text) {
  const lines = text.split("\n");
  const joined = (line, next) => line.length > FULL && /[\p{L}\p{N},;]$/u.test(line) && /^[\p{L}\p{N}(]/u.test(next ?? "");
  return lines.map((line, at) => line + (at === lines.length - 1 ? "" : joined(line, lines[at + 1]) ? " " : "\n")).join("");
}

function notice(page, target, marked) {
  const { version } = target.document;
  const changed = version && page.document.version !== version;
  const more = target.last > target.first && marked && page.page < target.last;
  const text = changed
    ? "This document has changed since the answer was given: the words may have moved. Ask again."
    : more
      ? `The quoted words go on over ${pages(page.page + 1, target.last)}.`
      : "";
  $("reader-notice").textContent = text;
  $("reader-notice").hidden = !text;
}

function fail(problem) {
  $("page-number").textContent = "";
  $("page").replaceChildren(
    el("p", { class: "none" }, `${problem.message} ${problem.remedy ?? ""}`),
  );
}

$("reader-close").addEventListener("click", close);
$("library-close").addEventListener("click", closeLibrary);
$("library-open").addEventListener("click", openLibrary);
$("page-before").addEventListener("click", () => show(shown.page - 1, false));
$("page-after").addEventListener("click", () => show(shown.page + 1, false));
$("step-before").addEventListener("click", () => step(-1));
$("step-after").addEventListener("click", () => step(1));
narrow.addEventListener("change", () => {
  document.body.classList.toggle("covered", narrow.matches && $("side").classList.contains("open"));
});
