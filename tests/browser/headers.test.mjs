// The site's own `_headers`: whether its pages really run under its policy, and whether that policy keeps anything out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { keepWithin } from "./lib/chromium.mjs";
import { assertNone } from "./lib/report.mjs";
import { readHeaders } from "./lib/server.mjs";
import { isDemonstration, readSite, root } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";

const site = readSite();
const isThere = site.files.has("/_headers");
const blocks = isThere ? readHeaders(readFileSync(join(root, "_headers"), "utf8")) : [];
const set = stage(site);

test("the demonstration tells its host of headers", { skip: !isDemonstration }, () => assert.ok(isThere));

test("no header is said twice of one address, where hosts would run the two together", () => {
  const twice = [];
  for (const file of site.files) {
    const names = blocks.filter(({ matches }) => matches.test(file)).flatMap(({ headers }) => headers.map(([name]) => name));
    if (new Set(names).size !== names.length) {
      twice.push(`${file}: ${names.join(", ")}`);
    }
  }
  assertNone(twice);
});

test("a browser may keep what has a content hash in its name for ever, and nothing else", { skip: !isThere }, () => {
  const isKept = (file) =>
    blocks
      .filter(({ matches }) => matches.test(file))
      .some(({ headers }) => headers.some(([name, value]) => name === "Cache-Control" && value.includes("immutable")));
  const styles = new Set(
    [...site.pages.values()].flatMap(({ elements }) =>
      elements.filter(({ attributes }) => attributes.rel === "stylesheet").map(({ attributes }) => attributes.href),
    ),
  );
  assert.notEqual(styles.size, 0);
  assertNone([...styles].filter((style) => !isKept(style)).map((style) => `${style} is not kept`));
  const kept = [...site.files].filter(isKept);
  assertNone(kept.filter((file) => !/\.[0-9a-f]{8}\.\w+$/.test(file)).map((file) => `${file} is kept`));
});

test("the policy of the headers is that of the pages, and keeps out what it is there to keep out", { skip: !isThere }, async () => {
  const context = await set.browser.newContext();
  try {
    const refused = [];
    await keepWithin(context, set.server.origin, () => {});
    const tab = await context.newPage();
    tab.on("console", (message) => refused.push(message.text()));
    const response = await tab.goto(set.server.urlOf(site.pages.get("/")));
    const header = (await response.allHeaders())["content-security-policy"];
    const meta = await tab.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    assert.equal(header, `${meta}; frame-ancestors 'self'`);
    assertNone(refused);
    // What somebody who got into a page would try.
    const ran = await tab.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ran = true";
      document.body.append(script);
      const frame = document.createElement("iframe");
      frame.src = "https://elsewhere.example/";
      document.body.append(frame);
      document.body.setAttribute("style", "color: red");
      return globalThis.ran === true;
    });
    assert.equal(ran, false, "a script in a page runs");
    await tab.waitForTimeout(100);
    for (const directive of ["script-src", "frame-src", "style-src"]) {
      assert.ok(refused.some((text) => text.includes(directive)), `${directive} refuses nothing: ${refused.join("\n")}`);
    }
  } finally {
    await context.close();
  }
});
