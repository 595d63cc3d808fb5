// One page of each kind in a real browser: narrow and wide, light and dark, and with JavaScript off.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { keepWithin, launch, VIEWS } from "./lib/chromium.mjs";
import { kinds } from "./lib/kinds.mjs";
import { assertNone } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { isDemonstration, pathWithin, readSite } from "./lib/site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// All that axe checks by default, and that a finger can hit every link (WCAG 2.2).
const AXE_OPTIONS = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };

const site = readSite();
let server;
let browser;

before(async () => {
  server = await serve(site);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const { name, page } of kinds(site)) {
  if (page === undefined) {
    test(`${name}: the site has one`, { skip: !isDemonstration }, () => assert.fail("no such page was built"));
    continue;
  }
  for (const view of VIEWS) {
    test(`${name}, ${view.name}: ${page.address}`, async () => {
      const visit = await open(page, view.options);
      try {
        await assertComfortable(visit);
      } finally {
        await visit.context.close();
      }
    });
  }
  test(`${name}, JavaScript off: ${page.address}`, async () => {
    const visit = await open(page, { javaScriptEnabled: false });
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
    const context = await browser.newContext();
    try {
      const tab = await context.newPage();
      const target = site.pages.get(pathWithin(site, new URL(page.redirect, site.base)));
      // The address is absolute where the site's base is: the browser must not be sent to the web for it.
      await keepWithin(context, server.origin, () => {});
      await tab.goto(server.urlOf(page));
      await tab.waitForURL(server.urlOf(target));
      assert.equal(await tab.locator("h1").textContent(), target.heading);
    } finally {
      await context.close();
    }
  });
}

test("light or dark is the reader's choice, and is remembered", { skip: !isDemonstration }, async () => {
  const { context, tab, troubles } = await open(site.pages.get("/"), { colorScheme: "light" });
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
    await tab.goto(server.urlOf(site.pages.get("/archive/")));
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
  const { context, tab } = await open(site.pages.get("/"), { javaScriptEnabled: false });
  try {
    assert.ok(await tab.locator(".theme-switch").isHidden());
  } finally {
    await context.close();
  }
});

test("what an article folds away is as comfortable when it is open", { skip: !isDemonstration }, async () => {
  const page = [...site.pages.values()].find(({ elements }) => elements.some(({ attributes }) => attributes.class === "cite"));
  for (const view of VIEWS) {
    const visit = await open(page, view.options);
    try {
      await visit.tab.locator(".cite summary").click();
      await assertComfortable(visit);
    } finally {
      await visit.context.close();
    }
  }
});

/** Opens a page and notes whatever goes wrong on the way. */
async function open(page, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const troubles = [];
  await keepWithin(context, server.origin, (url) => troubles.push(`a request left the site: ${url}`));
  if (page.redirect !== undefined) {
    await stayOnRedirect(context, page);
  }
  const tab = await context.newPage();
  tab.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      troubles.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  tab.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
  tab.on("response", (response) => {
    if (response.status() >= 400) {
      troubles.push(`${response.status()} for ${response.url()}`);
    }
  });
  await tab.goto(server.urlOf(page), { waitUntil: "load" });
  if (page.redirect !== undefined) {
    // By way of the object model, which a content security policy does not forbid.
    await tab.evaluate(() => document.documentElement.style.setProperty("background", "Canvas"));
  }
  return { context, tab, troubles };
}

/**
 * A page that only redirects is never seen for long enough to be looked at, so here it waits. It has no style of its
 * own, and axe takes that for a white background, which by night it is not: `open` says what the browser paints.
 */
function stayOnRedirect(context, page) {
  return context.route(server.urlOf(page), async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "");
    return route.fulfill({ response, body });
  });
}

async function assertComfortable({ tab, troubles }) {
  const { scrollWidth, clientWidth } = await tab.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  // Evaluated rather than added as a script, so that no content security policy has to allow it.
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate((axeOptions) => globalThis.axe.run(document, axeOptions), AXE_OPTIONS);
  for (const { id, help, nodes } of violations) {
    for (const { target, failureSummary } of nodes) {
      troubles.push(`axe ${id}: ${help}: ${target.join(" ")}\n  ${failureSummary.replaceAll("\n", "\n  ")}`);
    }
  }
  if (scrollWidth > clientWidth) {
    troubles.push(`it scrolls sideways: ${scrollWidth} px of content in ${clientWidth} px (${await widest(tab)})`);
  }
  assertNone(troubles);
}

/** Names the elements that reach out of the window furthest. */
function widest(tab) {
  return tab.evaluate(() => {
    const beyond = [...document.querySelectorAll("body *")]
      .map((element) => ({ element, right: element.getBoundingClientRect().right }))
      .filter(({ right }) => right > document.documentElement.clientWidth)
      .sort((one, other) => other.right - one.right);
    return beyond
      .slice(0, 3)
      .map(({ element, right }) => `<${element.localName} class="${element.className}"> to ${Math.round(right)} px`)
      .join(", ");
  });
}
