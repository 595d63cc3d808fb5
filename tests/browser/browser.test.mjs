// One page of each kind in a real browser: narrow and wide, light and dark, and with JavaScript off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepWithin, VIEWS } from "./lib/chromium.mjs";
import { kinds } from "./lib/kinds.mjs";
import { assertNone } from "./lib/report.mjs";
import { isDemonstration, pathWithin, readSite } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { assertComfortable, assertComfortableIn, open, shift, walk } from "./lib/visit.mjs";

const site = readSite();
const set = stage(site);

for (const { name, page } of kinds(site)) {
  if (page === undefined) {
    test(`${name}: the site has one`, { skip: !isDemonstration }, () => assert.fail("no such page was built"));
    continue;
  }
  test(`${name}: ${page.address}`, async () => {
    const visit = await open(set, page, VIEWS[0].options);
    try {
      assert.equal(await shift(visit.tab), 0, "nothing moves by itself");
      await assertComfortableIn(VIEWS, visit);
      await visit.tab.evaluate(() => scrollTo(0, 0));
      if (page.redirect === undefined) assertNone(await walk(visit.tab));
    } finally {
      await visit.context.close();
    }
  });
  test(`${name}, JavaScript off: ${page.address}`, async () => {
    const visit = await open(set, page, { javaScriptEnabled: false });
    try {
      const heading = visit.tab.locator("h1");
      assert.equal(await heading.count(), 1, "a page has one h1");
      assert.ok(await heading.isVisible(), "the h1 can be seen");
      assert.equal(await heading.textContent(), page.heading);
      assertNone(visit.troubles);
    } finally {
      await visit.context.close();
    }
  });
}

for (const page of [...site.pages.values()].filter(({ redirect }) => redirect !== undefined)) {
  test(`${page.address} takes the reader to ${page.redirect}`, async () => {
    const context = await set.browser.newContext();
    try {
      const tab = await context.newPage();
      const target = site.pages.get(pathWithin(site, new URL(page.redirect, site.base)));
      // The address is absolute where the site's base is: the browser must not be sent to the web for it.
      await keepWithin(context, set.server.origin, () => {});
      await tab.goto(set.server.urlOf(page));
      await tab.waitForURL(set.server.urlOf(target));
      assert.equal(await tab.locator("h1").textContent(), target.heading);
    } finally {
      await context.close();
    }
  });
}

test("light or dark is the reader's choice, and is remembered", { skip: !isDemonstration }, async () => {
  const { context, tab, troubles } = await open(set, site.pages.get("/"), { colorScheme: "light" });
  try {
    const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const button = tab.locator(".theme-switch");
    const light = await background();
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    await button.focus();
    await tab.keyboard.press("Enter");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    const dark = await background();
    assert.notEqual(dark, light);
    await tab.goto(set.server.urlOf(site.pages.get("/archive/")));
    assert.equal(await background(), dark, "another page knows it too");
    await tab.locator(".theme-switch").click();
    assert.equal(await background(), light);
    await tab.emulateMedia({ colorScheme: "dark" });
    assert.equal(await background(), light, "the choice stands before the system's preference");
    assertNone(troubles);
  } finally {
    await context.close();
  }
});

test("without JavaScript there is no switch between light and dark", { skip: !isDemonstration }, async () => {
  const { context, tab } = await open(set, site.pages.get("/"), { javaScriptEnabled: false });
  try {
    assert.ok(await tab.locator(".theme-switch").isHidden());
  } finally {
    await context.close();
  }
});

test("what an article folds away is as comfortable when it is open", { skip: !isDemonstration }, async () => {
  const page = [...site.pages.values()].find(({ elements }) => elements.some(({ attributes }) => attributes.class === "cite"));
  for (const view of VIEWS) {
    const visit = await open(set, page, view.options);
    try {
      await visit.tab.locator(".cite summary").click();
      await assertComfortable(visit);
    } finally {
      await visit.context.close();
    }
  }
});
