// The steps of a job or of a composite action, one after the other.
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isLocal, stubOf } from "./actions.mjs";
import { holds, interpolate, text } from "./expressions.mjs";
import { level } from "./permissions.mjs";
import { CommandFiles, runScript } from "./shell.mjs";

const GITHUB_VARIABLES = [
  "repository", "repository_owner", "sha", "ref", "ref_name", "ref_type", "head_ref", "base_ref",
  "event_name", "event_path", "run_id", "run_number", "run_attempt", "actor", "triggering_actor",
  "workflow", "workspace", "server_url", "api_url",
];
const DEFAULT_MINUTES = 360;

function inherited(names) {
  return Object.fromEntries(
    names.filter((name) => name in process.env).map((name) => [name, process.env[name]]),
  );
}

function identityVariables(permissions, address) {
  if (level(permissions, "id-token") !== "write") return {};
  // Port 9 discards: a test sees whether an identity was granted, never a token of worth.
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: address ?? "http://127.0.0.1:9/id-token?",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
  };
}

/** Nothing of the caller's environment reaches a step but PATH and the allow-list. */
function environment(run, job, files, own) {
  const github = GITHUB_VARIABLES.map((key) => [`GITHUB_${key.toUpperCase()}`, job.github[key]]);
  return {
    HOME: job.home,
    LANG: "C.UTF-8",
    ...inherited(run.passEnv),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_JOB: job.id,
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    RUNNER_TEMP: job.temp,
    ...Object.fromEntries(github),
    ...identityVariables(job.permissions, run.identity),
    ...files.env,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, text(value)])),
    PATH: [...job.paths, process.env.PATH].join(":"),
  };
}

async function runCommand(step, context, status, { run, job, scope, record }) {
  const files = new CommandFiles(job.temp);
  const folder = step["working-directory"] ?? scope.defaults?.["working-directory"] ?? "";
  const minutes = Number(interpolate(step["timeout-minutes"] ?? DEFAULT_MINUTES, context));
  const code = await runScript({
    script: text(interpolate(step.run, context, status)),
    shell: step.shell ?? scope.defaults?.shell,
    cwd: path.join(job.workspace, text(interpolate(folder, context, status))),
    env: environment(run, job, files, context.env),
    seconds: Math.min(minutes * 60, (job.deadline - Date.now()) / 1000),
    temp: job.temp,
    say: (line) => run.say(job.label, `  ${line}`),
  });
  record.exit_code = code;
  if (files.summary()) record.summary = files.summary();
  Object.assign(job.env, files.variables());
  job.paths.unshift(...files.paths());
  return { outputs: files.outputs(), ok: code === 0 };
}

/** `$/` is the repository of the file that says it, `./` the job's workspace. */
function actionFolder(uses, job, scope) {
  return path.join(uses.startsWith("$/") ? scope.root : job.workspace, uses.slice(2));
}

function loadAction(uses, folder) {
  const file = ["action.yml", "action.yaml"]
    .map((name) => path.join(folder, name))
    .find((candidate) => fs.existsSync(candidate));
  if (!file) throw new Error(`no action.yml at ${uses}: './' needs a checkout before it`);
  const action = parse(fs.readFileSync(file, "utf8"));
  if (action.runs.using !== "composite") {
    throw new Error(`${uses}: of local actions only composite ones run here`);
  }
  return action;
}

function actionInputs(uses, action, given, context) {
  const declared = action.inputs ?? {};
  const unknown = Object.keys(given).find((name) => !(name in declared));
  if (unknown) throw new Error(`${uses} has no input '${unknown}'`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => {
      if (given[name] === undefined && spec.default === undefined && spec.required) {
        throw new Error(`${uses} needs input '${name}'`);
      }
      return [name, text(given[name] ?? interpolate(spec.default ?? "", context))];
    }),
  );
}

async function runComposite(step, context, status, { run, job, scope, overlay }) {
  const folder = actionFolder(step.uses, job, scope);
  const action = loadAction(step.uses, folder);
  const given = interpolate(step.with ?? {}, context, status);
  const inputs = actionInputs(step.uses, action, given, context);
  const inner = {
    root: scope.root,
    within: step.name ?? step.uses,
    status: "success",
    env: overlay,
    context: { inputs, github: { ...context.github, action_path: folder } },
  };
  const steps = await runSteps(action.runs.steps, run, job, inner);
  const after = { ...context, inputs, steps };
  const outputs = Object.entries(action.outputs ?? {}).map(([name, spec]) => [
    name, text(interpolate(spec.value, after)),
  ]);
  return { outputs: Object.fromEntries(outputs), ok: inner.status === "success" };
}

function runStub(step, context, status, { run, job, record }) {
  const inputs = interpolate(step.with ?? {}, context, status);
  record.with = inputs;
  const outputs = stubOf(step.uses)(inputs, job, run);
  return { outputs, ok: true };
}

function kindOf(step) {
  if (step.run !== undefined) return runCommand;
  return isLocal(step.uses) ? runComposite : runStub;
}

async function attempt(step, context, status, world) {
  try {
    return await kindOf(step)(step, context, status, world);
  } catch (error) {
    world.record.error = error.message;
    world.run.say(world.job.label, `ERROR ${error.message}`);
    return { outputs: {}, ok: false };
  }
}

/** The contexts of a step, and the part of `env` that ends with it (GITHUB_ENV outlives it). */
function stepContext(step, job, scope, steps) {
  const outer = { ...job.context, ...scope.context, steps, job: { status: scope.status } };
  const env = { ...job.env, ...scope.env };
  const overlay = { ...scope.env, ...interpolate(step.env ?? {}, { ...outer, env }) };
  return { overlay, context: { ...outer, env: { ...env, ...overlay } } };
}

const title = (step) => step.name ?? step.id ?? step.uses ?? step.run.trim().split("\n")[0];

/** Run steps in a scope `{root, status, defaults, env, context, within}`; returns their context. */
export async function runSteps(list, run, job, scope) {
  const steps = {};
  for (const [index, step] of list.entries()) {
    const record = { name: title(step), within: scope.within, uses: step.uses, outcome: "skipped" };
    job.record.steps.push(record);
    const id = step.id ?? `__${index}`;
    const status = { success: scope.status === "success", failure: scope.status === "failure" };
    const { context, overlay } = stepContext(step, job, scope, steps);
    if (!holds(step.if, context, status)) {
      steps[id] = { outputs: {}, outcome: "skipped", conclusion: "skipped" };
      continue;
    }
    const world = { run, job, scope, record, overlay };
    const { outputs, ok } = await attempt(step, context, status, world);
    const forgiven = interpolate(step["continue-on-error"] ?? false, context, status) === true;
    const outcome = ok ? "success" : "failure";
    const conclusion = ok || forgiven ? "success" : "failure";
    steps[id] = { outputs, outcome, conclusion };
    Object.assign(record, { outputs, outcome });
    run.say(job.label, `${ok ? "ok  " : "FAIL"} ${record.name}`);
    if (conclusion === "failure") scope.status = "failure";
  }
  return steps;
}
