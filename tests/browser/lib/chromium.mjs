// The browser, and the four ways in which each page is looked at.

import { chromium } from "playwright-core";

/** A telephone and a desk, by day and by night. */
export const VIEWS = [360, 1280].flatMap((width) =>
  ["light", "dark"].map((colorScheme) => ({
    name: `${width} px, ${colorScheme}`,
    options: { viewport: { width, height: 800 }, colorScheme },
  })),
);

/** Starts Debian's Chromium, or the one that `CHROMIUM` names, perhaps with more arguments. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // It runs as root in CI; and what it would fetch for itself is none of the tests' business.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** Keeps a context on the site: any other request is refused, and told to `onStray`. */
export async function keepWithin(context, origin, onStray) {
  await context.route(
    (url) => url.origin !== origin && url.protocol !== "data:",
    (route) => {
      onStray(route.request().url());
      return route.abort();
    },
  );
}
