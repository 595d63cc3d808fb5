// The preview beside nginx over what a build writes: the same requests to both, and every difference between the two answers
// is one of those in docs/serve.md. A difference that is not written down fails, and so does one that is written
// down and does not occur.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertNone } from "../browser/lib/report.mjs";
import { ask, withoutScript } from "./lib/http.mjs";
import { build, ended, folder, freePort, repository, serve, sleep, write } from "./lib/site.mjs";

/** What of an answer is compared. A body is compared without the script of the preview. */
const ASPECTS = {
  status: ({ status }) => status,
  body: ({ body }) => withoutScript(body).toString("latin1"),
  type: ({ headers }) => headers.get("content-type")?.toLowerCase().replace("; charset", ";charset"),
  tagged: ({ headers }) => headers.has("etag"),
  modified: ({ headers }) => headers.has("last-modified"),
  ...Object.fromEntries(
    ["location", "content-range", "accept-ranges", "allow", "cache-control", "content-security-policy",
      "permissions-policy", "referrer-policy", "x-content-type-options", "cross-origin-resource-policy"]
      // nginx says some twice, where an error has a page of its own.
      .map((name) => [name, ({ headers }) => headers.get(name)?.replace(/^(.+), \1$/, "$1")]),
  ),
};

const isRefusal = ({ status }) => status >= 400 && status !== 404 && status !== 410;
const isMove = ({ status }) => status >= 300 && status < 400 && status !== 304;
const depth = (path) => decodeURIComponentOrNothing(path.split("?")[0]) ?? "";
const decodeURIComponentOrNothing = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/**
 * The differences by their names in docs/serve.md. Each says of a request and one aspect of its two answers whether it
 * explains that the two differ. One that is `whole` explains all of an answer.
 */
const DIFFERENCES = {
  "odd paths": {
    whole: ({ path }, ours, theirs) =>
      ours.status === 400 && (theirs.status === 404 || theirs.status === 200 || isMove(theirs)) &&
      (/%5c|%3a|:|%0|%7f|\\/i.test(path) || decodeURIComponentOrNothing(path) === undefined || /(^|\/)\.{1,2}(\/|$)/.test(depth(path))),
  },
  "two slashes": {
    whole: ({ path }, ours, theirs) => ours.status === 404 && theirs.status !== 404 && depth(path).includes("//"),
  },
  "hidden files": {
    whole: ({ path }, ours, theirs) =>
      ours.status === 404 && [200, 301].includes(theirs.status) && /\/\.(?!well-known)/.test(depth(path)),
  },
  "empty folders": {
    // A folder without a page: nginx knows that there is one, and refuses to list it.
    whole: (request, ours, theirs) => ours.status === 404 && [301, 403].includes(theirs.status),
  },
  "other names": {
    whole: ({ headers }, ours, theirs) => [400, 403].includes(ours.status) && headers.host !== undefined && theirs.status === 200,
  },
  "long addresses": {
    whole: ({ path }, ours, theirs) => ours.status === 414 && theirs.status === 404 && path.length > 4096,
  },
  "post": {
    whole: ({ method }, ours, theirs) => method === "POST" && ours.status === 405 && [301, 404, 410].includes(theirs.status),
  },
  "several ranges": {
    whole: ({ headers }, ours, theirs) =>
      headers.range?.includes(",") && ours.status === 200 && theirs.status === 206,
  },
  "ranges of pages": {
    whole: ({ headers }, ours, theirs) =>
      headers.range !== undefined && ours.status === theirs.status && (theirs.headers.get("content-type") ?? "").startsWith("text/html"),
  },
  "last-modified": {
    whole: ({ headers }, ours, theirs) =>
      ours.status === 200 && [304, 206, 412].includes(theirs.status) &&
      ["if-modified-since", "if-unmodified-since", "if-range"].some((name) => /(GMT|DATE)$/.test(headers[name])),
    aspect: (aspect) => aspect === "modified",
  },
  "large numbers": {
    whole: ({ headers }, ours, theirs) => /\d{20}/.test(headers.range) && ours.status === 206 && theirs.status === 416,
  },
  "old addresses": {
    // With the query, and at once where a folder's slash is missing too.
    aspect: (aspect, { ours, theirs }) =>
      aspect === "location" && [`${theirs.headers.get(aspect)}?q=1`, "/1969/07/21/moon-landing/"].includes(ours.headers.get(aspect)),
  },
  "files for the host": {
    whole: ({ path }, ours, theirs) => path.includes("/_hosting/") && ours.status === 200 && theirs.status === 404,
  },
  "words": {
    // The few words that no reader sees; and none of nginx's own are in a site.
    aspect: (aspect, { ours, theirs }) =>
      ["body", "type"].includes(aspect) && ours.status === theirs.status && (isMove(theirs) || isRefusal(theirs)),
  },
  "allow": {
    aspect: (aspect, { ours, theirs }) => aspect === "allow" && ours.status === 405 && theirs.headers.get("allow") === undefined,
  },
  "types": {
    aspect: (aspect, { ours, theirs }) =>
      aspect === "type" && RENAMED.some(([is, was]) => ASPECTS.type(ours) === is && ASPECTS.type(theirs) === was),
  },
  "kept by browsers": {
    aspect: (aspect, { ours }) => aspect === "cache-control" && ours.headers.get(aspect) === "no-cache",
  },
  "kept to itself": {
    aspect: (aspect, { ours }) =>
      (aspect === "referrer-policy" && ours.headers.get(aspect) === "same-origin") ||
      (aspect === "cross-origin-resource-policy" && ours.headers.get(aspect) === "same-origin"),
  },
  "refused before the site": {
    // What makes no sense, or is hidden, is refused before it is known which of the site's headers would go with it.
    aspect: (aspect, { ours, path }) =>
      ["content-security-policy", "permissions-policy"].includes(aspect) &&
      (isRefusal(ours) || (ours.status === 404 && /\/[./]/.test(depth(path)))),
  },
};

/** Types that have a newer name than Debian's nginx knows, or none there. */
const RENAMED = [
  ["text/javascript;charset=utf-8", "application/javascript;charset=utf-8"],
  ["application/xml;charset=utf-8", "text/xml;charset=utf-8"],
  ["text/markdown;charset=utf-8", "application/octet-stream"],
  ["application/gzip", "application/octet-stream"],
  ["application/manifest+json;charset=utf-8", "application/octet-stream"],
  ["text/csv;charset=utf-8", "application/octet-stream"],
];

/** Starts nginx over a folder, with what Dateline wrote for it. */
async function nginx(t, scratch, root, hosting) {
  const port = await freePort();
  const included = (file) => `include ${join(hosting, "_hosting", file)};`;
  await write(scratch, {
    "nginx.conf": `daemon off; master_process off; pid ${scratch}/nginx.pid; error_log ${scratch}/error.log;
      events { worker_connections 512; }
      http {
        include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
        ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${scratch}/${name};`).join(" ")}
        charset utf-8; absolute_redirect off; gzip off;
        charset_types text/css text/plain text/xml application/javascript application/json application/atom+xml application/rss+xml image/svg+xml;
        ${included("nginx-maps.conf")}
        server { listen 127.0.0.1:${port}; root ${root}; ${included("nginx-server.conf")} }
      }`,
  });
  const child = spawn("nginx", ["-p", scratch, "-c", join(scratch, "nginx.conf"), "-e", join(scratch, "error.log")], { stdio: "inherit" });
  t.after(() => ended(child, "SIGTERM"));
  for (let left = 100; left > 0; left -= 1) {
    if (await ask(port, "GET", "/").catch(() => undefined)) return port;
    await sleep(100);
  }
  throw new Error("nginx does not answer; it comes with the package nginx-light");
}

/** The same request to both; `ETAG`, `DATE` and `PORT` stand for what each says of itself. */
async function both(request, ports) {
  const { method = "GET", path, headers = {} } = request;
  const bare = request.of ?? path;
  const wanted = JSON.stringify(headers);
  const known = /ETAG|DATE/.test(wanted) ? await Promise.all(ports.map((port) => ask(port, "GET", bare))) : [];
  // What has no date of its own is asked with the other's.
  const date = known[1]?.headers.get("last-modified");
  return Promise.all(
    ports.map((port, index) => {
      const filled = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          value.replace("ETAG", known[index]?.headers.get("etag")).replace("DATE", date).replace("PORT", String(port)),
        ]),
      );
      return ask(port, method, path, filled);
    }),
  );
}

/** What differs between the two answers and is not written down; what is, is noted in `met`. */
function compare(request, [ours, theirs], met) {
  const name = `${request.method ?? "GET"} ${request.path} ${JSON.stringify(request.headers ?? {})}`;
  if (!ours || !theirs) return [`${name}: no answer from ${ours ? "nginx" : "serve"}`];
  const filled = { method: "GET", headers: {}, ...request };
  for (const [id, { whole }] of Object.entries(DIFFERENCES)) {
    if (whole?.(filled, ours, theirs)) {
      met.add(id);
      return [];
    }
  }
  return Object.entries(ASPECTS).flatMap(([aspect, of]) => {
    const [own, other] = [of(ours), of(theirs)];
    if (own === other) return [];
    const id = Object.keys(DIFFERENCES).find((id) => DIFFERENCES[id].aspect?.(aspect, { ours, theirs, path: request.path }));
    if (id !== undefined) {
      met.add(id);
      return [];
    }
    const short = (value) => JSON.stringify(value)?.slice(0, 160);
    return [`${name}: ${aspect} is ${short(own)} (${ours.status}), nginx has ${short(other)} (${theirs.status})`];
  });
}

const RANGES = [
  "bytes=0-0", "bytes=2-4", "bytes=5-", "bytes=-3", "bytes=-99", "bytes=8-99", "bytes=0-", "bytes=10-", "bytes=99-100",
  "bytes=-0", "bytes=5-2", "bytes=a-b", "bytes=-", "bytes=", "bytes=1", "bytes= 2-4", "bytes=2 - 4", "bytes=2-4 ", "Bytes=2-4",
  "pages=1-2", "bytes=0-18446744073709551615", "bytes=99999999999999999999999-", "bytes=0-1,3-4", "bytes=0-1,20-30",
  "bytes=20-30,40-50", "bytes=0-4,2-6", "0-4",
];

/** What is asked of both about a site that has these files. */
function requests({ base, page, article, folder: bare, file, image, digits, moved, gone, missing }) {
  const of = (paths, rest = {}) => paths.map((path) => ({ path, ...rest }));
  const kinds = ["atom.xml", "feed.json", "rss.xml", "sitemap.xml", "robots.txt", "404.html", "index.html"].map((name) => `${base}/${name}`);
  const shown = [`${base}/`, page, article, file, image, digits, ...kinds, gone, moved].filter(Boolean);
  const conditions = [
    { "if-none-match": "ETAG" }, { "if-none-match": 'W/ETAG' }, { "if-none-match": '"x", ETAG' }, { "if-none-match": "*" },
    { "if-none-match": '"x"' }, { "if-none-match": "x" }, { "if-modified-since": "DATE" }, { "if-modified-since": "yesterday" },
    { "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT" }, { "if-none-match": '"x"', "if-modified-since": "DATE" },
    { "if-match": "ETAG" }, { "if-match": "*" }, { "if-match": '"x"' }, { "if-unmodified-since": "DATE" },
    { "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT" },
    { range: "bytes=0-3", "if-range": "ETAG" }, { range: "bytes=0-3", "if-range": '"x"' }, { range: "bytes=0-3", "if-range": "DATE" },
    { range: "bytes=0-3", "if-none-match": "ETAG" }, { range: "bytes=99-", "if-none-match": "ETAG" },
  ];
  return [
    ...of(shown),
    ...of(shown, { method: "HEAD" }),
    ...RANGES.map((range) => ({ path: digits, headers: { range } })),
    ...of([image, page], { headers: { range: "bytes=4-7" } }),
    ...of([digits], { method: "HEAD", headers: { range: "bytes=2-4" } }),
    ...conditions.flatMap((headers) => of([digits, ...(headers.range ? [] : [page])], { headers })),
    ...of([missing], { headers: { "if-none-match": "ETAG" } }),
    ...of([missing], { headers: { range: "bytes=0-3" } }),
    ...of([bare, `${bare}?q=1&r=%2F`, `${bare}?`, `${bare}//`, `/${bare}`, `${base}/?q=1`, `${file}?v=2`, `${bare}%2F`, `${bare}%3Fq`]),
    ...of([`/${article}`, `${article}/`, `${base}//robots.txt`, "//evil.example/", "//evil.example/%2e%2e", "/%2F/evil.example/"]),
    ...of([`${base}/%72obots.txt`, `${base}/robots%2Etxt`, `${base}/robots.txt/`, `${base}/ROBOTS.TXT`, `${base}/robots.txt%20`,
      `${base}/robots.txt.`, `${base}/robots.txt%00`, `${base}/robots.txt%0a`, `${base}/robots.txt::$DATA`]),
    ...of([`${base}/../etc/passwd`, `${base}/%2e%2e/etc/passwd`, `${base}/%2e%2e%2fetc/passwd`, `${base}/..%5c..%5cetc`, `${base}/c:/x`,
      `${base}/./robots.txt`, `${base}/%252e%252e/`, `${base}/%`, `${base}/%zz`, `${base}/%ff`, `${base}/%c0%ae`, `${base}/%7f`, `${base}/a%3Ab`]),
    ...of([missing, `${missing}/`, `${missing}?q=1`, `${missing}.html`, `${page}nothing`, `${base}/css`, `${base}/css/`, `${base}/_hosting/nginx-maps.conf`]),
    ...of([`${base}/.env`, `${base}/.git/config`, `${page}.hidden`, `${base}/.well-known/`]),
    ...of([`${base}/${"a".repeat(3000)}`, `${base}/${"a".repeat(4200)}`, `${base}/${"a".repeat(9000)}`]),
    ...["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "PROPFIND"].flatMap((method) => of([page, file], { method })),
    ...of([missing, bare], { method: "POST" }),
    ...of([page], { headers: { host: "" } }),
    ...of([page], { headers: { host: "other.example:PORT" } }),
    ...of([page], { headers: { host: "localhost:1" } }),
    ...of([page], { headers: { host: "a b" } }),
  ];
}

/** Asks both about a site, and fails where they differ and it is not written down. Gives how many requests that were. */
async function alike(site, ports, met, more = []) {
  const asked = [...requests(site), ...more.map((path) => ({ path }))].filter(({ path }) => path !== undefined);
  const problems = [];
  for (const request of asked) problems.push(...compare(request, await both(request, ports), met));
  assertNone(problems);
  return asked.length;
}

const met = new Set();
const DIGITS = "0123456789";

/** Files whose names are a burden. */
const BURDENS = {
  "digits.txt": DIGITS, "empty.txt": "", "no-ending": "bytes", "UPPER.CSS": "p {}", "with space.txt": "a", "a+b.txt": "b", "50%.txt": "c",
  "naïve.txt": "d", "semi;colon.txt": "e", "a&b=c.txt": "f", "quote'd.txt": "g", "(1).txt": "h", "tilde~1.txt": "i", "x.tar.gz": "j",
  "notes.md": "k", "table.csv": "l", "新聞.txt": "m", ".well-known/security.txt": "n", "deep/er/still/there.txt": "o", "page.html": "<p>p</p>",
  "h#sh.txt": "q", "d.js": "1", "manifest.webmanifest": "{}",
};

test("the demonstration is answered as nginx answers its build", async (t) => {
  const scratch = await folder(t);
  const [site, root] = [join(scratch, "site"), join(scratch, "public")];
  await mkdir(site);
  for (const part of ["config.toml", "content", "static", "themes"]) await cp(join(repository, part), join(site, part), { recursive: true });
  await write(site, { "static/digits.txt": DIGITS });
  await build(site, root);
  const ports = [(await serve(t, site)).port, await nginx(t, scratch, root, root)];
  const stylesheet = /href="(\/css\/broadsheet[^"]*\.css)"/.exec(await readFile(join(root, "index.html"), "utf8"))[1];
  const kinds = {
    base: "", page: "/sections/world/", article: "/1969/07/21/moon-landing/", folder: "/tags", file: stylesheet, image: "/move-fm.png",
    digits: "/digits.txt", moved: "/apollo-11/?q=1", gone: "/2025/10/30/istanbul-talks-deadlock/", missing: "/nothing-here",
  };
  const arabic = ["/ar/", `/ar/sections/${encodeURIComponent("العالم")}/`, `/ar/sections/${encodeURIComponent("العالم")}`];
  const more = [...arabic, "/css/broadsheet.css", "/js/theme.js", "/1969/07/21/", "/1969", "/archive/", "/page/2/", "/apollo-11", "/tags/t%C3%BCrkiye/"];
  const count = await alike(kinds, ports, met, more);
  t.diagnostic(`${count} requests`);
  assert.ok(count >= 120, `${count} requests`);
});

test("a site of odd names is answered as nginx answers its build", async (t) => {
  const scratch = await folder(t);
  const [site, root] = [join(scratch, "site"), join(scratch, "public")];
  await cp(join(repository, "tests/validators/nasty"), site, { recursive: true });
  const files = Object.fromEntries(Object.entries(BURDENS).map(([name, text]) => [`static/${name}`, text]));
  const config = await readFile(join(site, "config.toml"), "utf8");
  await write(site, { ...files, "config.toml": config.replace('["nginx"]', '["netlify", "nginx"]') });
  await build(site, join(root, "nasty"));
  // What a static host would give away and a preview does not.
  await write(join(root, "nasty"), { ".env": "secret", ".git/config": "secret" });
  const ports = [(await serve(t, site)).port, await nginx(t, scratch, root, join(root, "nasty"))];
  const kinds = {
    base: "/nasty", page: "/nasty/about/", article: "/nasty/archive/", folder: "/nasty/archive", file: "/nasty/d.js", image: "/nasty/no-ending",
    digits: "/nasty/digits.txt", missing: "/nasty/nothing-here",
  };
  const more = Object.keys(BURDENS).flatMap((name) => {
    const encoded = name.split("/").map(encodeURIComponent).join("/");
    return [`/nasty/${encoded}`, `/nasty/${encoded}?q`, `/nasty/${encoded}/`];
  });
  t.diagnostic(`${await alike(kinds, ports, met, more)} requests`);
});

test("docs/serve.md has these differences and no others", async () => {
  const page = await readFile(join(repository, "docs/serve.md"), "utf8");
  const section = page.split("## Differences from nginx\n")[1].split("\n## ")[0];
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| Difference"));
  const written = rows.map((row) => row.split("|")[1].trim());
  assert.deepEqual(written.toSorted(), Object.keys(DIFFERENCES).toSorted());
  assert.deepEqual([...met].toSorted(), Object.keys(DIFFERENCES).toSorted(), "what is written down occurs");
});
