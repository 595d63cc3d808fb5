// Sites made for the purpose, from left to right, from right to left, and empty: every kind of page on every screen, in
// light and dark, by keyboard; what readers may ask others for, and that nobody is asked before they do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, VIEWS } from "./lib/chromium.mjs";
import { ACCENT, generated, LONG_WORD } from "./lib/generated.mjs";
import { kinds } from "./lib/kinds.mjs";
import { assertNone } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { assertComfortableIn, open, shift, walk } from "./lib/visit.mjs";

/** Fewer kinds than this, and a page that should have been looked at was not. */
const LEAST_KINDS = { english: 26, arabic: 26, empty: 9 };

let browser;
const sites = Object.entries(generated).map(([name, make]) => ({ name, site: make() }));

const [english, arabic] = sites;

before(async () => {
  browser = await launch();
  for (const each of sites) each.server = await serve(each.site);
});

after(async () => {
  await browser?.close();
  for (const { server, site } of sites) {
    await server?.close();
    site.remove();
  }
});

for (const each of sites) {
  const pages = kinds(each.site).filter(({ page }) => page !== undefined);
  test(`${each.name}: it has every kind of page`, () => {
    assert.ok(pages.length >= LEAST_KINDS[each.name], `only ${pages.map(({ name }) => name).join(", ")}`);
  });
  for (const { name, page } of pages) {
    test(`${each.name}, ${name}: ${page.address}`, async () => {
      const visit = await openIn(each, page, VIEWS[0].options);
      try {
        assert.equal(await shift(visit.tab), 0, "nothing moves by itself");
        await assertComfortableIn(VIEWS, visit);
        // The way by keyboard is the same from right to left.
        if (each === english && page.redirect === undefined) assertNone(await walk(visit.tab));
      } finally {
        await visit.context.close();
      }
    });
  }
}

const pageOf = ({ site }, name) => kinds(site).find((kind) => kind.name === name).page;

/** The story with everything in it. */
const richest = ({ site }) => [...site.pages.values()].find(({ address }) => address.endsWith("/story-59/"));

/** Opens a page of one of the sites. */
const openIn = ({ server }, page, options) => open({ browser, server }, page, options);

/** Opens a page on which requests to these hosts are answered, and noted. */
async function withHosts(each, page, hosts, options = {}) {
  const visit = await openIn(each, page, options);
  const asked = [];
  await visit.context.route(
    (url) => hosts.includes(url.hostname),
    (route) => {
      asked.push(route.request().url());
      const isScript = route.request().resourceType() === "script";
      return route.fulfill({ contentType: isScript ? "text/javascript" : "text/html", body: isScript ? "document.body.dataset.loaded = 'yes'" : "<title>Elsewhere</title>" });
    },
  );
  return { ...visit, asked };
}

test("a headline of one long word and an Arabic page are what they are meant to be", () => {
  const headings = [...english.site.pages.values()].map(({ heading }) => heading ?? "");
  assert.ok(headings.some((heading) => heading.includes(LONG_WORD)), "a long word is in a headline");
  const html = arabic.site.pages.get("/").elements.find(({ name }) => name === "html");
  assert.equal(html.attributes.dir, "rtl");
});

test("the comments of a story are asked for when a reader asks, and not before", async () => {
  const { context, tab, troubles, asked } = await withHosts(english, pageOf(english, "article"), ["giscus.app"]);
  try {
    const button = tab.getByRole("button", { name: "Show the comments" });
    await button.scrollIntoViewIfNeeded();
    await tab.waitForTimeout(200);
    assert.deepEqual(asked, [], "nobody is asked yet");
    await button.press("Enter");
    await tab.waitForFunction(() => document.body.dataset.loaded === "yes");
    assert.deepEqual(asked, ["https://giscus.app/client.js"]);
    assert.equal(await button.count(), 0);
    assert.equal(await tab.locator(".comments script").getAttribute("data-repo"), "harbour/talk");
    assertNone(troubles);
  } finally {
    await context.close();
  }
});

test("without JavaScript there is a link to the comments in place of the button", async () => {
  const { context, tab } = await openIn(english, pageOf(english, "article"), { javaScriptEnabled: false });
  try {
    assert.ok(await tab.locator(".comments-show").isHidden());
    assert.ok(await tab.locator('.comments a[href="https://github.com/harbour/talk/discussions"]').isVisible());
  } finally {
    await context.close();
  }
});

test("a film that is kept elsewhere is loaded when a reader asks, and one that the policy keeps out stays a link", async () => {
  const { context, tab, troubles, asked } = await withHosts(english, richest(english), ["media.example", "player.vimeo.com"]);
  try {
    const embeds = tab.locator(".embed");
    assert.equal(await embeds.count(), 3);
    assert.equal(await embeds.nth(1).getByRole("button").count(), 0, "the policy does not let YouTube show a frame");
    assert.ok(await embeds.nth(1).getByRole("link").isVisible());
    const button = embeds.nth(0).getByRole("button");
    await button.scrollIntoViewIfNeeded();
    assert.deepEqual(asked, []);
    await button.press("Enter");
    await tab.waitForFunction(() => document.querySelector(".embed video"));
    await tab.waitForTimeout(200);
    assert.deepEqual([...new Set(asked)], ["https://media.example/film.mp4"]);
    await embeds.nth(2).getByRole("button").press("Enter");
    await tab.waitForFunction(() => document.querySelector('.embed iframe[src^="https://player.vimeo.com/"]'));
    await tab.waitForTimeout(200);
    assert.ok(asked.includes("https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"), asked.join());
    assertNone(troubles);
  } finally {
    await context.close();
  }
});

test("a site's own colours are its pages', in light and dark, under a policy that knows no styles in pages", async () => {
  for (const [colorScheme, colour] of Object.entries(ACCENT)) {
    const { context, tab, troubles } = await openIn(english, pageOf(english, "article"), { colorScheme });
    try {
      assert.equal(await tab.locator(".article-head .kicker").evaluate((kicker) => getComputedStyle(kicker).color), colour);
      assert.equal(await tab.locator(".nameplate").textContent(), "The Harbour Post & Courier");
      assertNone(troubles);
    } finally {
      await context.close();
    }
  }
});

test("an article's page and its styles weigh less than 30 KB as they are sent", () => {
  for (const { name, site } of sites.slice(0, 2)) {
    const page = richest({ site });
    const styles = page.elements
      .filter(({ attributes }) => attributes.rel === "stylesheet" && attributes.media !== "print")
      .map(({ attributes }) => attributes.href);
    assert.ok(styles.length > 1);
    const sizes = [page.file, ...styles].map((file) => gzipSync(readFileSync(join(site.folder, file))).length);
    const sum = sizes.reduce((all, size) => all + size, 0);
    assert.ok(sum < 30_000, `${name}: ${sum} bytes`);
  }
});

test("a feed in a browser is a page that says what a feed is", async () => {
  for (const [each, words] of [[english, "This is a feed"], [arabic, "هذه خلاصة أخبار"]]) {
    for (const address of ["/atom.xml", "/rss.xml"]) {
      const { context, tab, troubles } = await openIn(each, { address });
      try {
        const [said, hidden, direction] = await tab.evaluate(() => [
          getComputedStyle(document.documentElement, "::before").content,
          getComputedStyle(document.querySelector("summary, item > description")).display,
          getComputedStyle(document.documentElement).direction,
        ]);
        assert.ok(said.includes(words), `${address}: ${said}`);
        assert.equal(hidden, "none", "HTML that is a text is not shown");
        assert.equal(direction, each === arabic ? "rtl" : "ltr");
        assertNone(troubles);
      } finally {
        await context.close();
      }
    }
  }
});

test("an article prints as a clipping: its text, its date and its address, and nothing to click", async () => {
  const { context, tab } = await openIn(english, richest(english), { colorScheme: "dark" });
  try {
    await tab.emulateMedia({ media: "print" });
    for (const shown of [".nameplate", "h1", ".prose", ".article-head time", ".address"]) {
      assert.ok(await tab.locator(shown).first().isVisible(), `${shown} is on paper`);
    }
    for (const hidden of [".menu", ".share", ".comments", ".related", ".colophon", ".cite", ".skip", "button"]) {
      for (const one of await tab.locator(hidden).all()) assert.ok(await one.isHidden(), `${hidden} is not`);
    }
    assert.equal(await tab.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  } finally {
    await context.close();
  }
});

test("an Arabic site is searched in Arabic", async () => {
  const { context, tab, troubles } = await openIn(arabic, { address: "/search/" });
  try {
    await tab.locator("#q").fill("المَجلِس");
    await tab.keyboard.press("Enter");
    await tab.waitForFunction(() => document.querySelector("#search-told").textContent !== "");
    assert.ok((await tab.locator("#search-found li").count()) > 5);
    assertNone(troubles);
  } finally {
    await context.close();
  }
});
