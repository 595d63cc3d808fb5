// What the trials of the preview have in common: the program, sites in folders of their own, and servers over them that are
// ended whatever happens. Nothing here needs a package.

import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { program, repository } from "../../browser/lib/program.mjs";

export { program, repository };

/** The moment at which every site stands, so that a build and a preview of it are of the same. */
export const NOW = "2025-11-20T12:00:00Z";

/** A folder of its own, gone after the test. */
export async function folder(t) {
  const path = await mkdtemp(join(process.env.SCRATCH ?? tmpdir(), "dateline-trial-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Writes files into a folder. */
export async function write(root, files) {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
}

/** Builds a site into a folder. */
export async function build(site, output) {
  await promisify(execFile)(program(), ["--site", site, "build", "--output", output, "--as-of", NOW]);
}

/** Starts `dateline serve` over a site, and waits until it answers. Gives its port and its process. */
export async function serve(t, site) {
  const child = spawn(program(), ["--site", site, "serve", "--port", "0", "--as-of", NOW], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = { port: 0, pid: child.pid, said: "", isAlive: () => child.exitCode === null && child.signalCode === null };
  child.stderr.on("data", (text) => (server.said += text));
  t.after(() => ended(child, "SIGINT"));
  server.port = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`dateline serve ended with ${code}: ${server.said}`)));
    child.stdout.on("data", (text) => {
      const address = /Site: http:\/\/[^/]*:(\d+)\/\s/.exec(text);
      if (address) resolve(Number(address[1]));
    });
  });
  return server;
}

/** A port that is free at this moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Ends a program, and waits for its end. */
export async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await end;
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
