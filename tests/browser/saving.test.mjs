// Each way in which editors save, with each kind of thing that they edit: it shows in the open page, which is never loaded
// anew. And a checkout of five thousand files is one update.

import assert from "node:assert/strict";
import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./lib/chromium.mjs";
import { png } from "./lib/png.mjs";
import { preview } from "./lib/preview.mjs";

const PAGE = "/2025/11/01/a/";
const PATIENCE = { timeout: 20_000 };

const article = (title, text) => `+++\ntitle = "${title}"\ndate = 2025-11-01\n+++\n\n${text}\n\n![A photo](photo.png)\n`;
const config = (title) => `title = "${title}"\nbase_url = "https://t.example"\n`;
const template = (text) =>
  '{% extends "broadsheet/article.html" %}{% block head %}<link rel="stylesheet" href="/own.css">{% endblock head %}' +
  `{% block main %}{{ super() }}<p>${text}</p><img id="logo" src="/logo.png" alt="">{% endblock main %}`;

const FILES = {
  "config.toml": config("T"),
  "content/a/index.md": article("A", "The first text."),
  "content/a/photo.png": png(2, 2),
  "content/b.md": article("B", "Text.").replace("![A photo](photo.png)", ""),
  "templates/article.html": template("The first look."),
  "static/own.css": "h1 { letter-spacing: 1px }",
  "static/logo.png": png(3, 3),
};

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Each takes a file's path and its new content. */
const WAYS = {
  "in place": (path, content) => writeFile(path, content),
  "in place, in two halves": async (path, content) => {
    const bytes = Buffer.from(content);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    await sleep(100);
    await appendFile(path, bytes.subarray(bytes.length / 2));
  },
  "a temporary file, renamed": async (path, content) => {
    await writeFile(`${path}___jb_tmp___`, content);
    await rename(path, `${path}___jb_old___`);
    await rename(`${path}___jb_tmp___`, path);
    await rm(`${path}___jb_old___`);
  },
  "as vim does": async (path, content) => {
    await writeFile(join(dirname(path), "4913"), "");
    await rm(join(dirname(path), "4913"));
    await rename(path, `${path}~`);
    await writeFile(path, content);
    await rm(`${path}~`);
  },
  "deleted, then written anew": async (path, content) => {
    await rm(path);
    await sleep(20);
    await writeFile(path, content);
  },
  "among others, as a checkout does": async (path, content, site) => {
    for (let number = 0; number < 100; number += 1) {
      await writeFile(join(site, `content/other-${number}.md`), article(`Other ${number}`, "Text.").replace("![A photo](photo.png)", ""));
      if (number === 50) await writeFile(path, content);
    }
  },
};

/** Each gives a file, its content in a version, and, in the browser, what shows that version. */
const CHANGES = {
  "a text": {
    file: "content/a/index.md",
    content: (version) => article("A", `Text ${version}.`),
    shows: (version) => document.body.textContent.includes(`Text ${version}.`),
  },
  "a headline": {
    file: "content/a/index.md",
    content: (version) => article(`Headline ${version}`, "Text."),
    shows: (version) => document.title.includes(`Headline ${version}`) && document.querySelector("h1").textContent.includes(`Headline ${version}`),
  },
  "a template": {
    file: "templates/article.html",
    content: (version) => template(`Look ${version}.`),
    shows: (version) => document.body.textContent.includes(`Look ${version}.`),
  },
  "a style sheet": {
    file: "static/own.css",
    content: (version) => `h1 { letter-spacing: ${version}px }`,
    shows: (version) => getComputedStyle(document.querySelector("h1")).letterSpacing === `${version}px`,
  },
  "a file's image": {
    file: "static/logo.png",
    content: (version) => png(3 + version, 3),
    shows: (version) => document.querySelector("#logo").naturalWidth === 3 + version,
  },
  "an article's image": {
    file: "content/a/photo.png",
    content: (version) => png(2 + version, 2),
    shows: (version) => [...document.images].some((image) => image.alt === "A photo" && image.complete && image.naturalWidth === 2 + version),
  },
  "the settings": {
    file: "config.toml",
    content: (version) => config(`Name ${version}`),
    shows: (version) => document.body.textContent.includes(`Name ${version}`),
  },
};

let browser;
let site;

before(async () => {
  browser = await launch();
  site = await preview(FILES);
});

after(async () => {
  await browser?.close();
  assert.equal(await site?.close(), 0);
});

/** Opens the page, with a mark that a reload would take away. */
async function open() {
  const tab = await browser.newPage();
  await tab.goto(site.origin + PAGE);
  await tab.waitForLoadState("load");
  await tab.waitForTimeout(300);
  await tab.evaluate(() => (globalThis.isMarked = true));
  return tab;
}

let version = 10;

for (const [way, save] of Object.entries(WAYS)) {
  test(`what is saved ${way} shows without a reload`, async (t) => {
    const tab = await open();
    for (const [change, { file, content, shows }] of Object.entries(CHANGES)) {
      await t.test(change, async () => {
        version += 1;
        const path = join(site.folder, file);
        await mkdir(dirname(path), { recursive: true });
        await save(path, content(version), site.folder);
        await tab.waitForFunction(shows, version, PATIENCE);
        assert.equal(await tab.evaluate(() => globalThis.isMarked), true, "the page was reloaded");
      });
    }
    await tab.locator("dateline-preview .faults").waitFor({ state: "hidden" });
    await tab.close();
  });
}

test("what was swapped stays so when the page is patched", async () => {
  const tab = await open();
  await site.write("static/logo.png", png(70, 3));
  await site.write("static/own.css", "h1 { letter-spacing: 7px }");
  const holds = () => document.querySelector("#logo").naturalWidth === 70 && getComputedStyle(document.querySelector("h1")).letterSpacing === "7px";
  await tab.waitForFunction(holds, null, PATIENCE);
  await site.write("content/a/index.md", article("A", "Patched after that."));
  await tab.waitForFunction(() => document.body.textContent.includes("Patched after that."), null, PATIENCE);
  await tab.waitForFunction(holds, null, PATIENCE);
  assert.equal(await tab.evaluate(() => globalThis.isMarked), true, "the page was reloaded");
  await tab.close();
});

test("a page that was just opened misses no edit of its style sheet", async () => {
  for (let round = 0; round < 10; round += 1) {
    const tab = await browser.newPage();
    const opened = tab.goto(site.origin + PAGE);
    await sleep(round * 25);
    await site.write("static/own.css", `h1 { letter-spacing: ${20 + round}px }`);
    await opened;
    await tab.waitForFunction((wanted) => getComputedStyle(document.querySelector("h1")).letterSpacing === wanted, `${20 + round}px`, PATIENCE);
    await tab.close();
  }
});

test("a checkout of 5,000 files is one update", async () => {
  const tab = await open();
  await tab.waitForTimeout(1500);
  const asked = [];
  tab.on("request", (request) => {
    if (request.method() === "HEAD" && request.url() === site.origin + PAGE) asked.push(request.url());
  });
  for (let number = 0; number < 5000; number += 1) {
    await site.write(`content/many/${number}.md`, article(`Many ${number}`, "Text.").replace("![A photo](photo.png)", ""));
  }
  await site.write("content/a/index.md", article("A", "After the checkout."));
  await tab.waitForFunction(() => document.body.textContent.includes("After the checkout."), null, PATIENCE);
  await tab.waitForTimeout(2000);
  assert.equal(asked.length, 1, "the page asked for itself once");
  await tab.close();
});
