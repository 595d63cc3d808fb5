// The site under test, read once from the disk: its files, and of each page what the suites ask about.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "parse5";

/** Whether the suites look at the repository's own site, which must show every kind of page. */
export const isDemonstration = process.env.DATELINE_PUBLIC === undefined;

/** The output under test; `DATELINE_PUBLIC` names another site's. */
export const root = resolve(process.env.DATELINE_PUBLIC ?? join(import.meta.dirname, "../../../public"));

/** Attributes that hold one address each, by element. */
const ADDRESSES = {
  a: ["href"],
  area: ["href"],
  audio: ["src"],
  embed: ["src"],
  form: ["action"],
  iframe: ["src"],
  img: ["src"],
  input: ["src"],
  link: ["href"],
  object: ["data"],
  script: ["src"],
  source: ["src"],
  track: ["src"],
  video: ["src", "poster"],
};

/** Metadata whose content is an address. */
const ADDRESS_PROPERTIES = new Set(["og:url", "og:image", "twitter:image"]);

/**
 * Reads the output. `files` holds every file by its address (`/css/broadsheet.css`); `pages` the HTML ones by the
 * address a reader sees (`/2025/`, `/404.html`), in order; `base` is the address of the front page on the web. It is that
 * of the site under test unless another folder is named.
 */
export function readSite(folder = root) {
  let names;
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    throw new Error(`there is no site in ${folder}: build it first, with \`cargo run -- build\``);
  }
  const files = new Set(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => "/" + join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort(),
  );
  const pages = new Map();
  for (const file of files) {
    if (file.endsWith(".html")) {
      const page = readPage(folder, file);
      pages.set(page.address, page);
    }
  }
  const canonical = pages.get("/")?.elements.find((element) => element.attributes.rel === "canonical");
  if (!canonical) {
    throw new Error(`${folder}/index.html says no canonical address, so the site's own cannot be told from others`);
  }
  return { folder, files, pages, base: new URL(canonical.attributes.href) };
}

/** What an address names in the site: a path below the front page, or nothing where it leads elsewhere. */
export function pathWithin(site, url) {
  if (url.origin !== site.base.origin || !url.pathname.startsWith(site.base.pathname)) {
    return undefined;
  }
  const path = decode(url.pathname.slice(site.base.pathname.length));
  return path === undefined ? undefined : `/${path}`;
}

/** Percent-decodes part of an address; of one that is malformed, nothing comes. */
export function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The file that a static host sends for a path. */
export function fileOf(path) {
  return path.endsWith("/") ? `${path}index.html` : path;
}

/** What is on one page. */
function readPage(folder, file) {
  const source = readFileSync(join(folder, file), "utf8");
  const elements = [];
  collect(parse(source, { sourceCodeLocationInfo: true }), elements);
  return {
    file,
    address: file.endsWith("/index.html") ? file.slice(0, -"index.html".length) : file,
    elements,
    ids: new Set(elements.flatMap(({ attributes }) => attributes.id ?? [])),
    references: elements.flatMap(references),
    heading: text(elements.find(({ name }) => name === "h1")?.node),
    redirect: redirectTarget(elements),
    noindex: elements.some(
      ({ name, attributes }) => name === "meta" && attributes.name === "robots" && /\bnoindex\b/.test(attributes.content),
    ),
  };
}

/** Every element in document order, whatever it stands in. */
function collect(node, elements) {
  if (node.tagName) {
    elements.push({
      node,
      name: node.tagName,
      attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
      // An element that the parser supplied, such as a missing <tbody>, stands nowhere.
      line: node.sourceCodeLocation?.startLine,
    });
  }
  for (const child of node.content?.childNodes ?? node.childNodes ?? []) {
    collect(child, elements);
  }
}

/** What an element refers to, each with the attribute that says so. */
function references({ name, attributes, line }) {
  const found = (ADDRESSES[name] ?? [])
    .filter((attribute) => attribute in attributes)
    .map((attribute) => ({ name, attribute, line, target: attributes[attribute] }));
  for (const candidate of (attributes.srcset ?? "").split(/,\s+/).filter(Boolean)) {
    found.push({ name, attribute: "srcset", line, target: candidate.trim().split(/\s+/)[0] });
  }
  if (name === "meta" && ADDRESS_PROPERTIES.has(attributes.property)) {
    found.push({ name, attribute: attributes.property, line, target: attributes.content });
  }
  const redirect = redirectTarget([{ name, attributes }]);
  if (redirect !== undefined) {
    found.push({ name, attribute: "refresh", line, target: redirect });
  }
  return found;
}

/** Where a page sends its reader on to, if it does. */
function redirectTarget(elements) {
  const refresh = elements.find(
    ({ name, attributes }) => name === "meta" && attributes["http-equiv"]?.toLowerCase() === "refresh",
  );
  return refresh && /url=(.*)$/i.exec(refresh.attributes.content)?.[1];
}

function text(node) {
  if (!node) {
    return undefined;
  }
  return node.nodeName === "#text" ? node.value : node.childNodes.map(text).join("");
}
