// Adding documents: chosen or dropped files, one after another, each with what became of it.

import { $, counted, el } from "/web/dom.js";
import { get, sendForm } from "/web/service.js";

const POLL_MS = 400;
const LONGEST_MS = 30 * 60 * 1000;
const KEPT = 8; // lines of what became of files

let chosen = () => null; // the collection files go into
let changed = () => {};
let line = Promise.resolve(); // uploads wait for one another

export function install({ collection, done }) {
  chosen = collection;
  changed = done;
  $("add").addEventListener("click", () => $("add-files").click());
  $("add-files").addEventListener("change", () => {
    add($("add-files").files);
    $("add-files").value = ""; // so that the same file can be chosen again
  });
  let over = 0; // elements under the pointer that know of it
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const lit = () => document.body.classList.toggle("dropping", over > 0);
  document.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) over += 1;
    lit();
  });
  document.addEventListener("dragleave", (event) => {
    if (holdsFiles(event)) over = Math.max(0, over - 1);
    lit();
  });
  document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over = 0;
    lit();
    add(event.dataTransfer.files);
  });
}

function add(files) {
  const where = chosen();
  for (const file of files) {
    const said = el("span", { class: "where" }, "Waiting…");
    const item = el("li", {}, el("span", { class: "title" }, file.name), said);
    $("added").prepend(item);
    line = line.then(() => one(file, where, item, said));
  }
  while ($("added").children.length > Math.max(KEPT, files.length)) $("added").lastChild.remove();
}

async function one(file, where, item, said) {
  try {
    said.textContent = "Sending…";
    const form = new FormData();
    form.append("file", file, file.name);
    if (where) form.append("collection", where);
    const job = await ended(await sendForm("/v1/documents", form), said);
    said.textContent = outcome(job);
    item.className = job.state === "failed" || job.report?.failures.length ? "failed" : "done";
  } catch (problem) {
    said.textContent = `${problem.message} ${problem.remedy ?? ""}`;
    item.className = "failed";
  }
  await changed();
}

async function ended(job, said) {
  const end = performance.now() + LONGEST_MS;
  while (job.finished === null && performance.now() < end) {
    said.textContent = job.state === "queued" ? "Waiting to be read…" : "Reading…";
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    job = await get(`/v1/jobs/${encodeURIComponent(job.id)}`);
  }
  return job;
}

function outcome(job) {
  const failed = job.report?.failures[0] ?? (job.problem ? job : null);
  if (failed) return `Not added. ${failed.problem} ${failed.remedy ?? ""}`;
  const { documents, pages } = job.report ?? {};
  if (!documents) return "It takes very long. Look into the list of documents later.";
  return documents.unchanged ? "This very file is here already." : `Added: ${counted(pages, "page")}`;
}
