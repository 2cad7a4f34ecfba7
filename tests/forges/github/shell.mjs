// One process of a `run:` step and the command files it writes for the runner.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const SHELLS = {
  "": ["bash", "-e", "{0}"],
  bash: ["bash", "--noprofile", "--norc", "-eo", "pipefail", "{0}"],
  sh: ["sh", "-e", "{0}"],
  python: ["python3", "{0}"],
};
const COMMAND_FILES = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"];
const TIMED_OUT = 124;
const NOT_FOUND = 127;
const groups = new Set();

/** A step's processes form a group of their own, so a signal to the runner has to be passed on. */
export function killAll() {
  for (const group of groups) kill(group);
}

function kill(group) {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Run a script; lines go to `say`; resolves to the exit code. */
export function runScript({ script, shell = "", cwd, env, seconds, temp, say }) {
  const file = path.join(temp, `step-${randomUUID()}`);
  fs.writeFileSync(file, script);
  const command = SHELLS[shell] ?? shell.split(" ");
  const [program, ...rest] = command.map((part) => (part === "{0}" ? file : part));
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd, env, detached: true });
    if (child.pid) groups.add(child.pid);
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      kill(child.pid);
    }, seconds * 1000);
    const finish = (code) => {
      clearTimeout(timer);
      groups.delete(child.pid);
      resolve(expired ? TIMED_OUT : (code ?? NOT_FOUND));
    };
    for (const stream of [child.stdout, child.stderr]) forwardLines(stream, say);
    child.on("close", finish);
    child.on("error", (error) => say(error.message));
  });
}

function forwardLines(stream, say) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(say);
  });
  stream.on("end", () => rest && say(rest));
}

export class CommandFiles {
  constructor(temp) {
    this.env = Object.fromEntries(
      COMMAND_FILES.map((name) => [name, path.join(temp, `${name.toLowerCase()}-${randomUUID()}`)]),
    );
    Object.values(this.env).forEach((file) => fs.writeFileSync(file, ""));
  }

  #read = (name) => fs.readFileSync(this.env[name], "utf8");
  outputs = () => parseAssignments(this.#read("GITHUB_OUTPUT"), "GITHUB_OUTPUT");
  variables = () => parseAssignments(this.#read("GITHUB_ENV"), "GITHUB_ENV");
  paths = () => this.#read("GITHUB_PATH").split("\n").filter(Boolean);
  summary = () => this.#read("GITHUB_STEP_SUMMARY");
}

function parseAssignments(content, name) {
  const result = {};
  const lines = content.split("\n");
  while (lines.length) {
    const line = lines.shift();
    const block = line.match(/^([^=<]+)<<(.+)$/);
    const pair = line.match(/^([^=]+)=(.*)$/);
    if (block) {
      const end = lines.indexOf(block[2]);
      if (end < 0) throw new Error(`${name}: '${block[1]}' has no closing ${block[2]}`);
      result[block[1]] = lines.splice(0, end + 1).slice(0, -1).join("\n");
    } else if (pair) result[pair[1]] = pair[2];
    else if (line.trim()) throw new Error(`${name}: '${line}' is neither name=value nor name<<END`);
  }
  return result;
}
