// Old addresses with a query: at a host that only has files, a script leads readers on. The same requests are tried in a
// browser, with the function for Cloudflare, and with the steps that both share.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch } from "./lib/chromium.mjs";
import { make } from "./lib/generated.mjs";
import { repository } from "./lib/program.mjs";
import { assertNone } from "./lib/report.mjs";
import { serve } from "./lib/server.mjs";
import { open } from "./lib/visit.mjs";

const site = make({
  "config.toml": 'title = "The Harbour Post"\nbase_url = "https://harbour.example/paper"\n',
  "content/2025-11-01-ferry.md":
    '+++\ntitle = "The ferry"\naliases = ["/?p=123", "/news/article.asp?id=77&cat=2", "/old/", "/s?q=caf%C3%A9+au+lait", "/read.pl?1234", "/t?a=1&a=2"]\n+++\nIt sails again.\n',
  "content/2025-11-02-bridge.md": '+++\ntitle = "The bridge"\naliases = ["/old/?b=2", "/?p=123&lang=fr"]\n+++\nIt is open.\n',
  "content/2025-11-03-gone.md": '+++\naliases = ["/?p=9"]\nwithdrawn = { date = 2025-11-04 }\n+++\n',
  "addresses.csv": "/?p=10,410\n",
});

const FERRY = "/2025/11/01/ferry/";
const BRIDGE = "/2025/11/02/bridge/";
const GONE = "/2025/11/03/gone/";

/** Requests, each with the page that the reader comes to; undefined where that is the page at the path. */
const REQUESTS = [
  ["/", "?p=123", FERRY],
  ["/", "?utm_source=mail&p=123&fbclid=x", FERRY],
  ["/", "?lang=fr&p=123", BRIDGE],
  ["/", "?p=123&lang=de", FERRY],
  ["/", "?p=1%32%33", FERRY],
  ["/", "?p=124", undefined],
  ["/", "?q=1", undefined],
  ["/", "?p=9", GONE],
  ["/", "?p=10", "/404.html"],
  ["/news/article.asp/", "?cat=2&id=77", FERRY],
  ["/news/article.asp/", "?id=77", undefined],
  ["/s/", "?q=caf%C3%A9%20au%20lait", FERRY],
  ["/s/", "?q=caf%E9+au+lait", FERRY],
  ["/s/", "?q=cafe%CC%81+au+lait", FERRY],
  ["/read.pl/", "?utm_source=x&1234", FERRY],
  ["/t/", "?a=2&b=0&a=1", FERRY],
  ["/old/", "?b=2", BRIDGE],
];

let browser;
let server;

before(async () => {
  browser = await launch();
  server = await serve(site);
});

after(async () => {
  await browser?.close();
  await server?.close();
  site.remove();
});

/** The address at which a reader ends, below the site's folder. */
async function endOf(address, query, settings = {}) {
  const { context, tab, troubles } = await open({ browser, server }, { address, query }, settings);
  try {
    await tab.waitForLoadState("networkidle");
    assertNone(troubles);
    const url = new URL(tab.url());
    return { path: url.pathname.slice("/paper".length), query: url.search, text: await tab.locator("main").textContent() };
  } finally {
    await context.close();
  }
}

for (const [address, query, expected] of REQUESTS) {
  test(`a browser is led on from ${address}${query}`, async () => {
    const end = await endOf(address, query);
    assert.deepEqual([end.path, end.query], expected ? [expected, ""] : [address, query]);
  });
}

test("a redirect without a query, or with another one, leads where it always did", async () => {
  for (const query of ["", "?b=3"]) {
    assert.equal((await endOf("/old/", query)).path, FERRY);
  }
});

test("readers without JavaScript are led to the search, and redirects lead them on", async () => {
  const made = await endOf("/news/article.asp/", "?cat=2&id=77", { javaScriptEnabled: false });
  assert.match(made.text, /look for it by the words of its headline/);
  assert.match(made.text, /Search this site/);
  assert.equal((await endOf("/old/", "", { javaScriptEnabled: false })).path, FERRY);
});

test("the front page asks for no part of the table without a query", async () => {
  const asked = [];
  const { context, tab } = await open({ browser, server }, { address: "/" }, {});
  try {
    tab.on("request", (request) => asked.push(request.url()));
    await tab.reload({ waitUntil: "networkidle" });
    assert.deepEqual(asked.filter((url) => url.endsWith(".json")), []);
  } finally {
    await context.close();
  }
});

test("the function for Cloudflare answers the same requests with redirects and 410", async () => {
  const source = readFileSync(join(repository, "src/commands/ci_templates/cloudflare-function.js"), "utf8");
  const core = readFileSync(join(repository, "src/pages/query_lookup/core.js"), "utf8");
  const file = join(site.folder, "function.mjs");
  writeFileSync(file, source.replace("@CORE@", core));
  const { onRequest } = await import(pathToFileURL(file).href);
  const fetchAsset = async (request) => {
    const path = decodeURIComponent(new URL(request.url ?? request).pathname).replace(/^\/paper/, "");
    try {
      return new Response(readFileSync(join(site.folder, path.endsWith("/") ? `${path}index.html` : path)));
    } catch {
      return new Response("", { status: 404 });
    }
  };
  const ask = (path, query, method = "GET") =>
    onRequest({
      request: new Request(`https://harbour.example${path}${query}`, { method }),
      env: { ASSETS: { fetch: fetchAsset } },
      next: async () => new Response("next"),
    });
  for (const [address, query, expected] of REQUESTS) {
    const response = await ask(address, query);
    if (expected === undefined) {
      assert.equal(await response.text(), "next", address + query);
    } else if (expected === GONE || expected === "/404.html") {
      assert.equal(response.status, 410, address + query);
      assert.match(await response.text(), /<h1>/);
    } else {
      assert.deepEqual([response.status, response.headers.get("location")], [301, `/paper${expected}`], address + query);
    }
  }
  assert.equal(await (await ask("/", "")).text(), "next");
  assert.equal(await (await ask("/", "?p=123", "POST")).text(), "next");
});
