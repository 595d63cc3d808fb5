// A site on a host of its own and a browser before it, for as long as a suite's tests last.

import { after, before } from "node:test";
import { launch } from "./chromium.mjs";
import { serve } from "./server.mjs";

/** What it gives has `server` and `browser` once the tests run. The browser may be given more arguments. */
export function stage(site, more = []) {
  const set = { server: undefined, browser: undefined };
  before(async () => {
    set.server = await serve(site);
    set.browser = await launch(more);
  });
  after(async () => {
    await set.browser?.close();
    await set.server?.close();
  });
  return set;
}
