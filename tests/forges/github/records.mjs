// What a run knows of one job: its row in the trace, its folders, what it left behind.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interpolate } from "./expressions.mjs";
import { needsOf } from "./plan.mjs";

/** `waiting` stands before `failure`: GitHub keeps the dependents back until someone approves. */
export function combine(results) {
  return ["waiting", "failure"].find((bad) => results.includes(bad)) ?? "success";
}

/** What dependents see of a job by its rows in a trace: one, or one for each of its matrix. */
export function ended(rows) {
  const outputs = Object.assign({}, ...rows.map((row) => row.outputs));
  const result = rows.length === 1 ? rows[0].result : combine(rows.map((row) => row.result));
  return { result, outputs };
}

export const DEFAULT_MINUTES = 360;

/** A row of the trace; `id` is unique in the run, `name` is what a branch rule requires. */
export function newRecord(id, name, job, permissions) {
  return {
    id,
    name,
    needs: needsOf(job),
    result: "skipped",
    permissions,
    environment: null,
    concurrency: null,
    runs_on: job["runs-on"] ?? null,
    timeout_minutes: job["timeout-minutes"] ?? DEFAULT_MINUTES,
    outputs: {},
    steps: [],
    artifacts: {},
    leaks: [],
    error: null,
  };
}

/** What the steps of one job share; every job has a workspace and a home of its own. */
export function jobState(run, { id, job, context, record, env }) {
  const folder = record.id.replace(/[^\w.-]+/g, "_");
  const workspace = path.join(run.out, "work", folder);
  const temp = path.join(run.out, "temp", folder);
  const home = path.join(temp, "home");
  for (const one of [workspace, home]) fs.mkdirSync(one, { recursive: true });
  const github = { ...context.github, job: id, workspace };
  return {
    id, record, github, workspace, temp, home,
    label: record.id,
    env: { ...env, ...interpolate(job.env ?? {}, { ...context, env }) },
    context: { ...context, github, runner: { ...context.runner, temp } },
    permissions: record.permissions,
    paths: [],
    deadline: Date.now() + record.timeout_minutes * 60_000,
  };
}

/** Files of the job, uploaded ones too, that hold a secret: any later step could have read it. */
export function findLeaks(run, state) {
  const secrets = run.hidden.flatMap((value) => ["-e", value]);
  const uploaded = Object.keys(state.record.artifacts).map((name) => run.artifacts.folderOf(name));
  const folders = [state.workspace, state.home, ...uploaded].filter((one) => fs.existsSync(one));
  try {
    const found = execFileSync("grep", ["-rlF", ...secrets, ...folders], { encoding: "utf8" });
    return found.trim().split("\n").map((file) => path.relative(run.out, file));
  } catch (error) {
    if (error.status === 1) return [];
    throw error;
  }
}
