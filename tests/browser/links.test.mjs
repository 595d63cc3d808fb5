// Every link in the output leads somewhere, and every page is led to.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertNone } from "./lib/report.mjs";
import { decode, fileOf, pathWithin, readSite, root } from "./lib/site.mjs";

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

const site = readSite();

test("every reference within the site names a file", () => {
  const broken = [];
  for (const { page, reference, path } of internalReferences()) {
    if (path === undefined || !site.files.has(fileOf(path))) {
      broken.push(`${where(page, reference)} leads to no file`);
    }
  }
  assertNone(broken);
});

test("every fragment names an element", () => {
  const broken = [];
  for (const { page, reference, url, path } of internalReferences()) {
    const id = decode(url.hash.slice(1));
    // A browser takes #top for the page's beginning, whatever has that id.
    if (id !== "" && id !== "top" && !site.pages.get(path)?.ids.has(id)) {
      broken.push(`${where(page, reference)} names no id on ${path}`);
    }
  }
  assertNone(broken);
});

test("every page can be reached from the front page", () => {
  const links = new Map();
  for (const { page, reference, path } of internalReferences()) {
    if (reference.name === "a" || reference.name === "area") {
      links.set(page.address, (links.get(page.address) ?? new Set()).add(path));
    }
  }
  const reached = new Set(["/"]);
  // A set's iteration also visits what is added to it on the way.
  for (const address of reached) {
    links.get(address)?.forEach((path) => reached.add(path));
  }
  // Redirects, notices of withdrawal and the page for lost readers are all there for those who come from elsewhere.
  const lost = [...site.pages.values()].filter((page) => !page.noindex && !reached.has(page.address));
  assertNone(lost.map((page) => page.address));
});

test("no link takes the way round by a redirect", () => {
  const detours = [];
  for (const { page, reference, path } of internalReferences()) {
    const target = site.pages.get(path)?.redirect;
    // The last numbered page is permanent: it names the one that will follow, which until then leads to the list.
    if (target !== undefined && !/\/page\/\d+\/$/.test(path)) {
      detours.push(`${where(page, reference)} redirects to ${target}`);
    }
  }
  assertNone(detours);
});

test("every redirect ends at a page in one step", () => {
  const astray = [];
  for (const page of site.pages.values()) {
    if (page.redirect !== undefined) {
      const target = site.pages.get(pathWithin(site, new URL(page.redirect, urlOf(page))));
      if (target === undefined || target.redirect !== undefined) {
        astray.push(`${page.address} redirects to ${page.redirect}`);
      }
    }
  }
  assertNone(astray);
});

test("every link has a scheme that is safe to follow", () => {
  const unsafe = [];
  for (const page of site.pages.values()) {
    for (const reference of page.references) {
      if (!URL.canParse(reference.target, urlOf(page).href) || !SCHEMES.has(new URL(reference.target, urlOf(page)).protocol)) {
        unsafe.push(where(page, reference));
      }
    }
  }
  assertNone(unsafe);
});

test("every address in a style sheet names a file", () => {
  const broken = [];
  for (const file of [...site.files].filter((name) => name.endsWith(".css"))) {
    for (const [, target] of readFileSync(join(root, file), "utf8").matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)) {
      const url = new URL(target, new URL(file.slice(1), site.base));
      if (url.protocol !== "data:" && !site.files.has(pathWithin(site, url))) {
        broken.push(`${file}: ${target}`);
      }
    }
  }
  assertNone(broken);
});

/** Every reference to the site's own origin. A path of `undefined` lies beside the site, not in it. */
function* internalReferences() {
  for (const page of site.pages.values()) {
    for (const reference of page.references) {
      const url = URL.canParse(reference.target, urlOf(page).href) && new URL(reference.target, urlOf(page));
      if (url && url.origin === site.base.origin) {
        yield { page, reference, url, path: pathWithin(site, url) };
      }
    }
  }
}

function urlOf(page) {
  return new URL(page.address.slice(1).split("/").map(encodeURIComponent).join("/"), site.base);
}

function where(page, { name, attribute, line, target }) {
  return `${page.file}:${line}: <${name} ${attribute}="${target}">`;
}
