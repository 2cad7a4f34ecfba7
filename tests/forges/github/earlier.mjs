// What a run takes over from an earlier one of the same commit, as a forge does to run jobs again.
import fs from "node:fs";
import path from "node:path";
import { ended } from "./records.mjs";

export class Earlier {
  /** `out` is the folder of a run that has ended. */
  constructor(out) {
    this.artifacts = path.join(out, "artifacts");
    this.trace = JSON.parse(fs.readFileSync(path.join(out, "trace.json"), "utf8"));
  }

  /** Why it is not a run of the same, or undefined. */
  differs({ sha, ref, event_name }) {
    const { trace } = this;
    if (trace.sha !== sha) return `it ran ${trace.sha}, this is ${sha}`;
    if (trace.event !== event_name) return `it ran a ${trace.event}, this is a ${event_name}`;
    if (trace.ref !== ref) return `it ran ${trace.ref}, this is ${ref}`;
  }

  /** The result and outputs of a job, whose rows and artifacts become the run's own. */
  takeOver(id, run) {
    const rows = this.trace.jobs.filter((row) => row.id === id || row.id.startsWith(`${id} (`));
    if (!rows.length) throw new Error(`--resume: ${id} did not run before`);
    for (const row of rows) {
      run.trace.jobs.push(row);
      Object.keys(row.artifacts).forEach((name) => run.artifacts.takeOver(name, this.artifacts));
    }
    return ended(rows);
  }
}
