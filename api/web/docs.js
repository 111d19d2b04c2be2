// The reference: what /openapi.json says, for people.

import { $, el } from "/web/dom.js";
import { get } from "/web/service.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

function kind(schema) {
  if (!schema) return ["anything"];
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return [el("a", { href: `#shape-${name}` }, name)];
  }
  if (schema.anyOf) return schema.anyOf.flatMap((one, index) => (index ? [" or ", ...kind(one)] : kind(one)));
  if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(" | ")];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.type === "array") return ["list of ", ...kind(schema.items)];
  return [[schema.type ?? "anything", limits(schema)].filter(Boolean).join(", ")];
}

// Words between backticks are code.
function prose(text) {
  return (text ?? "").split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

function limits(schema) {
  const said = [];
  if (schema.format) said.push(schema.format);
  if (schema.minimum !== undefined) said.push(`from ${schema.minimum}`);
  if (schema.maximum !== undefined) said.push(`to ${schema.maximum}`);
  if (schema.maxLength !== undefined) said.push(`at most ${schema.maxLength} characters`);
  if (schema.default !== undefined && schema.default !== null) said.push(`default ${JSON.stringify(schema.default)}`);
  return said.join(", ");
}

function row(name, schema, required, about) {
  return el("tr", {},
    el("th", { scope: "row" }, el("code", {}, name), required ? el("span", { class: "required" }, " required") : ""),
    el("td", {}, ...kind(schema)),
    el("td", {}, ...prose(about)));
}

function table(rows) {
  const top = ["Name", "Type", "Meaning"].map((name) => el("th", { scope: "col" }, name));
  return el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, ...top)), el("tbody", {}, ...rows)));
}

function fields(schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) =>
    row(name, field, schema.required?.includes(name), field.description));
  return rows.length ? table(rows) : el("p", {}, ...kind(schema));
}

function body(operation) {
  const sent = Object.entries(operation.requestBody?.content ?? {});
  return sent.flatMap(([type, { schema }]) => [
    el("h4", {}, "Send ", el("code", {}, type)),
    schema.$ref ? el("p", {}, ...kind(schema)) : fields(schema),
  ]);
}

function replies(operation) {
  const rows = Object.entries(operation.responses).filter(([status]) => status !== "default").map(([status, reply]) => {
    const types = Object.entries(reply.content ?? {}).flatMap(([type, { schema }], index) =>
      [index ? "; " : "", el("code", {}, type), " ", ...kind(schema)]);
    return el("tr", {}, el("th", { scope: "row" }, status), el("td", {}, ...types), el("td", {}, reply.description ?? ""));
  });
  return [el("h4", {}, "Get"), table(rows)];
}

function operation(method, path, said) {
  const asked = (said.parameters ?? []).map((one) => row(one.name, one.schema, one.required, one.description ?? `in the ${one.in}`));
  return el("section", { class: "operation", id: said.operationId },
    el("h3", {}, el("span", { class: `method ${method}` }, method.toUpperCase()), " ", el("code", {}, path)),
    ...(said.description ?? said.summary ?? "").split("\n\n").map((part) => el("p", {}, ...prose(part))),
    ...(asked.length ? [el("h4", {}, "Parameters"), table(asked)] : []),
    ...body(said),
    ...replies(said));
}

function shape([name, schema]) {
  return el("section", { class: "operation", id: `shape-${name}` }, el("h3", {}, name), el("p", {}, ...prose(schema.description)), fields(schema));
}

const said = await get("/openapi.json");
$("about").append(...said.info.description.split("\n\n").map((part) => el("p", {}, ...prose(part))));
const entries = Object.entries(said.paths).flatMap(([path, methods]) =>
  METHODS.filter((method) => methods[method]).map((method) => [method, path, methods[method]]));
$("operations").append(...entries.map((entry) => operation(...entry)));
$("contents").append(el("ul", {}, ...entries.map(([method, path, one]) =>
  el("li", {}, el("a", { href: `#${one.operationId}` }, el("span", { class: `method ${method}` }, method.toUpperCase()), " ", path)))));
$("shapes").append(...Object.entries(said.components.schemas).map(shape));
$("manual").removeAttribute("aria-busy");
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
