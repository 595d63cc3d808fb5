// The preview over a long time: a site of ten thousand articles, edited at random, in every way in which editors save, now and then
// broken and mended. After each edit the page that it concerns is asked for until it shows it; one that does not is missed.
// Meanwhile the memory and the open files of the server are noted, and have to stay where they are.
// `SOAK_SECONDS` and `SOAK_ARTICLES` say how long and how large; `SOAK_SEED` makes another run.

import assert from "node:assert/strict";
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ask } from "./lib/http.mjs";
import { folder, serve, sleep, write } from "./lib/site.mjs";

const SECONDS = Number(process.env.SOAK_SECONDS ?? 45);
const ARTICLES = Number(process.env.SOAK_ARTICLES ?? 10_000);

/** How long an edit may take to show before it is missed: one that is never shows, and a busy machine is no miss. */
const MISSED = 20_000;

/** How much more memory the last quarter may take than the second one. */
const GROWTH = 1.1;
const GROWTH_BYTES = 8 << 20;

const WORDS = "the a of harbour council vote river bridge talks night school report minister strike market snow ferry trial museum press".split(" ");

function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const die = dice(Number(process.env.SOAK_SEED ?? 1));
const sentence = () => Array.from({ length: 8 + die(16) }, () => WORDS[die(WORDS.length)]).join(" ");
const paragraphs = () => Array.from({ length: 3 + die(8) }, sentence).join(".\n\n");

/** One article of the archive: twenty years, four stories a day at most. */
class Article {
  constructor(number) {
    this.name = `story-${number}`;
    this.date = new Date(Date.UTC(2005, 0, 1) + (number % 7000) * 86_400_000).toISOString().slice(0, 10);
    this.folder = `content/${this.date.slice(0, 4)}`;
    this.headline = `Story ${number}: ${sentence()}`;
    this.body = paragraphs();
  }

  get file() {
    return `${this.folder}/${this.name}.md`;
  }

  get page() {
    return `/${this.date.replaceAll("-", "/")}/${this.name}/`;
  }

  text() {
    return `+++\ntitle = "${this.headline}"\ndate = ${this.date}\ntags = ["tag-${this.name.length}", "${WORDS[die(WORDS.length)]}"]\nsection = "local"\n+++\n\n${this.body}\n`;
  }
}

const WAYS = {
  "in place": (path, text) => writeFile(path, text),
  "by renaming": async (path, text) => {
    await writeFile(`${path}.tmp~`, text);
    await rename(`${path}.tmp~`, path);
  },
  "as vim does": async (path, text) => {
    await rename(path, `${path}~`).catch(() => {});
    await writeFile(path, text);
    await rm(`${path}~`, { force: true });
  },
  "deleted and written anew": async (path, text) => {
    await rm(path, { force: true });
    await writeFile(path, text);
  },
};

/** What an editor does; each gives what has to show, and where. */
function edits(site, articles) {
  const any = () => articles[die(articles.length)];
  const save = async (file, text) => {
    const ways = Object.values(WAYS);
    await ways[die(ways.length)](join(site, file), text);
  };
  let count = 0;
  const mark = () => `Mark${(count += 1)}.`;
  return {
    async body() {
      const [article, sign] = [any(), mark()];
      article.body = `${sign} ${paragraphs()}`;
      await save(article.file, article.text());
      return { page: article.page, holds: (answer) => answer.status === 200 && answer.text.includes(sign) };
    },
    async headline() {
      const [article, sign] = [any(), mark()];
      article.headline = `${sign} ${sentence()}`;
      await save(article.file, article.text());
      return { page: article.page, holds: (answer) => answer.status === 200 && answer.text.includes(`<title>${sign}`) };
    },
    async newStory() {
      const article = new Article(articles.length * 7 + die(1000));
      article.name = `new-${(count += 1)}`;
      articles.push(article);
      await save(article.file, article.text());
      return { page: article.page, holds: ({ status }) => status === 200 };
    },
    async deletion() {
      const article = articles.splice(die(articles.length), 1)[0];
      await rm(join(site, article.file));
      return { page: article.page, holds: ({ status }) => status === 404 };
    },
    async broken() {
      const [article, sign] = [any(), mark()];
      const good = article.text();
      await save(article.file, good.replace(/date = .*/, "date = 2025-99-99"));
      await sleep(die(300));
      await save(article.file, good.replace(article.body, `${sign} ${article.body}`));
      return { page: article.page, holds: (answer) => answer.status === 200 && answer.text.includes(sign) };
    },
    async style() {
      const sign = mark();
      await save("static/own.css", `/* ${sign} */ p { margin: ${die(9)}px }`);
      return { page: "/own.css", holds: (answer) => answer.text.includes(sign) };
    },
    async template() {
      const sign = mark();
      await save("templates/article.html", `{% extends "broadsheet/article.html" %}{% block main %}{{ super() }}<p>${sign}</p>{% endblock main %}`);
      return { page: any().page, holds: (answer) => answer.text.includes(sign) };
    },
    async settings() {
      const sign = `Name${(count += 1)}`;
      await save("config.toml", config(sign));
      return { page: "/", holds: (answer) => answer.text.includes(sign) };
    },
    async checkout() {
      const several = Array.from({ length: 30 }, any);
      const sign = mark();
      for (const article of several) {
        article.body = `${sign} ${sentence()}`;
        await writeFile(join(site, article.file), article.text());
      }
      return { page: several[die(several.length)].page, holds: (answer) => answer.status === 200 && answer.text.includes(sign) };
    },
  };
}

/** How often each is done. */
const OFTEN = { body: 50, headline: 20, newStory: 8, deletion: 5, broken: 6, style: 4, template: 2, settings: 1, checkout: 4 };
const config = (title) => `title = "${title}"\nbase_url = "https://t.example"\n`;

const memory = async ({ pid }) => Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "latin1"))[1]) * 1024;
const descriptors = async ({ pid }) => (await readdir(`/proc/${pid}/fd`)).length;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Waits until an edit shows. Gives how long that took. */
async function shows(timed, { page, holds }, what) {
  const start = Date.now();
  for (;;) {
    const answer = await timed(page);
    if (holds({ status: answer.status, text: answer.body.toString() })) return Date.now() - start;
    assert.ok(Date.now() - start < MISSED, `${what} at ${page} was missed; the answer is ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    await sleep(20);
  }
}

test("no edit is missed, and the server stays as large as it is", { timeout: (SECONDS + 600) * 1000 }, async (t) => {
  const site = await folder(t);
  const articles = Array.from({ length: ARTICLES }, (_, number) => new Article(number));
  await write(site, { "config.toml": config("T"), "static/own.css": "p {}", "templates/.keep": "" });
  for (const article of articles) await write(site, { [article.file]: article.text() });
  const started = Date.now();
  const server = await serve(t, site);
  await ask(server.port, "GET", "/");
  t.diagnostic(`${ARTICLES} articles; the first page after ${Date.now() - started} ms`);

  const kinds = Object.entries(OFTEN).flatMap(([kind, often]) => Array(often).fill(kind));
  const all = edits(site, articles);
  const samples = [];
  const took = {};
  let slowest = { milliseconds: 0, page: "" };
  const timed = async (page) => {
    const start = Date.now();
    const answer = await ask(server.port, "GET", page);
    const milliseconds = Date.now() - start;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, page };
    return answer;
  };
  const until = Date.now() + SECONDS * 1000;
  let said = Date.now();
  while (Date.now() < until) {
    const kind = kinds[die(kinds.length)];
    (took[kind] ??= []).push(await shows(timed, await all[kind](), kind));
    for (let other = 0; other < 3; other += 1) {
      const { status } = await timed(articles[die(articles.length)].page);
      assert.equal(status, 200, "a page that was not edited is there");
    }
    samples.push({ memory: await memory(server), files: await descriptors(server) });
    if (Date.now() - said > 60_000) {
      said = Date.now();
      console.error(`${samples.length} edits, ${Math.round(samples.at(-1).memory / 2 ** 20)} MB, ${samples.at(-1).files} files`);
    }
  }

  const quarter = (index) => samples.slice((samples.length * index) / 4, (samples.length * (index + 1)) / 4);
  const [early, late] = [1, 3].map((index) => median(quarter(index).map((sample) => sample.memory)));
  const files = [1, 3].map((index) => Math.max(...quarter(index).map((sample) => sample.files)));
  const figures = Object.entries(took).map(([kind, times]) => `${kind} ${times.length} × ${median(times)} ms (at most ${Math.max(...times)})`);
  t.diagnostic(`${samples.length} edits in ${SECONDS} s: ${figures.join(", ")}`);
  const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;
  t.diagnostic(`slowest answer: ${slowest.milliseconds} ms, ${slowest.page}`);
  // The server says of each request that takes longer than five seconds in what it spent them.
  for (const line of server.said.split("\n").filter((line) => /: (no response for|response after) /.test(line))) t.diagnostic(line);
  t.diagnostic(`memory: second quarter ${megabytes(early)}, last quarter ${megabytes(late)}, most ${megabytes(Math.max(...samples.map((sample) => sample.memory)))}; open files: ${files.join(", then ")}`);
  assert.ok(samples.length > SECONDS / 10, `${samples.length} edits are too few to prove a thing`);
  assert.ok(late < early * GROWTH + GROWTH_BYTES, `memory grew from ${megabytes(early)} to ${megabytes(late)}`);
  assert.ok(files[1] <= files[0] + 4, `open files grew from ${files[0]} to ${files[1]}`);
  assert.equal(server.said.includes("panicked"), false, server.said);
  assert.ok(server.isAlive());
});
