// The demonstration is deployed to Azure's own emulator, and fetched back as a browser would: byte for byte what was built, with
// its headers. Then nothing is sent, and what left the site is deleted. `npm --prefix tests/azure test`, after `dateline build`.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync, cpSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";

import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { program, repository as root } from "../browser/lib/program.mjs";

const folder = mkdtempSync(join(tmpdir(), "dateline-azure-"));
const site = join(folder, "site");
const port = 10_000 + (process.pid % 20_000);
const account = "devstoreaccount1";
// The emulator's own key, the same everywhere.
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const endpoint = `http://127.0.0.1:${port}/${account}`;

let emulator;
let container;

before(async () => {
  emulator = spawn(
    process.execPath,
    [
      join(root, "tests/azure/node_modules/azurite/dist/src/blob/main.js"),
      ...["--location", join(folder, "blobs"), "--blobHost", "127.0.0.1", "--blobPort", String(port)],
      ...["--silent", "--skipApiVersionCheck", "--disableTelemetry"],
    ],
    { stdio: "ignore" },
  );
  const client = new BlobServiceClient(endpoint, new StorageSharedKeyCredential(account, key));
  container = client.getContainerClient("news");
  await eventually(() => container.createIfNotExists({ access: "blob" }));

  for (const part of ["config.toml", "content", "static", "themes", "ledger.txt"]) {
    cpSync(join(root, part), join(site, part), { recursive: true, force: true });
  }
  const config = readFileSync(join(site, "config.toml"), "utf8");
  writeFileSync(
    join(site, "config.toml"),
    `${config}\n[deploy.azure]\nto = "az://news/site"\naccount = "${account}"\nendpoint = "${endpoint}"\nprecompress = "gzip"\n`,
  );
  dateline("build");
});

after(async () => {
  const gone = once(emulator, "exit");
  emulator.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

test("what is fetched is what was built, and a second deploy sends nothing", async () => {
  assert.match(dateline("deploy"), /files sent/);
  const files = built();
  assert.ok(files.length > 300, `${files.length} files`);
  for (const path of files) {
    const response = await fetch(`${endpoint}/news/site/${path.split("/").map(encodeURIComponent).join("/")}`);
    assert.equal(response.status, 200, path);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(readFileSync(join(site, "public", path))), path);
    assert.ok(response.headers.get("cache-control"), path);
    if (path.endsWith(".html")) assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8", path);
  }
  assert.match(dateline("deploy"), /azure is up to date/);
  assert.match(dateline("deploy", "--verify"), /azure is up to date/);
});

test("of two at once the second refuses", async () => {
  const lock = container.getBlockBlobClient("site/.dateline/lock");
  const text = JSON.stringify({
    id: "x", who: "eva@desk-3", machine: "another", process: 7, since: new Date().toISOString(),
  });
  await lock.upload(text, text.length);
  const said = run("deploy");
  assert.equal(said.status, 1);
  assert.match(said.stderr, /another deploy holds the target: eva@desk-3/);
  await lock.delete();
});

test("what changes is sent, and what others put there stays", async () => {
  const theirs = container.getBlockBlobClient("site/theirs.html");
  await theirs.upload("theirs", 6);
  writeFileSync(join(site, "static/logo-of-today.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  dateline("build");
  assert.match(dateline("deploy"), /: 1 file sent/);
  rmSync(join(site, "static/logo-of-today.svg"));
  dateline("build", "--allow-lost");
  assert.match(dateline("deploy"), /0 files sent .*, 1 file deleted/);
  assert.equal((await fetch(`${endpoint}/news/site/logo-of-today.svg`)).status, 404);
  assert.ok(await theirs.exists());
});

function run(...args) {
  const env = { ...process.env, AZURE_STORAGE_ACCOUNT_KEY: key };
  return spawnSync(program(), ["--site", site, ...args], { encoding: "utf8", env });
}

function dateline(...args) {
  const said = run(...args);
  assert.equal(said.status, 0, said.stderr);
  assert.ok(!`${said.stdout}${said.stderr}`.includes(key), "the key is said");
  return said.stdout;
}

// The files that a store gets: what only a host's own program reads stays behind.
function built() {
  const output = join(site, "public");
  const entries = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(output, join(entry.parentPath ?? entry.path, entry.name)));
  return paths.filter((path) => !/^(\.dateline\/|_hosting\/|_redirects$|_headers$)/.test(path));
}

async function eventually(attempt) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
