// GitHub's language service on the workflows and actions of a repository; exit 1 on findings.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { FeatureFlags } from "@actions/expressions";
import { registerLogger, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { locate } from "./plan.mjs";

const USAGE = "node lint.mjs REPO [--map owner/repo=DIR] [--unchecked owner/name]";
const METADATA = fileURLToPath(new URL("actions", import.meta.url));
const SEVERITIES = { 1: "error", 2: "warning", 3: "information", 4: "hint" };
const PLACES = [".github/workflows/*", ".github/actions/*/action"];

const UNRESOLVED = /^Unable to resolve action `([^@]+)@([^`]+)`.*/;

const read = (file) => fs.readFileSync(file, "utf8");

/** Inputs of `./` actions are checked only in the form `$/`, which has the same length. */
const asSelfReference = (source) => source.replace(/(uses:\s*["']?)\.\//g, "$1$/");

function fileProvider(repo, map) {
  return {
    async getFileContent(reference) {
      const { owner, repository, version } = reference;
      const uses = repository
        ? `${owner}/${repository}/${reference.path}@${version}`
        : `./${reference.path.replace(/^[.$]\//, "")}`;
      return { name: reference.path, content: read(locate(uses, repo, map).file) };
    },
  };
}

function explained(message) {
  return message.replace(
    UNRESOLVED,
    "the inputs of $1 at $2 are unknown: list them in github/actions/$1/$2.yml",
  );
}

/** No metadata file means no answer, which the language service reports at the `uses:`. */
function metadataProvider(unchecked) {
  return {
    async fetchActionMetadata({ owner, name, path: below = "", ref }) {
      if (unchecked.includes(`${owner}/${name}`)) return { name, description: "not checked" };
      const file = path.join(METADATA, owner, name, below, `${ref}.yml`);
      return fs.existsSync(file) ? parse(read(file)) : undefined;
    },
  };
}

function filesOf(repo) {
  return PLACES.flatMap((place) => {
    const [before, after] = place.split("*");
    const folder = path.join(repo, before);
    if (!fs.existsSync(folder)) return [];
    return fs
      .readdirSync(folder)
      .flatMap((name) => (after ? [`${name}${after}.yml`, `${name}${after}.yaml`] : [name]))
      .map((name) => before + name)
      .filter((file) => /\.ya?ml$/.test(file) && fs.existsSync(path.join(repo, file)));
  });
}

async function lintFile(repo, file, config) {
  const uri = pathToFileURL(path.join(repo, file)).href;
  const source = asSelfReference(read(path.join(repo, file)));
  const document = TextDocument.create(uri, "yaml", 1, source);
  const findings = await validate(document, config);
  return findings.map(({ range, severity, message }) => {
    const { line, character } = range.start;
    const place = `${file}:${line + 1}:${character + 1}`;
    return `${place}: ${SEVERITIES[severity ?? 1]} ${explained(message)}`;
  });
}

async function main() {
  const many = { type: "string", multiple: true, default: [] };
  const { values, positionals } = parseArgs({
    options: { map: many, unchecked: many },
    allowPositionals: true,
  });
  if (positionals.length !== 1) throw new Error(USAGE);
  const repo = path.resolve(positionals[0]);
  const map = Object.fromEntries(values.map.map((item) => item.split("=")));
  const config = {
    fileProvider: fileProvider(repo, map),
    actionsMetadataProvider: metadataProvider(values.unchecked),
    featureFlags: new FeatureFlags({ all: true }),
  };
  const files = filesOf(repo);
  if (!files.length) throw new Error(`${repo}: no workflow or action to lint`);
  const findings = [];
  // The service logs its own crash and returns what it had: that must not look like a clean file.
  const quiet = () => {};
  const error = (message) => findings.push(`${repo}: ${message}`);
  registerLogger({ error, warn: quiet, info: quiet, log: quiet });
  for (const file of files) findings.push(...(await lintFile(repo, file, config)));
  findings.forEach((finding) => console.log(finding));
  return findings.length ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
