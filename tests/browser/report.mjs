// node report.mjs CHROMIUM PAGE...: what a browser finds on each page, as JSON on stdout.
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import puppeteer from "puppeteer-core";

const [executablePath, ...paths] = process.argv.slice(2);
// Chromium's sandbox refuses root, which a container often is; the pages are our own.
const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
const browser = await puppeteer.launch({ executablePath, args });

const found = {};
try {
  for (const path of paths) {
    const url = pathToFileURL(path).href;
    found[path] = {
      light: await opened(url, { theme: "light" }, whole),
      dark: await opened(url, { theme: "dark" }, whole),
      narrow: await opened(url, { width: 360 }, layout),
      plain: await opened(url, { script: false }, layout),
    };
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));

async function opened(url, { theme = "light", width = 1280, script = true }, look) {
  const page = await browser.newPage();
  const noise = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("request", (request) => request.url() !== url && noise.push(request.url()));
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.goto(url);
  const seen = { ...(await look(page)), noise };
  await page.close();
  return seen;
}

async function whole(page) {
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  return {
    background,
    ...(await layout(page)),
    stops: await stops(page),
    filtered: await filtered(page),
    violations: await violations(page),
  };
}

function layout(page) {
  return page.evaluate(() => ({
    title: document.title,
    text: document.body.innerText.slice(0, 20000),
    cases: document.querySelectorAll("#cases > details").length,
    tools: Boolean(document.querySelector(".tools:not([hidden])")),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
}

// Where the Tab key leads from the top: what each stop is.
async function stops(page) {
  const found = [];
  for (let press = 0; press < 60; press++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      return at.id || at.className || at.localName;
    });
    if (stop === "body") break;
    found.push(stop);
  }
  return found;
}

async function filtered(page) {
  if (!(await page.$("#filter"))) return null;
  await page.type("#filter", "case-0003");
  const count = () => document.querySelectorAll("#cases > details:not([hidden])").length;
  const one = await page.evaluate(count);
  await page.$eval("#filter", (input) => {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  });
  await page.select("#order", "gain");
  const first = await page.$eval("#cases > details", (details) => details.dataset.id);
  return { one, all: await page.evaluate(count), first };
}

// All cases are drawn alike: the first five, opened, stand for the others, on which axe takes long.
async function violations(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => {
    document.querySelectorAll("#cases > details:nth-child(n + 6)").forEach((one) => one.remove());
    for (const details of document.querySelectorAll("details")) details.open = true;
    return axe.run({ resultTypes: ["violations"] });
  });
  return violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    nodes: nodes.length,
    first: nodes[0].html.slice(0, 200),
    why: nodes[0].failureSummary,
  }));
}
