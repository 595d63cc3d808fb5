// One way of failing for every suite that collects: all that is wrong, a line each.

import assert from "node:assert/strict";

/** Enough to see what is wrong; the same fault on ten thousand pages is one fault. */
const SHOWN = 100;

/** Fails with every problem that was found, if any was. */
export function assertNone(problems) {
  if (problems.length > 0) {
    const more = problems.length > SHOWN ? `\n… and ${problems.length - SHOWN} more` : "";
    assert.fail(`\n${problems.slice(0, SHOWN).join("\n")}${more}\n`);
  }
}
