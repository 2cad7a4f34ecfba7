// Stand-ins for external actions: each does what later steps can see, without a network.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { text } from "./expressions.mjs";
import { findFiles } from "./globs.mjs";
import { level } from "./permissions.mjs";

function checkout(inputs, job, run) {
  const { github } = run;
  if (inputs.repository && inputs.repository !== github.repository) {
    throw new Error(`checkout of ${inputs.repository}: only the tested repository is modelled`);
  }
  const folder = path.join(job.workspace, inputs.path ?? "");
  fs.mkdirSync(folder, { recursive: true });
  const git = (...args) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  const depth = text(inputs["fetch-depth"] ?? 1);
  git("init", "--quiet");
  git("remote", "add", "origin", `${github.server_url}/${github.repository}`);
  // A file URL, because git ignores --depth for a plain path.
  const fetch = (...args) => git("fetch", "--quiet", ...args);
  const [repo, shallow] = [`file://${run.repo}`, depth === "0" ? [] : ["--depth", depth]];
  if (depth === "0") fetch("--tags", repo, "+refs/heads/*:refs/remotes/origin/*");
  fetch(...shallow, repo, inputs.ref ?? "HEAD");
  const branch = github.ref.startsWith("refs/heads/") && !inputs.ref;
  git("checkout", "--quiet", ...(branch ? ["-B", github.ref_name] : ["--detach"]), "FETCH_HEAD");
  if (text(inputs["persist-credentials"] ?? true) === "true") {
    // checkout keeps the token elsewhere since v6, yet any later step can still read it with git.
    git("config", `http.${github.server_url}/.extraheader`, `AUTHORIZATION: basic ${github.token}`);
  }
  return { ref: github.ref, commit: git("rev-parse", "HEAD").trim() };
}

function uploadArtifact(inputs, job, run) {
  const name = inputs.name ?? "artifact";
  job.record.artifacts[name] = run.artifacts.upload(job.workspace, inputs);
  return { "artifact-id": name };
}

function downloadArtifact(inputs, job, run) {
  run.artifacts.download(job.workspace, inputs);
  return { "download-path": path.join(job.workspace, inputs.path ?? "") };
}

function setupUv(inputs, job) {
  const version = execFileSync("uv", ["--version"], { encoding: "utf8" }).split(" ")[1].trim();
  if (inputs["python-version"]) job.env.UV_PYTHON = text(inputs["python-version"]);
  return { "uv-version": version };
}

function hardenRunner(inputs) {
  const policy = inputs["egress-policy"] ?? "block";
  if (!["audit", "block"].includes(policy)) throw new Error(`egress-policy '${policy}' is unknown`);
  return {};
}

/** The statement that the real one has Sigstore sign; nothing is signed here. */
function attest(inputs, job) {
  for (const scope of ["id-token", "attestations"]) {
    if (level(job.permissions, scope) !== "write") throw new Error(`attest needs ${scope}: write`);
  }
  const patterns = inputs["subject-path"].split(/[\n,]/).map((line) => line.trim()).filter(Boolean);
  const files = findFiles(job.workspace, patterns);
  if (!files.length) throw new Error(`attest: no file matches ${patterns.join(", ")}`);
  const read = (file) => fs.readFileSync(path.join(job.workspace, file));
  const digest = (file) => createHash("sha256").update(read(file)).digest("hex");
  const bom = inputs["sbom-path"];
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: files.map((file) => ({ name: path.basename(file), digest: { sha256: digest(file) } })),
    predicateType: bom ? "https://cyclonedx.org/bom" : "https://slsa.dev/provenance/v1",
    predicate: bom ? JSON.parse(read(bom)) : {},
  };
  const folder = fs.mkdtempSync(path.join(job.temp, "attest-"));
  const bundle = path.join(folder, "attestation.json");
  fs.writeFileSync(bundle, `${JSON.stringify({ unsigned: statement })}\n`);
  return { "bundle-path": bundle, "attestation-id": "1" };
}

/** `owner/name` to (inputs, job, run) => outputs. */
export const STUBS = {
  "actions/attest": attest,
  "actions/checkout": checkout,
  "actions/upload-artifact": uploadArtifact,
  "actions/download-artifact": downloadArtifact,
  "astral-sh/setup-uv": setupUv,
  "step-security/harden-runner": hardenRunner,
};

export const stubOf = (uses) => STUBS[uses.split("@")[0]];
export const isLocal = (uses) => /^[.$]\//.test(uses);
