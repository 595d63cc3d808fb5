// A static host as plain as they come, on the loopback address.

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileOf, pathWithin, root } from "./site.mjs";

const TYPES = {
  ".atom": "application/atom+xml",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** Serves the site below the same path as on the web. Gives the address of its front page and a way to end it. */
export async function serve(site) {
  const server = createServer((request, response) => {
    const path = pathWithin(site, new URL(request.url, site.base));
    // Only what was there when the site was read is served, so no path can lead out of it.
    const found = path !== undefined && site.files.has(fileOf(path));
    const file = found ? fileOf(path) : "/404.html";
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(join(root, file)).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const front = new URL(site.base.pathname, `http://127.0.0.1:${server.address().port}`);
  return {
    /** Where a page of the site is to be found here. */
    urlOf: (page) => new URL(page.address.slice(1).split("/").map(encodeURIComponent).join("/"), front).href,
    origin: front.origin,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}
