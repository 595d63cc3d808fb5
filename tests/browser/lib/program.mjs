// The program that is tried. Nothing here needs a package.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** The one that `DATELINE` names, otherwise what Cargo has made. */
export function program() {
  const made = ["release", "debug"].map((profile) => join(repository, "target", profile, "dateline"));
  const found = process.env.DATELINE ?? made.find((path) => existsSync(path));
  if (found === undefined) throw new Error("there is no dateline: build it with cargo");
  return found;
}
