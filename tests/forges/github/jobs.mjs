// The jobs of a planned workflow: needs, conditions, matrices, approvals, called workflows.
import { calledInputs, calledOutputs, enterGroup, passedSecrets } from "./calls.mjs";
import { hasExpression, holds, interpolate, text } from "./expressions.mjs";
import { combinations } from "./matrix.mjs";
import { onFork, requested } from "./permissions.mjs";
import { ancestors, callSpec, needsOf } from "./plan.mjs";
import { combine, ended, findLeaks, jobState, newRecord } from "./records.mjs";
import { runSteps } from "./steps.mjs";

export class WorkflowRun {
  /** `allowed` is the caller's token, `held` are its concurrency groups. */
  constructor(run, node, { inputs, secrets, prefix = "", named = "", allowed = null, held = [] }) {
    Object.assign(this, { run, node, secrets, prefix, named, allowed });
    this.workflow = node.workflow;
    this.results = {};
    this.promises = {};
    this.base = {
      github: { ...run.github, workflow: run.workflowName },
      vars: run.vars,
      secrets,
      inputs,
      runner: { os: "Linux", arch: "X64" },
    };
    Object.assign(this, enterGroup(this.workflow.concurrency, this.base, held));
    this.env = interpolate(this.workflow.env ?? {}, this.base);
  }

  /** Results `{job id: {result, outputs}}` when every job has ended. */
  async finish() {
    await Promise.all(this.#wanted().map((id) => this.#once(id)));
    return this.results;
  }

  /** All jobs; or, in a called workflow, those asked for: what they need counts as done. */
  #wanted() {
    return Object.keys(this.workflow.jobs).filter((id) => this.run.earlier || this.#isWanted(id));
  }

  #isWanted(id) {
    return !this.run.only.length || !this.prefix || this.run.only.includes(id);
  }

  #once(id) {
    return (this.promises[id] ??= this.#judge(id));
  }

  async #judge(id) {
    if (!this.#isWanted(id)) return (this.results[id] = this.#elsewhere(id));
    const job = this.workflow.jobs[id];
    const needed = [...ancestors(this.workflow, id)];
    await Promise.all(needed.map((need) => this.#once(need)));
    const before = needed.map((need) => this.results[need].result);
    try {
      this.results[id] = await this.#start(id, job, before);
    } catch (error) {
      this.results[id] = this.#unstarted(id, job, "failure", error.message);
    }
  }

  /** What is not asked for has passed, or ended as it did in an earlier run. */
  #elsewhere(id) {
    if (!this.run.earlier) return { result: "success", outputs: {} };
    return this.run.earlier.takeOver(this.prefix + id, this.run);
  }

  #start(id, job, before) {
    if (before.includes("waiting")) return this.#unstarted(id, job, "waiting");
    const needs = Object.fromEntries(
      needsOf(job).map((need) => {
        const { result, outputs } = this.results[need];
        return [need, { result, outputs }];
      }),
    );
    const context = { ...this.base, needs };
    const status = {
      success: before.every((result) => result === "success"),
      failure: before.includes("failure"),
    };
    if (!holds(job.if, context, status)) return this.#unstarted(id, job, "skipped");
    return this.#runMatrix(id, job, context);
  }

  #record(id, name, job) {
    const wanted = requested(job, this.workflow, this.allowed);
    const permissions = this.run.fork ? onFork(wanted) : wanted;
    const record = newRecord(this.prefix + id, this.named + name, job, permissions);
    this.run.trace.jobs.push(record);
    return record;
  }

  #unstarted(id, job, result, error = null) {
    const record = Object.assign(this.#record(id, job.name ?? id, job), { result, error });
    this.run.say(record.id, error ? `ERROR ${error}` : result);
    return record;
  }

  async #runMatrix(id, job, context) {
    const strategy = interpolate(job.strategy ?? {}, context);
    const failFast = strategy["fail-fast"] ?? true;
    const runs = combinations(strategy.matrix).map((matrix) => {
      const more = matrix ? { matrix, strategy: { "fail-fast": failFast } } : {};
      return this.#runOne(id, job, { ...context, ...more });
    });
    const done = await Promise.all(runs);
    const { result, outputs } = ended(done);
    const forgiven = result === "failure" && job["continue-on-error"] === true;
    return { result: forgiven ? "success" : result, outputs };
  }

  async #runOne(id, job, context) {
    const values = Object.values(context.matrix ?? {}).map(text);
    const suffix = values.length ? ` (${values.join(", ")})` : "";
    // GitHub tells the runs of a matrix apart, unless the name does so itself.
    const name = hasExpression(job.name)
      ? text(interpolate(job.name, context))
      : (job.name ?? id) + suffix;
    const record = this.#record(id + suffix, name, job);
    try {
      Object.assign(record, await this.#runRecorded(id, job, context, record));
    } catch (error) {
      Object.assign(record, { result: "failure", error: error.message });
      this.run.say(record.id, `ERROR ${error.message}`);
    }
    this.run.say(record.id, `-> ${record.result}`);
    return record;
  }

  #runRecorded(id, job, context, record) {
    const { group, held } = enterGroup(job.concurrency, context, this.held);
    record.concurrency = group;
    if (job.uses) return this.#call(id, job, context, record, held);
    record.runs_on = interpolate(record.runs_on, context);
    record.timeout_minutes = Number(interpolate(record.timeout_minutes, context));
    if (job.environment) {
      const wanted = interpolate(job.environment, context);
      record.environment = wanted.name ?? wanted;
      if (this.run.needsApproval(record.environment)) return { result: "waiting" };
    }
    return this.#execute(id, job, context, record);
  }

  async #call(id, job, context, record, held) {
    const child = this.node.called[id];
    const spec = callSpec(child);
    const called = new WorkflowRun(this.run, child, {
      inputs: calledInputs(job, spec, context, record.id),
      secrets: passedSecrets(job, this.secrets, context),
      prefix: `${record.id} / `,
      named: `${record.name} / `,
      allowed: requested(job, this.workflow, this.allowed),
      held,
    });
    const jobs = await called.finish();
    const result = combine(Object.values(jobs).map((one) => one.result));
    return { result, outputs: calledOutputs(spec, { ...called.base, jobs }) };
  }

  async #execute(id, job, context, record) {
    const state = jobState(this.run, { id, job, context, record, env: this.env });
    const defaults = { ...this.workflow.defaults?.run, ...job.defaults?.run };
    const scope = { root: this.node.root, status: "success", defaults };
    const steps = await runSteps(job.steps, this.run, state, scope);
    record.leaks = findLeaks(this.run, state);
    const outputs = interpolate(job.outputs ?? {}, { ...state.context, steps, env: state.env });
    const texts = Object.entries(outputs).map(([name, value]) => [name, text(value)]);
    return { result: scope.status, outputs: Object.fromEntries(texts) };
  }
}
