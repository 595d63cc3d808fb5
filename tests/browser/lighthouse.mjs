// What Lighthouse says of the pages that readers land on: an article, the front page, a list. It measures on whatever
// machine it is; of three runs the best speed counts, and of everything else every one. Nothing else runs meanwhile, so it is no
// `.test.mjs`: `npm run lighthouse`.

import assert from "node:assert/strict";
import { test } from "node:test";
import lighthouse from "lighthouse";
import { kinds } from "./lib/kinds.mjs";
import { isDemonstration, readSite } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";

const LEAST = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
const RUNS = 3;
const PAGES = ["article with a picture", "front", "archive"];

const site = readSite();
// Below 32768, where Linux begins to give ports to connections: one of those may hold a port that the browser needs.
const port = 20_000 + (process.pid % 12_000);
const set = stage(site, [`--remote-debugging-port=${port}`]);

for (const { name, page } of kinds(site).filter(({ name }) => PAGES.includes(name))) {
  test(`Lighthouse, ${name}`, { skip: !isDemonstration }, async () => {
    const best = {};
    for (let run = 0; run < RUNS; run++) {
      const { lhr } = await lighthouse(set.server.urlOf(page), {
        port,
        logLevel: "error",
        onlyCategories: Object.keys(LEAST),
        // The site is at another address here than the one that it says is its own.
        skipAudits: ["canonical", "is-on-https", "redirects-http", "uses-http2"],
      });
      for (const [category, { score }] of Object.entries(lhr.categories)) {
        best[category] = Math.max(best[category] ?? 0, Math.round(score * 100));
        if (category !== "performance") {
          const failed = lhr.categories[category].auditRefs.map(({ id }) => lhr.audits[id]).filter((audit) => audit.score !== null && audit.score < 1);
          assert.equal(Math.round(score * 100), LEAST[category], `${category}: ${failed.map(({ title }) => title).join("; ")}`);
        }
      }
      if (best.performance >= LEAST.performance) break;
    }
    assert.ok(best.performance >= LEAST.performance, `performance: ${best.performance}`);
  });
}
