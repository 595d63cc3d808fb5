// What two validators that others wrote say of every page.

import { spawnSync } from "node:child_process";
import { relative } from "node:path";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import vnuJar from "vnu-jar";
import config from "./html-validate.config.mjs";
import { assertNone } from "./lib/report.mjs";
import { isDemonstration, readSite, root } from "./lib/site.mjs";

const site = readSite();

test(`html-validate finds nothing wrong with ${site.pages.size} pages`, async () => {
  const validator = new HtmlValidate(config);
  const problems = [];
  for (const { file } of site.pages.values()) {
    const report = await validator.validateFile(root + file);
    for (const { messages } of report.results) {
      for (const { line, column, message, ruleId } of messages) {
        problems.push(`${file}:${line}:${column}: ${message} (${ruleId})`);
      }
    }
  }
  assertNone(problems);
});

test("the Nu checker finds nothing wrong with any page, style sheet or drawing", () => {
  const java = spawnSync(
    "java",
    ["-jar", vnuJar, "--stdout", "--format", "json", "--also-check-css", "--also-check-svg", "--skip-non-html", root],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (java.error) {
    throw new Error("the Nu checker needs Java", { cause: java.error });
  }
  // It reads pages from the disk, where nothing is a policy's 'self'. What policies keep out, the browser tells.
  // And what an editor wrote stays as written: only the demonstration promises composed letters.
  const passed = isDemonstration ? /violates Content Security Policy/ : /violates Content Security Policy|Unicode Normalization Form C/;
  const messages = JSON.parse(java.stdout).messages.filter(({ message }) => !passed.test(message));
  const problems = messages.map(({ url, lastLine, lastColumn, type, subType, message }) => {
    const file = url === undefined ? "" : "/" + relative(root, new URL(url).pathname);
    return `${file}:${lastLine}:${lastColumn}: ${subType ?? type}: ${message}`;
  });
  assertNone(problems);
});
