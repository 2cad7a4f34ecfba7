// File patterns as upload-artifact and hashFiles read them: `*`, `**`, `?`; a folder stands for
// everything below it.
import fs from "node:fs";
import path from "node:path";

const SPECIAL = /[*?[\]!]/;

/** The folders of a pattern before its first wildcard. */
export function staticPrefix(pattern) {
  const parts = path.normalize(pattern).split("/").filter((part) => part && part !== ".");
  const wild = parts.findIndex((part) => SPECIAL.test(part));
  return wild < 0 ? parts : parts.slice(0, wild);
}

function toRegExp(pattern) {
  if (/[[\]!]/.test(pattern)) {
    throw new Error(`pattern '${pattern}' holds [ ] or !, which this runner does not model`);
  }
  const clean = path.normalize(pattern).replace(/\/$/, "");
  if (clean === ".") return /^/;
  const source = clean
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) =>
      ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[wild],
    );
  return new RegExp(`^${source}(?:/.*)?$`);
}

function filesBelow(root, folder) {
  const start = path.join(root, folder);
  if (!fs.existsSync(start)) return [];
  if (!fs.statSync(start).isDirectory()) return [folder];
  return fs
    .readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** Files below `root`, relative to it, that one of the patterns names; each file once. */
export function findFiles(root, patterns) {
  const found = new Set();
  for (const pattern of patterns) {
    const expression = toRegExp(pattern);
    for (const file of filesBelow(root, staticPrefix(pattern).join("/"))) {
      if (expression.test(file)) found.add(file);
    }
  }
  return [...found];
}
