// The preview in a browser: an edit shows by itself and leaves everything else as it was, and an error lies over the last
// good page until it is mended.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { launch } from "./lib/chromium.mjs";
import { preview } from "./lib/preview.mjs";

const CONFIG = 'title = "T"\nbase_url = "https://t.example"\n';
const LONG = Array.from({ length: 80 }, (_, index) => `Paragraph ${index} of a long story.\n`).join("\n");
const article = (title, text) => `+++\ntitle = "${title}"\ndate = 2025-11-01\n+++\n\n${text}\n\n${LONG}`;
const CSS = "static/own.css";
const PAGE = "/2025/11/01/a/";

let browser;
let site;
let tab;
let complaints;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

beforeEach(async () => {
  site = await preview({
    "config.toml": CONFIG,
    "content/a.md": article("A", "The first text."),
    "content/b.md": article("B", "The other text."),
    "templates/article.html":
      '{% extends "broadsheet/article.html" %}{% block head %}<link rel="stylesheet" href="/own.css">{% endblock head %}' +
      '{% block main %}{{ super() }}<details><summary>More</summary>Hidden.</details>{% endblock main %}',
    [CSS]: "h1 { color: rgb(1, 2, 3) }",
  });
  complaints = [];
  tab = await open(PAGE);
});

afterEach(async () => {
  await tab.context().close();
  assert.equal(await site.close(), 0, "Ctrl-C ends it well");
  assert.deepEqual(complaints, []);
});

/** Opens a page in a tab of its own, and marks its document, so that a reload is noticed. */
async function open(path) {
  const context = await browser.newContext();
  const opened = await context.newPage();
  opened.on("pageerror", (error) => complaints.push(String(error)));
  opened.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("the server responded with a status")) {
      complaints.push(message.text());
    }
  });
  await opened.goto(site.origin + path);
  // The page knows what it shows once it has asked for the tags of it.
  await opened.waitForLoadState("load");
  await opened.waitForTimeout(300);
  await opened.evaluate(() => (globalThis.isMarked = true));
  return opened;
}

const isMarked = (opened) => opened.evaluate(() => globalThis.isMarked === true);
const shows = (words) => tab.getByText(words).first().waitFor({ state: "visible", timeout: 15_000 });
const overlay = () => tab.locator("dateline-preview .faults");
const told = (words) => overlay().filter({ hasText: words }).waitFor({ state: "visible", timeout: 15_000 });
const mended = () => overlay().waitFor({ state: "hidden", timeout: 15_000 });

test("an edit is patched in, and the place and what is unfolded stay", async () => {
  await tab.locator("summary", { hasText: "More" }).click();
  await tab.evaluate(() => scrollTo(0, 700));
  await site.write("content/a.md", article("A", "The second text."));
  await shows("The second text.");
  assert.equal(await tab.evaluate(() => scrollY), 700);
  assert.equal(await tab.locator("details", { hasText: "Hidden." }).evaluate((element) => element.open), true);
  await site.replace("content/a.md", article("A new headline", "The third text."));
  await shows("The third text.");
  assert.match(await tab.title(), /A new headline/);
  assert.equal(await isMarked(tab), true, "the page was reloaded");
});

test("a style sheet is swapped in place", async () => {
  const colour = (wanted) =>
    tab.waitForFunction((is) => getComputedStyle(document.querySelector("main h1, h1")).color === is, wanted, { timeout: 15_000 });
  await colour("rgb(1, 2, 3)");
  await site.write(CSS, "h1 { color: rgb(4, 5, 6) }");
  await colour("rgb(4, 5, 6)");
  await site.write(CSS, "h1 { color: rgb(7, 8, 9) }");
  await colour("rgb(7, 8, 9)");
  // One of the theme's own, which has a hash in its name.
  await site.write("static/css/broadsheet.css", "h1 { text-decoration: overline }");
  await tab.waitForFunction(() => getComputedStyle(document.querySelector("h1")).textDecorationLine === "overline", null, {
    timeout: 15_000,
  });
  assert.equal(await isMarked(tab), true, "the page was reloaded");
});

test("a template shows as well", async () => {
  await site.write("templates/article.html", '{% extends "broadsheet/article.html" %}{% block main %}<p>My own look</p>{% endblock main %}');
  await shows("My own look");
  assert.equal(await isMarked(tab), true, "the page was reloaded");
});

test("a page that is not concerned does nothing", async () => {
  const other = await open("/corrections/");
  const fetched = [];
  other.on("request", (request) => {
    if (request.method() === "GET") fetched.push(request.url());
  });
  await site.write("content/a.md", article("A", "The second text."));
  await shows("The second text.");
  await other.waitForTimeout(300);
  assert.deepEqual(fetched, []);
  assert.equal(await isMarked(other), true);
  await other.context().close();
});

const LOOK = "templates/article.html";
const ERRORS = {
  "a bad date": ["content/a.md", article("A", "Text.").replace("2025-11-01", "2025-99-99"), "content/a.md:3"],
  "a half-written file": ["content/a.md", '+++\ntitle = "A', "content/a.md"],
  "an unknown key": ["content/a.md", article("A", "Text.").replace("date =", "titel = 1\ndate ="), "content/a.md:3"],
  "a text that is none": ["content/a.md", Buffer.from([0x2b, 0x2b, 0x2b, 0x0a, 0xff, 0xfe]), "content/a.md"],
  "a broken link": ["content/a.md", article("A", "[Nowhere](nowhere.md)"), "nowhere.md"],
  "an image that is not there": ["content/a.md", article("A", "![Nothing](nothing.png)"), "nothing.png"],
  "a template error": [LOOK, "{% if %}", "templates/article.html:1"],
  "a template of no such parent": [LOOK, '{% extends "nothing.html" %}', "nothing.html"],
  "a fault while rendering": [LOOK, "{{ article.no.such.thing }}", "templates/article.html:1"],
  "a collision": ["content/x/a.md", article("A", "Text."), "two pages have the address"],
  "a setting that makes no sense": ["config.toml", `${CONFIG}per_page = "many"\n`, "config.toml:3"],
  "settings that are half-written": ["config.toml", "title = ", "config.toml"],
};
const MENDED = { "content/a.md": article("A", "Mended."), [LOOK]: '{% extends "broadsheet/article.html" %}', "config.toml": CONFIG };

for (const [name, [file, broken, words]] of Object.entries(ERRORS)) {
  test(`${name} lies over the last good page until it is mended`, async () => {
    await site.write(file, broken);
    await told(words);
    assert.equal(await tab.getByText("The first text.").first().isVisible(), true);
    const report = await overlay().textContent();
    assert.equal(report.includes(process.cwd()) || report.includes(site.folder), false, "no path of the machine's own");
    if (file in MENDED) await site.write(file, MENDED[file]);
    else await site.remove(file);
    await mended();
    if (file === "content/a.md") await shows("Mended.");
    assert.equal(await isMarked(tab), true, "the page was reloaded");
  });
}

test("a deleted config is survived", async () => {
  await site.remove("config.toml");
  await told("config.toml");
  // Whoever comes now sees the last good page too, and what is wrong.
  await tab.reload();
  await shows("The first text.");
  await told("config.toml");
  await site.write("config.toml", CONFIG.replace('"T"', '"Renamed"'));
  await mended();
  await tab.waitForFunction(() => document.title.includes("Renamed"), null, { timeout: 15_000 });
});

test("the desk shows another moment, and only to who chose it", async () => {
  await site.write("content/later.md", article("Later", "Not yet.").replace("2025-11-01", "2099-01-01"));
  await tab.goto(`${site.origin}/_dateline/`);
  await tab.waitForFunction(() => document.body.textContent.includes("content/later.md") || location.reload(), null, { timeout: 15_000 });
  await tab.getByLabel("As of").fill("2099-06-01T00:00:00");
  await tab.getByRole("button", { name: "Show" }).click();
  await tab.getByText("as of 2099-06-01").waitFor();
  const response = await tab.goto(`${site.origin}/2099/01/01/later/`);
  assert.equal(response.status(), 200);
});
