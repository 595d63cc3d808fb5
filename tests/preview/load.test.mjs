// The preview under load: `wrk` with 256 connections, an edit each second, and one more browser which looks at every body that
// it gets. No status is unexpected, and every body is that of a version that existed, whole. `LOAD_SECONDS` says for how
// long; the figures in docs/serve.md are of a minute.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ask, withoutScript } from "./lib/http.mjs";
import { build, folder, serve, sleep, write } from "./lib/site.mjs";

const SECONDS = Number(process.env.LOAD_SECONDS ?? 10);
const LONG = Array.from({ length: 200 }, (_, index) => `Paragraph ${index} of a long story.\n`).join("\n");

/** The edited story: body in one version, headline as well in the next. */
const story = (version) =>
  `+++\ntitle = "Headline ${Math.floor(version / 2)}"\ndate = 2025-11-01\ntags = ["t"]\n+++\n\nVersion ${version}.\n\n${LONG}\nEnd of ${version}.\n`;

const other = (number) => `+++\ntitle = "Other ${number}"\ndate = 2025-10-${String(1 + (number % 28)).padStart(2, "0")}\ntags = ["t"]\n+++\n\nText.\n`;

/** What is asked for, by its file in a build. */
const PAGES = {
  "/": "index.html",
  "/2025/11/01/a/": "2025/11/01/a/index.html",
  "/2025/11/01/": "2025/11/01/index.html",
  "/tags/t/": "tags/t/index.html",
  "/feed.json": "feed.json",
  "/own.css": "own.css",
};

/** The ways in which editors save, one after the other. */
async function save(site, version) {
  const file = join(site, "content/a.md");
  if (version % 2 === 0) return writeFile(file, story(version));
  await writeFile(`${file}~`, story(version));
  return rename(`${file}~`, file);
}

test("under load every answer is whole and expected", { timeout: (SECONDS * 4 + 120) * 1000 }, async (t) => {
  const scratch = await folder(t);
  const site = join(scratch, "site");
  const others = Object.fromEntries(Array.from({ length: 200 }, (_, number) => [`content/${number}.md`, other(number)]));
  await write(site, {
    "config.toml": 'title = "T"\nbase_url = "https://t.example"\n',
    "static/own.css": "p { margin: 0 }\n".repeat(500),
    "content/a.md": story(0),
    ...others,
    "load.lua": `local paths = { ${Object.keys(PAGES).map((path) => JSON.stringify(path)).join(", ")} }
      local at = 0
      request = function() at = at + 1; return wrk.format("GET", paths[at % #paths + 1]) end`,
  });
  const server = await serve(t, site);
  assert.equal((await ask(server.port, "GET", "/")).status, 200);

  const until = Date.now() + SECONDS * 1000;
  const bodies = Object.fromEntries(Object.keys(PAGES).map((path) => [path, new Map()]));
  const statuses = new Map();
  const look = async () => {
    while (Date.now() < until) {
      for (const path of Object.keys(PAGES)) {
        const { status, headers, body } = await ask(server.port, "GET", path);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const bare = withoutScript(body).toString("latin1");
        assert.equal(Number(headers.get("content-length")), body.length, `${path} is cut off`);
        bodies[path].set(bare, (bodies[path].get(bare) ?? 0) + 1);
      }
    }
  };
  let version = 0;
  const edit = async () => {
    while (Date.now() + 1000 < until) {
      await sleep(1000);
      version += 1;
      await save(site, version);
    }
  };
  const arguments_ = ["-t2", "-c256", `-d${SECONDS}s`, "--timeout", "30s", "--latency", "-s", join(site, "load.lua"), `http://localhost:${server.port}`];
  const [{ stdout }] = await Promise.all([promisify(execFile)("wrk", arguments_), edit(), look(), look(), look(), look()]);
  t.diagnostic(stdout.trim());
  const looked = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  t.diagnostic(`${version} edits; ${looked} bodies looked at, ${bodies["/2025/11/01/a/"].size} versions of the story among them`);

  assert.doesNotMatch(stdout, /Non-2xx|Socket errors/);
  assert.deepEqual([...statuses.keys()], [200]);
  assert.ok(Number(/(\d+) requests in/.exec(stdout)[1]) > 100, "wrk got answers");
  assert.ok(server.isAlive());
  await isWhole(scratch, site, version, bodies);
});

/** Every body that was seen is what a build writes of one of the versions. */
async function isWhole(scratch, site, last, bodies) {
  const known = Object.fromEntries(Object.keys(PAGES).map((path) => [path, new Set()]));
  for (let version = 0; version <= last; version += 1) {
    await writeFile(join(site, "content/a.md"), story(version));
    await build(site, join(scratch, "public"));
    for (const [path, file] of Object.entries(PAGES)) known[path].add(await readFile(join(scratch, "public", file), "latin1"));
  }
  for (const [path, seen] of Object.entries(bodies)) {
    for (const [body, times] of seen) assert.ok(known[path].has(body), `${path} had a body that no version has, ${times} times: ${body.slice(0, 400)}`);
  }
  assert.equal(known["/2025/11/01/a/"].size, last + 1, "each version has a page of its own");
}
