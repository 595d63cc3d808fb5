// A small site in a folder of its own, and `dateline serve` over it.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { program } from "./program.mjs";

/** Starts a preview of a site with these files. Gives its address, ways to edit the site, and a way to end it. */
export async function preview(files) {
  const site = await mkdtemp(join(tmpdir(), "dateline-preview-"));
  const write = async (file, text) => {
    await mkdir(dirname(join(site, file)), { recursive: true });
    await writeFile(join(site, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  const child = spawn(program(), ["--site", site, "serve", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const origin = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`dateline serve ended with ${code}: ${said}`)));
    child.stdout.on("data", (text) => {
      said += text;
      const address = /Site: (http:\/\/\S+?)\/\s/.exec(said);
      if (address) resolve(address[1]);
    });
  });
  return {
    origin,
    /** Where the site is. */
    folder: site,
    /** Saves a file in place. */
    write,
    /** Saves a file as careful programs do: another one, which then gets its name. */
    async replace(file, text) {
      await write(`${file}~`, text);
      await rename(join(site, `${file}~`), join(site, file));
    },
    remove: (file) => rm(join(site, file)),
    /** Ends the preview as a user does. Gives its exit code. */
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      const code = await ended;
      await rm(site, { recursive: true });
      return code;
    },
  };
}
