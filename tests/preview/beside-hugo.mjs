// How soon an edit shows, in `dateline serve` and in `hugo server` over the same archive: from the moment at which a file is
// saved to the moment at which the page in the browser has the new text. Run by hand; docs/serve.md has the figures.
//
// usage: node tests/preview/beside-hugo.mjs dateline|hugo SITE ARTICLE PAGE [EDITS]
//   (ARTICLE: a file below SITE; PAGE: its address; DATELINE and HUGO name the programs: of Hugo the program itself and
//   not a script around it, or the memory is the script's)

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { launch } from "../browser/lib/chromium.mjs";
import { freePort, ended, program, sleep } from "./lib/site.mjs";

const [kind, site, article, page, count = "15"] = process.argv.slice(2);
const port = await freePort();

/** How long an edit may take, in milliseconds: Hugo takes minutes to show one in a large archive. */
const MOST = 600_000;
const [command, ...options] = {
  dateline: () => [program(), "--site", site, "serve", "--port", port],
  hugo: () => [process.env.HUGO ?? "hugo", "server", "--source", site, "--port", port, "--bind", "127.0.0.1"],
}[kind]();

const memory = async () => {
  const status = await readFile(`/proc/${server.pid}/status`, "latin1");
  const of = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
  return `${of("VmRSS")} MB, at most ${of("VmHWM")} MB`;
};

const began = Date.now();
const server = spawn(command, options.map(String), { stdio: ["ignore", "ignore", "inherit"] });
while (!(await fetch(`http://localhost:${port}${page}`).then(({ ok }) => ok, () => false))) await sleep(10);
console.log(`${kind}: first page after ${Date.now() - began} ms; memory ${await memory()}; load ${loadavg()[0].toFixed(1)}`);

const browser = await launch();
const tab = await browser.newPage();
await tab.goto(`http://localhost:${port}${page}`);
await sleep(2000);
const before = await readFile(join(site, article), "utf8");

/** Saves and waits. Gives how long that took. */
async function shows(text, sign, where) {
  const start = performance.now();
  await writeFile(join(site, article), text);
  await tab.waitForFunction(({ sign, where }) => (where === "title" ? document.title : document.body.textContent).includes(sign), { sign, where }, { timeout: MOST });
  const took = performance.now() - start;
  console.log(`${kind}: ${sign} in the ${where} after ${Math.round(took)} ms; load ${loadavg()[0].toFixed(1)}`);
  await sleep(1000);
  return Math.round(took);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const bodies = [];
const headlines = [];
for (let round = 0; round < Number(count); round += 1) bodies.push(await shows(`${before}\nSign${round}of a text.\n`, `Sign${round}of`, "body"));
console.log(`${kind}: a text: median ${median(bodies)} ms of ${bodies.join(", ")}; memory ${await memory()}`);
for (let round = 0; round < Number(count) / 3; round += 1) {
  headlines.push(await shows(before.replace(/title = "/, `title = "Sign${round}of `), `Sign${round}of`, "title"));
}
console.log(`${kind}: a headline: median ${median(headlines)} ms of ${headlines.join(", ")}; memory ${await memory()}; load ${loadavg()[0].toFixed(1)}`);
await writeFile(join(site, article), before);
await sleep(2000);
console.log(`${kind}: memory in the end ${await memory()}`);
await browser.close();
await ended(server, "SIGINT");
