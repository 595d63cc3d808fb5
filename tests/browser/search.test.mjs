// Searching: what is found, how it is told, where it goes without JavaScript. On the demonstration, whose words are its
// own; a browser's folding of words is held against the index that Dateline made.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNone } from "./lib/report.mjs";
import { isDemonstration, readSite } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { open } from "./lib/visit.mjs";

const site = readSite();
const set = stage(site);

const options = { skip: !isDemonstration };

/** Opens a page and does something there, in which nothing may go wrong. */
async function visit(page, act, settings = {}) {
  const { context, tab, troubles } = await open(set, page, settings);
  try {
    await act(tab);
    assertNone(troubles);
  } finally {
    await context.close();
  }
}

const SEARCH = { address: "/search/" };
const results = (query) => ({ ...SEARCH, query: `?q=${encodeURIComponent(query)}` });
const headlines = (tab) => tab.locator("#search-found h2").allTextContents();
const settled = (tab) => tab.waitForFunction(() => document.querySelector("#search-told").textContent !== "");

test("a search finds stories by any beginning of their words, and those with them in the headline first", options, async () => {
  await visit(SEARCH, async (tab) => {
    await tab.getByRole("searchbox").fill("istanbul talk");
    await tab.keyboard.press("Enter");
    await settled(tab);
    const found = await headlines(tab);
    assert.ok(found.length >= 2, found.join("\n"));
    assert.match(found[0], /Istanbul/);
    assert.equal(await tab.locator("#search-told").textContent(), `Stories found: ${found.length}`);
    assert.equal(new URL(tab.url()).searchParams.get("q"), "istanbul talk");
    const first = tab.locator("#search-found a").first();
    const headline = await first.textContent();
    await first.click();
    await tab.waitForURL((url) => url.pathname !== "/search/");
    assert.equal(await tab.locator("h1").textContent(), headline);
    await tab.goBack();
    await settled(tab);
    assert.deepEqual(await headlines(tab), found, "the way back leads to what was found");
  });
});

test("case, accents and the order of words make no difference", options, async () => {
  const found = [];
  for (const query of ["Istanbul talks", "TALKS İSTANBUL", "tálks, istanbul!"]) {
    await visit(results(query), async (tab) => {
      await settled(tab);
      found.push(await headlines(tab));
    });
  }
  assert.deepEqual(found[1], found[0]);
  assert.deepEqual(found[2], found[0]);
});

test("each word of each story's headline is found", options, async () => {
  await visit(SEARCH, async (tab) => {
    const lost = await tab.evaluate(async () => {
      const stories = await (await fetch("/search/newest/stories-0.json")).json();
      const lost = [];
      const told = document.querySelector("#search-told");
      const [form, box] = [document.querySelector(".search-form"), document.querySelector("#q")];
      for (const [url, title] of stories) {
        told.textContent = "";
        box.value = title.split(" ").slice(0, 8).join(" ");
        form.requestSubmit();
        while (told.textContent === "") await new Promise((resolve) => setTimeout(resolve, 1));
        const found = [...document.querySelectorAll("#search-found a")].map((link) => link.getAttribute("href"));
        if (!found.includes(url)) lost.push(`${title}: ${found.length} others`);
      }
      return lost;
    });
    assertNone(lost);
  });
});

test("what is nowhere is said to be nowhere", options, async () => {
  await visit(results("xylophonist"), async (tab) => {
    await settled(tab);
    assert.equal(await tab.locator("#search-told").textContent(), "No story has all of these words.");
    assert.ok(await tab.locator("#search-found").isHidden());
  });
});

test("who looks for a page that is not there can search for it", options, async () => {
  await visit({ address: "/404.html" }, async (tab) => {
    await tab.getByRole("searchbox").fill("gagarin");
    await tab.getByRole("button", { name: "Search" }).click();
    await tab.waitForURL((url) => url.pathname === "/search/");
    await settled(tab);
    assert.ok((await headlines(tab)).length > 0);
  });
});

test("without JavaScript the archive is offered in its place", options, async () => {
  await visit(
    SEARCH,
    async (tab) => {
      assert.ok(await tab.getByRole("searchbox").isHidden());
      assert.ok(await tab.getByText("Every story is in the archive").isVisible());
      assert.ok(await tab.getByRole("main").getByRole("link", { name: "archive" }).isVisible());
    },
    { javaScriptEnabled: false },
  );
});
