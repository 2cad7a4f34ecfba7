// Runs a GitHub workflow of a repository without GitHub; `--help` shows the options.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ArtifactStore } from "./artifacts.mjs";
import { Earlier } from "./earlier.mjs";
import { EVENTS, githubContext } from "./event.mjs";
import { text } from "./expressions.mjs";
import { WorkflowRun } from "./jobs.mjs";
import { plan } from "./plan.mjs";
import { killAll } from "./shell.mjs";
import { notStarted, triggers } from "./triggers.mjs";

const USAGE = `node run.mjs --repo DIR --workflow FILE --event ${EVENTS.join("|")} --out NEW_DIR
  --event-json FILE        laid over the minimal payload of the event
  --ref REF                instead of the event's usual one
  --fork                   the pull request comes from a fork: read-only token, no secrets
  --input|--secret|--var NAME=VALUE
  --protect ENV            the environment waits for --approve ENV
  --only JOB               of a called workflow, as if what it needs had passed; several times for several
  --resume OUT             what is not in --only ended as in the run of this folder, artifacts and all
  --handed OUT             the artifacts of the run in this folder lie there from the start
  --api URL                where the API is that steps may ask
  --identity URL           where a job with id-token: write asks who it is; nowhere by default
  --map owner/repo=DIR     where a remote workflow lies; owner/repo/path=FILE for a single one
  --pass-env NAME,NAME     variables of this process that steps may see
Exit: 0 every job passed or was skipped, 1 a job failed, waits or leaks a secret, 2 refused.`;

const single = { type: "string" };
const many = { type: "string", multiple: true, default: [] };
const OPTIONS = {
  repo: single, workflow: single, event: single, out: single, "event-json": single, ref: single,
  api: single, identity: single, resume: single, handed: single,
  fork: { type: "boolean", default: false }, help: { type: "boolean", default: false },
  input: many, secret: many, var: many, protect: many, approve: many, map: many, only: many, "pass-env": many,
};
const REQUIRED = ["repo", "workflow", "event", "out"];

class Refusal extends Error {}

function readOptions() {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return values;
  const missing = REQUIRED.filter((name) => !values[name]);
  if (missing.length) throw new Refusal(`--${missing[0]} is missing: see --help`);
  if (!EVENTS.includes(values.event)) {
    throw new Refusal(`--event must be one of ${EVENTS.join(", ")}`);
  }
  if (values.fork && values.event !== "pull_request") {
    throw new Refusal("--fork goes with --event pull_request: a fork starts nothing else here");
  }
  if (fs.existsSync(values.out) && fs.readdirSync(values.out).length) {
    throw new Refusal(`--out ${values.out} is not empty: give each run a folder of its own`);
  }
  if (values.resume && !values.only.length) {
    throw new Refusal("--resume goes with --only: say which jobs run again");
  }
  return values;
}

const pairs = (list) =>
  Object.fromEntries(list.map((item) => [item.split("=")[0], item.slice(item.indexOf("=") + 1)]));

function newRun(options) {
  const repo = path.resolve(options.repo);
  const out = path.resolve(options.out);
  const git = (...args) => execFileSync("git", ["-C", repo, ...args], { encoding: "utf8" }).trim();
  // Random, so that a search for it finds a leak and never the text of a test.
  const token = `fake-token-${randomBytes(8).toString("hex")}`;
  const given = options["event-json"]
    ? JSON.parse(fs.readFileSync(options["event-json"], "utf8"))
    : {};
  const github = githubContext({
    name: options.event, given, ref: options.ref, fork: options.fork, token,
    sha: git("rev-parse", "HEAD"), branch: git("rev-parse", "--abbrev-ref", "HEAD"),
  });
  const earlier = options.resume ? new Earlier(options.resume) : null;
  const differs = earlier?.differs(github);
  if (differs) throw new Refusal(`--resume ${options.resume}: ${differs}`);
  github.run_attempt = earlier ? "2" : github.run_attempt;
  github.api_url = options.api ?? github.api_url;
  github.event_path = path.join(out, "event.json");
  // GitHub passes neither secrets nor configuration variables to a fork's pull request.
  const secrets = { GITHUB_TOKEN: token, ...(options.fork ? {} : pairs(options.secret)) };
  const artifacts = new ArtifactStore(path.join(out, "artifacts"));
  if (options.handed) artifacts.takeOverAll(path.join(options.handed, "artifacts"));
  const hidden = Object.values(secrets).filter(Boolean);
  return {
    repo, out, github, secrets,
    hidden,
    vars: options.fork ? {} : pairs(options.var),
    fork: options.fork,
    map: pairs(options.map),
    only: options.only,
    earlier,
    identity: options.identity,
    passEnv: options["pass-env"].flatMap((names) => names.split(",")),
    artifacts,
    trace: { refused: [], event: options.event, sha: github.sha, ref: github.ref, concurrency: null, jobs: [] },
    needsApproval: (name) => options.protect.includes(name) && !options.approve.includes(name),
    say: (label, line) => console.log(`[${label}] ${mask(line, hidden)}`),
  };
}

function mask(line, hidden) {
  return hidden.reduce((masked, value) => masked.replaceAll(value, "***"), line);
}

function dispatchInputs(workflow, event, given) {
  const declared = triggers(workflow.on)[event].inputs ?? {};
  return Object.fromEntries(
    Object.entries(declared).map(([name, spec]) => {
      const value = given[name] ?? spec.default ?? "";
      return [name, spec.type === "boolean" ? text(value) === "true" : value];
    }),
  );
}

async function execute(run, options) {
  const file = path.join(run.repo, options.workflow);
  const node = plan({ file, root: run.repo, map: run.map });
  const started = notStarted(node.workflow, run.github);
  run.trace.refused = started ? [started] : node.problems;
  if (run.trace.refused.length) return;
  run.workflowName = node.workflow.name ?? options.workflow;
  fs.writeFileSync(run.github.event_path, JSON.stringify(run.github.event));
  const inputs = dispatchInputs(node.workflow, options.event, pairs(options.input));
  const whole = new WorkflowRun(run, node, { inputs, secrets: run.secrets });
  run.trace.concurrency = whole.group;
  await whole.finish();
}

function report(trace) {
  for (const job of trace.jobs) {
    const place = job.environment ? `  environment=${job.environment}` : "";
    const leak = job.leaks.length ? `  LEAKS ${job.leaks.join(" ")}` : "";
    const token = JSON.stringify(job.permissions);
    console.log(`${job.result.padEnd(8)} ${job.id}${place}  ${token}${leak}`);
  }
  trace.refused.forEach((reason) => console.error(`refused: ${reason}`));
  if (trace.refused.length) return 2;
  const red = (job) => ["failure", "waiting"].includes(job.result) || job.leaks.length > 0;
  return trace.jobs.some(red) ? 1 : 0;
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(USAGE), 0;
  const run = newRun(options);
  try {
    await execute(run, options);
  } catch (error) {
    // Before the first job an error is a refusal: a missing file, YAML that does not parse.
    if (run.trace.jobs.length) throw error;
    run.trace.refused.push(error.message);
  }
  fs.writeFileSync(path.join(run.out, "trace.json"), JSON.stringify(run.trace, null, 1));
  return report(run.trace);
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    killAll();
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
}
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Refusal) && !error.code?.startsWith("ERR_PARSE_ARGS")) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
