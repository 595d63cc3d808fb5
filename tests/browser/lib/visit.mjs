// A page in the browser, and what every page owes its readers, whatever their screen, colours or hands.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { keepWithin } from "./chromium.mjs";
import { assertNone } from "./report.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// All that axe checks by default, and that a finger can hit every link (WCAG 2.2).
const AXE_OPTIONS = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };

const COLOURS = { resultTypes: ["violations"], runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** Opens a page and notes whatever goes wrong on the way. */
export async function open({ browser, server }, page, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const troubles = [];
  await keepWithin(context, server.origin, (url) => troubles.push(`a request left the site: ${url}`));
  if (page.redirect !== undefined) {
    await stayOnRedirect(context, server, page);
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
function stayOnRedirect(context, server, page) {
  return context.route(server.urlOf(page), async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "");
    return route.fulfill({ response, body });
  });
}

/** Nothing has gone wrong, axe finds nothing, nothing reaches out of the window, and nothing has moved by itself. */
export async function assertComfortable({ tab, troubles }) {
  await look(tab, troubles);
  assertNone(troubles);
}

/**
 * The same in each of these views, one after the other, of a page that is open. By night a page differs from itself by day
 * in its colours alone, so that is what axe looks at then.
 */
export async function assertComfortableIn(views, { tab, troubles }) {
  for (const { name, options } of views) {
    await tab.setViewportSize(options.viewport);
    await tab.emulateMedia({ colorScheme: options.colorScheme });
    const found = [];
    await look(tab, found, options.colorScheme === "dark" ? COLOURS : AXE_OPTIONS);
    troubles.push(...found.map((trouble) => `${name}: ${trouble}`));
  }
  assertNone(troubles);
}

async function look(tab, troubles, axeOptions = AXE_OPTIONS) {
  const { scrollWidth, clientWidth } = await tab.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  // Evaluated rather than added as a script, so that no content security policy has to allow it.
  if (!(await tab.evaluate(() => "axe" in globalThis))) await tab.evaluate(AXE);
  const { violations } = await tab.evaluate((options) => globalThis.axe.run(document, options), axeOptions);
  for (const { id, help, nodes } of violations) {
    for (const { target, failureSummary } of nodes) {
      troubles.push(`axe ${id}: ${help}: ${target.join(" ")}\n  ${failureSummary.replaceAll("\n", "\n  ")}`);
    }
  }
  if (scrollWidth > clientWidth) {
    troubles.push(`it scrolls sideways: ${scrollWidth} px of content in ${clientWidth} px (${await widest(tab)})`);
  }
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

/** How much of the page has moved by itself: from its first paint, down to its foot. */
export function shift(tab) {
  return tab.evaluate(async () => {
    let moved = 0;
    const add = (entries) => entries.filter((entry) => !entry.hadRecentInput).forEach((entry) => (moved += entry.value));
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await frame();
    }
    await frame();
    add(observer.takeRecords());
    scrollTo(0, 0);
    return moved;
  });
}

/**
 * Walks the page by the Tab key alone. Gives what is wrong with that: what can be used and is never reached, where the
 * focus can't be seen, and whether the way past the masthead comes first.
 */
export async function walk(tab) {
  const problems = [];
  const usable = await tab.evaluate(() => {
    const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, select, textarea, [tabindex='0']");
    const seen = [...all].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    seen.forEach((element, at) => (element.dataset.stop = String(at)));
    return seen.length;
  });
  const reached = new Set();
  for (let presses = 0; presses <= usable; presses++) {
    await tab.keyboard.press("Tab");
    const stop = await tab.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        at: element.dataset.stop,
        name: `<${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 30)}`,
        isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight,
        isSkip: element.classList.contains("skip"),
      };
    });
    if (stop === null) break;
    if (reached.size === 0 && !stop.isSkip) problems.push(`the first stop is ${stop.name}`);
    if (!stop.isSeen) problems.push(`the focus can't be seen on ${stop.name}`);
    reached.add(stop.at);
  }
  if (reached.size < usable) problems.push(`of ${usable} stops ${reached.size} are reached`);
  return problems;
}
