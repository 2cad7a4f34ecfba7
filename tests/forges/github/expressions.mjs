// Expressions on GitHub's own engine: only status functions and hashFiles belong to the runner.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { findFiles } from "./globs.mjs";

const CONTEXTS = [
  "github", "env", "vars", "secrets", "inputs", "needs", "steps", "job", "jobs", "runner",
  "matrix", "strategy",
];
// A quoted string may hold braces, so `}}` inside quotes does not end the expression.
const BODY = "((?:[^}']|'(?:[^']|'')*'|}(?!}))*)";
const EMBEDDED = new RegExp(`\\$\\{\\{${BODY}\\}\\}`, "g");
const WHOLE = new RegExp(`^\\$\\{\\{${BODY}\\}\\}$`);
const STATUS_CALL = /\b(success|failure|always|cancelled)\s*\(/i;

function toData(value) {
  if (value === undefined || value === null) return new data.Null();
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  if (typeof value === "object") {
    return new data.Dictionary(
      ...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })),
    );
  }
  if (typeof value === "string") return new data.StringData(value);
  return typeof value === "number" ? new data.NumberData(value) : new data.BooleanData(value);
}

const fromData = (value) => JSON.parse(JSON.stringify(value, data.replacer));

function hashFiles(workspace, patterns) {
  const files = findFiles(workspace, patterns).sort();
  if (!files.length) return "";
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(createHash("sha256").update(fs.readFileSync(path.join(workspace, file))).digest());
  }
  return hash.digest("hex");
}

function runnerFunctions(status, context) {
  const answer = (name, value) => ({
    name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value),
  });
  return [
    answer("success", status.success ?? true),
    answer("failure", status.failure ?? false),
    answer("always", true),
    answer("cancelled", false),
    {
      name: "hashfiles",
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns) =>
        new data.StringData(
          hashFiles(context.github.workspace, patterns.map((item) => item.coerceString())),
        ),
    },
  ];
}

export function evaluate(source, context, status = {}) {
  const names = CONTEXTS.filter((name) => name in context);
  const functions = runnerFunctions(status, context);
  const tree = new Parser(new Lexer(source).lex().tokens, names, functions).parse();
  const values = toData(Object.fromEntries(names.map((name) => [name, context[name]])));
  return new Evaluator(tree, values, new Map(functions.map((f) => [f.name, f]))).evaluate();
}

/** Replace every expression in a YAML value; one that fills a whole scalar keeps its type. */
export function interpolate(value, context, status) {
  if (typeof value === "string") {
    const whole = value.match(WHOLE);
    if (whole) return fromData(evaluate(whole[1].trim(), context, status));
    return value.replace(EMBEDDED, (_, body) =>
      evaluate(body.trim(), context, status).coerceString(),
    );
  }
  if (Array.isArray(value)) return value.map((item) => interpolate(item, context, status));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolate(item, context, status)]),
  );
}

/** Judge an `if:`. Without a status function GitHub puts `success() &&` in front. */
export function holds(condition, context, status) {
  const written = String(condition ?? "success()").trim();
  let source = written.replace(/^\$\{\{([\s\S]*)\}\}$/, "$1").trim();
  if (!STATUS_CALL.test(source)) source = `success() && (${source})`;
  const result = evaluate(source, context, status);
  return !(result instanceof data.Null) && !["false", "0", ""].includes(result.coerceString());
}

export const hasExpression = (value) => typeof value === "string" && value.includes("${{");

/** Text as it reaches an environment variable or an output. */
export function text(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
