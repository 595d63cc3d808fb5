// A static host on the loopback address, as plain as they come, save that it sends the headers of the site's own
// `_headers` where there is one: the pages are looked at under the policy that their readers' browsers are told.

import { createReadStream, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { createGzip } from "node:zlib";
import { fileOf, pathWithin } from "./site.mjs";

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
  const blocks = site.files.has("/_headers") ? readHeaders(readFileSync(join(site.folder, "_headers"), "utf8")) : [];
  const server = createServer((request, response) => {
    const path = pathWithin(site, new URL(request.url, site.base));
    // Only what was there when the site was read is served, so no path can lead out of it.
    const found = path !== undefined && site.files.has(fileOf(path));
    const file = found ? fileOf(path) : "/404.html";
    for (const { matches, headers } of blocks) {
      if (matches.test(new URL(request.url, site.base).pathname)) {
        headers.forEach(([name, value]) => response.appendHeader(name, value));
      }
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const isText = /text|json|xml|svg/.test(type);
    // As hosts do, so that a page is weighed as its readers get it.
    const zips = isText && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(found ? 200 : 404, { "content-type": type, ...(zips ? { "content-encoding": "gzip" } : {}) });
    const bytes = createReadStream(join(site.folder, file));
    (zips ? bytes.pipe(createGzip()) : bytes).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const front = new URL(site.base.pathname, `http://127.0.0.1:${server.address().port}`);
  return {
    /** Where a page of the site is to be found here, perhaps with a query. */
    urlOf: ({ address, query = "" }) => new URL(address.slice(1).split("/").map(encodeURIComponent).join("/") + query, front).href,
    origin: front.origin,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** The blocks of a `_headers` file: a path, in which `*` stands for anything, then the headers of what is there. */
export function readHeaders(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("/")) {
      const pattern = line.split("*").map(escapePattern).join(".*");
      blocks.push({ path: line, matches: new RegExp(`^${pattern}$`), headers: [] });
    } else if (/^\s+\S/.test(line)) {
      const [, name, value] = /^\s+([^:]+):\s*(.*)$/.exec(line);
      blocks.at(-1).headers.push([name, value]);
    }
  }
  return blocks;
}

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
