// Tables for the parts of the runner that need no process: `node --test`, called by test_tools.py.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { ArtifactStore } from "./artifacts.mjs";
import { githubContext } from "./event.mjs";
import { holds, interpolate } from "./expressions.mjs";
import { combinations } from "./matrix.mjs";
import { excess, onFork, requested } from "./permissions.mjs";
import { notStarted } from "./triggers.mjs";

function table(name, rows, check) {
  rows.forEach((row, index) => {
    test(`${name} ${index}: ${JSON.stringify(row[0])}`, () => check(...row));
  });
}

const CONTEXT = { github: { event: { n: 3, list: ["a", "b"] }, ref: "x}}y" }, env: {} };

table(
  "interpolate",
  [
    ["${{ github.event.n }}", 3],
    ["n=${{ github.event.n }}", "n=3"],
    ["${{ github.event.list }}", ["a", "b"]],
    ["${{ '}}' }}-${{ github.ref }}", "}}-x}}y"],
    ["${{ github.event.missing }}!", "!"],
    [{ deep: ["${{ github.event.n == 3 }}"] }, { deep: [true] }],
    ["no expression", "no expression"],
  ],
  (value, expected) => assert.deepEqual(interpolate(value, CONTEXT), expected),
);

table(
  "if",
  [
    [undefined, { success: true }, true],
    [undefined, { success: false }, false],
    ["github.event.n == 3", { success: false }, false],
    ["always() && github.event.n == 3", { success: false }, true],
    ["${{ failure() }}", { success: false, failure: true }, true],
    ["github.event.missing", { success: true }, false],
    [false, { success: true }, false],
  ],
  (condition, status, expected) => assert.equal(holds(condition, CONTEXT, status), expected),
);

table(
  "matrix",
  [
    [undefined, [null]],
    [{ a: [1, 2] }, [{ a: 1 }, { a: 2 }]],
    [{ a: [1, 2], b: ["x"], exclude: [{ a: 2 }] }, [{ a: 1, b: "x" }]],
    [{ a: [1, 2], include: [{ a: 2, c: 9 }] }, [{ a: 1 }, { a: 2, c: 9 }]],
    [{ a: [1], include: [{ a: 5 }] }, [{ a: 1 }, { a: 5 }]],
    [{ include: [{ a: 1 }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
  ],
  (matrix, expected) => assert.deepEqual(combinations(matrix), expected),
);

table(
  "excess",
  [
    [{ contents: "read" }, { contents: "write" }, []],
    [{}, {}, []],
    [{ contents: "none" }, {}, []],
    [{ packages: "read" }, { "*": "read" }, []],
    [{ contents: "write" }, { contents: "read" }, ["contents: write (allowed: read)"]],
    [{ "id-token": "write" }, {}, ["id-token: write (allowed: none)"]],
  ],
  (wanted, allowed, expected) => assert.deepEqual(excess(wanted, allowed), expected),
);

table(
  "requested",
  [
    [{}, {}, null, { contents: "read", packages: "read" }],
    [{}, {}, { issues: "write" }, { issues: "write" }],
    [{}, { permissions: "read-all" }, null, { "*": "read" }],
    [{ permissions: {} }, { permissions: "write-all" }, null, {}],
  ],
  (job, workflow, allowed, expected) => {
    assert.deepEqual(requested(job, workflow, allowed), expected);
  },
);

test("a fork reads at most", () => {
  const asked = { contents: "write", "id-token": "write", issues: "none" };
  assert.deepEqual(onFork(asked), { contents: "read", issues: "none" });
});

const MAIN = { push: { branches: ["main", "release/**"] } };
const TAGS = { push: { tags: ["v*"] } };
const TO_MAIN = { pull_request: { branches: ["main"] } };
const TO_OLD = { pull_request: { base: { ref: "old" } } };

table(
  "trigger",
  [
    [MAIN, "push", {}, null],
    [MAIN, "push", { ref: "refs/heads/release/1/2" }, null],
    [MAIN, "push", { ref: "refs/heads/other" }, /filters leave out/],
    [MAIN, "push", { ref: "refs/tags/main" }, /filters leave out/],
    [{ push: { "branches-ignore": ["main"] } }, "push", {}, /filters leave out/],
    [TAGS, "push", { ref: "refs/tags/v1" }, null],
    [TAGS, "push", {}, /filters leave out/],
    [TO_MAIN, "pull_request", {}, null],
    [TO_MAIN, "pull_request", { given: TO_OLD }, /base branch old/],
    ["pull_request", "pull_request", { given: { action: "closed" } }, /does not list 'closed'/],
    [["push", "merge_group"], "merge_group", {}, null],
    [{ schedule: [{ cron: "9 3 * * *" }] }, "schedule", {}, null],
    ["push", "pull_request", {}, /has no trigger pull_request/],
  ],
  (on, name, options, expected) => {
    const github = githubContext({ name, fork: false, sha: "0", branch: "main", ...options });
    const reason = notStarted({ on }, github);
    if (expected === null) assert.equal(reason, null);
    else assert.match(reason, expected);
  },
);

test("path filters are refused, not ignored", () => {
  const github = githubContext({ name: "push", fork: false, sha: "0", branch: "main" });
  assert.throws(() => notStarted({ on: { push: { paths: ["src"] } } }, github), /not modelled/);
});

const FILES = ["out/a/one.json", "out/a/two.json", "out/b/three.txt", "out/.hidden/x", "top.txt"];

table(
  "upload",
  [
    ["out/a/one.json", {}, ["one.json"]],
    ["out/a", {}, ["one.json", "two.json"]],
    ["out/a/", {}, ["one.json", "two.json"]],
    ["out", {}, ["a/one.json", "a/two.json", "b/three.txt"]],
    ["out/.hidden", { "include-hidden-files": true }, ["x"]],
    ["out/.hidden", {}, []],
    ["out/*/one.json", {}, ["a/one.json"]],
    ["out/**/*.txt", {}, ["b/three.txt"]],
    ["out/a/one.json\nout/b/", {}, ["a/one.json", "b/three.txt"]],
    ["top.txt\nout/a/two.json", {}, ["out/a/two.json", "top.txt"]],
    ["missing", {}, []],
  ],
  (pattern, inputs, expected) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "artifacts-"));
    for (const file of FILES) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), "");
    }
    const store = new ArtifactStore(path.join(folder, "store"));
    assert.deepEqual(store.upload(folder, { path: pattern, ...inputs }), expected);
    fs.rmSync(folder, { recursive: true });
  },
);
