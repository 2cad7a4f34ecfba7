// What GitHub judges before any job starts: the tree of called workflows and every refusal in it.
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isLocal, stubOf } from "./actions.mjs";
import { hasExpression } from "./expressions.mjs";
import { excess, requested } from "./permissions.mjs";
import { triggers } from "./triggers.mjs";

const MOST_LEVELS = 10;

/** The repository around a mapped file: what is left when both paths end alike. */
function rootOf(key, local) {
  const inside = key.split("/").slice(2).join("/");
  return local.endsWith(`/${inside}`) ? local.slice(0, -inside.length - 1) : path.dirname(local);
}

/** Where a `uses:` of a workflow lies: `map` leads `owner/repo[/path]` to a folder or a file. */
export function locate(uses, root, map) {
  if (isLocal(uses)) return { root, file: path.join(root, uses.slice(2)) };
  const target = uses.split("@")[0];
  for (const [key, local] of Object.entries(map)) {
    if (target === key) return { root: rootOf(key, local), file: local };
    if (target.startsWith(`${key}/`)) {
      return { root: local, file: path.join(local, target.slice(key.length + 1)) };
    }
  }
  throw new Error(`workflow ${uses} is remote: say where it lies with --map owner/repo=FOLDER`);
}

export const callSpec = (node) => triggers(node.workflow.on).workflow_call;

export const needsOf = (job) => [job.needs ?? []].flat();

/** All jobs a job waits for, directly or not. */
export function ancestors(workflow, id, seen = new Set()) {
  for (const need of needsOf(workflow.jobs[id])) {
    if (seen.has(need)) continue;
    seen.add(need);
    ancestors(workflow, need, seen);
  }
  return seen;
}

function needsProblems(workflow, id, label) {
  const unknown = needsOf(workflow.jobs[id]).filter((need) => !workflow.jobs[need]);
  if (unknown.length) return unknown.map((need) => `${label}: needs unknown job ${need}`);
  const known = Object.values(workflow.jobs).every((job) =>
    needsOf(job).every((need) => workflow.jobs[need]),
  );
  const circular = known && ancestors(workflow, id).has(id);
  return circular ? [`${label}: needs itself through other jobs`] : [];
}

function inputProblems(job, spec, label) {
  const given = job.with ?? {};
  const declared = spec.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  const missing = Object.keys(declared).filter(
    (name) => declared[name].required && given[name] === undefined,
  );
  const wrong = Object.entries(given)
    .filter(([name, value]) => declared[name] && !hasExpression(value))
    .filter(([name, value]) => !isOfType(value, declared[name]));
  return [
    ...unknown.map((name) => `${label}: ${job.uses} has no input ${name}`),
    ...missing.map((name) => `${label}: ${job.uses} needs input ${name}`),
    ...wrong.map(([name, value]) => wrongType(label, name, declared[name], value)),
  ];
}

/** A string input takes numbers and booleans as text; the other two types take only themselves. */
export const isOfType = (value, spec) => spec.type === "string" || typeof value === spec.type;

export const wrongType = (label, name, spec, value) =>
  `${label}: input ${name} must be a ${spec.type}, got the ${typeof value} '${value}'`;

function secretProblems(job, spec, label) {
  if (job.secrets === "inherit") return [];
  return Object.entries(spec.secrets ?? {})
    .filter(([name, secret]) => secret?.required && !(name in (job.secrets ?? {})))
    .map(([name]) => `${label}: ${job.uses} needs secret ${name}`);
}

function actionProblems(job, label) {
  return (job.steps ?? [])
    .filter((step) => step.uses && !isLocal(step.uses) && !stubOf(step.uses))
    .map((step) => `${label}: no stand-in for ${step.uses}: add one in actions.mjs`);
}

function permissionProblems(wanted, allowed, label) {
  if (allowed === null) return [];
  return excess(wanted, allowed).map((one) => `${label}: asks for more than its caller: ${one}`);
}

function read(file) {
  if (!fs.existsSync(file)) throw new Error(`no workflow at ${file}`);
  return parse(fs.readFileSync(file, "utf8"));
}

/** `{workflow, root, called: {job id: node}, problems}` of a workflow and all it calls. */
export function plan({ file, root, map, allowed = null, prefix = "", levels = 1 }) {
  if (levels > MOST_LEVELS) throw new Error(`${file}: nested deeper than ${MOST_LEVELS} levels`);
  const workflow = read(file);
  const node = { workflow, root, called: {}, problems: [] };
  for (const [id, job] of Object.entries(workflow.jobs ?? {})) {
    const label = prefix + id;
    const permissions = requested(job, workflow, allowed);
    node.problems.push(...needsProblems(workflow, id, label), ...actionProblems(job, label));
    node.problems.push(...permissionProblems(permissions, allowed, label));
    if (!job.uses) continue;
    const below = { allowed: permissions, prefix: `${label} / `, levels: levels + 1 };
    const child = plan({ ...locate(job.uses, root, map), map, ...below });
    const spec = callSpec(child);
    if (!spec) throw new Error(`${label}: ${job.uses} has no workflow_call trigger`);
    node.problems.push(...inputProblems(job, spec, label), ...secretProblems(job, spec, label));
    node.problems.push(...child.problems);
    node.called[id] = child;
  }
  return node;
}
