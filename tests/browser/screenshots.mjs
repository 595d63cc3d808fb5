// Takes a picture of one page of each kind, narrow and wide, light and dark, to be looked at by a person:
// `npm run screenshots` fills screenshots/.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { keepWithin, launch, VIEWS } from "./lib/chromium.mjs";
import { kinds } from "./lib/kinds.mjs";
import { serve } from "./lib/server.mjs";
import { readSite } from "./lib/site.mjs";

const folder = join(import.meta.dirname, "screenshots");
const site = readSite();
const server = await serve(site);
const browser = await launch();

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const { name: view, options } of VIEWS) {
  const context = await browser.newContext(options);
  await keepWithin(context, server.origin, (url) => console.error(`a request left the site: ${url}`));
  const tab = await context.newPage();
  for (const { name: kind, page } of kinds(site)) {
    // A redirect shows nothing.
    if (page !== undefined && page.redirect === undefined) {
      await tab.goto(server.urlOf(page));
      const file = `${kind}, ${view}.png`.replaceAll(/[ ,]+/g, "-");
      await tab.screenshot({ path: join(folder, file), fullPage: true });
      console.log(`${file} ${page.address}`);
    }
  }
  await context.close();
}
await browser.close();
await server.close();
