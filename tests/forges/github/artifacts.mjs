// Artifacts of one run with the path rules of actions/upload-artifact and download-artifact.
import fs from "node:fs";
import path from "node:path";
import { text } from "./expressions.mjs";
import { findFiles, staticPrefix } from "./globs.mjs";

const isTrue = (input) => text(input) === "true";
const isHidden = (file) => file.split("/").some((part) => part.startsWith("."));

function commonPrefix(paths) {
  let length = 0;
  while (paths.every((one) => length < one.length && one[length] === paths[0][length])) length++;
  return paths[0].slice(0, length).join("/");
}

/** What an upload cuts off: a single file loses its folder, a pattern its static part. */
function uploadRoot(patterns, files) {
  const root = commonPrefix(patterns.map(staticPrefix));
  return files.length === 1 && files[0] === root ? path.dirname(root) : root;
}

function copyFile(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to);
}

export class ArtifactStore {
  constructor(folder) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  folderOf(name) {
    return path.join(this.folder, name);
  }

  /** Store what another store has under a name. */
  takeOver(name, folder) {
    fs.cpSync(path.join(folder, name), this.folderOf(name), { recursive: true });
  }

  takeOverAll(folder) {
    fs.readdirSync(folder).forEach((name) => this.takeOver(name, folder));
  }

  /** Store files of a workspace; returns their paths inside the artifact. */
  upload(workspace, inputs) {
    const name = inputs.name ?? "artifact";
    const target = this.folderOf(name);
    if (fs.existsSync(target) && !isTrue(inputs.overwrite)) {
      throw new Error(`artifact ${name} exists already: names are unique in a run`);
    }
    const patterns = inputs.path.split("\n").map((line) => line.trim()).filter(Boolean);
    const files = findFiles(workspace, patterns).filter(
      (file) => isTrue(inputs["include-hidden-files"]) || !isHidden(file),
    );
    if (!files.length && inputs["if-no-files-found"] === "error") {
      throw new Error(`artifact ${name}: no file matches ${patterns.join(", ")}`);
    }
    const root = uploadRoot(patterns, files);
    const stored = files.map((file) => path.relative(root, file)).sort();
    for (const file of stored) {
      copyFile(path.join(workspace, root, file), path.join(target, file));
    }
    return stored;
  }

  /** Copy one artifact to the path, or each matching one to a folder of its own below it. */
  download(workspace, inputs) {
    const target = path.join(workspace, inputs.path ?? "");
    if (inputs.name) return this.#copy(inputs.name, target);
    for (const name of this.#matching(inputs.pattern)) {
      this.#copy(name, isTrue(inputs["merge-multiple"]) ? target : path.join(target, name));
    }
  }

  #matching(pattern) {
    const names = fs.readdirSync(this.folder);
    if (!pattern) return names;
    const source = pattern.replace(/[.+^${}()|\\]/g, "\\$&").replaceAll("*", ".*");
    return names.filter((name) => new RegExp(`^${source}$`).test(name));
  }

  #copy(name, target) {
    const source = this.folderOf(name);
    if (!fs.existsSync(source)) throw new Error(`artifact ${name} not found: no job uploaded it`);
    fs.cpSync(source, target, { recursive: true });
  }
}
