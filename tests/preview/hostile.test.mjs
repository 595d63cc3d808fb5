// The preview among browsers that mean it no good: ten thousand requests of which no server can make sense, a thousand that never
// come to an end, and too many connections. It stays alive, gives nothing away, and goes on answering others at once.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { test } from "node:test";
import { ask, raw } from "./lib/http.mjs";
import { folder, serve, sleep, write } from "./lib/site.mjs";

const MALFORMED = Number(process.env.MALFORMED ?? 10_000);
const SLOW = Number(process.env.SLOW ?? 1000);

/** How long an answer may take that has to come at once, on a machine that does other work as well. */
const AT_ONCE = 2000;

/** What an answer must never come later than, in milliseconds: the bounds of src/preview/, and some for the machine. */
const CUT_OFF = { head: 20_000, "idle connection": 20_000, body: 20_000, reader: 30_000 };
const LEEWAY = 10_000;

async function preview(t) {
  const site = await folder(t);
  await write(site, {
    "config.toml": 'title = "T"\nbase_url = "https://t.example"\n',
    "content/a.md": '+++\ntitle = "A"\ndate = 2025-11-01\n+++\n\nText.\n',
    "static/large.bin": Buffer.alloc(32 << 20, "x"),
  });
  const server = await serve(t, site);
  assert.equal((await ask(server.port, "GET", "/")).status, 200);
  return server;
}

/** The front page is answered at once. */
async function answers(server) {
  const start = Date.now();
  assert.equal((await ask(server.port, "GET", "/")).status, 200);
  const took = Date.now() - start;
  assert.ok(took < AT_ONCE, `an answer took ${took} ms`);
  assert.ok(server.isAlive());
  return took;
}

const descriptors = async ({ pid }) => (await readdir(`/proc/${pid}/fd`)).length;

/** Numbers that are the same in each run. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PARTS = [
  "..", "%2e%2e", "%2e%2e%2f", "%5c", "\\", "%00", "\0", "c:", "%", "%zz", "%ff", "//", "/", ".", "a", "%0d%0a", "\r\n", "\n", "%c0%ae", "é", "\xff",
  "%3a", "etc/passwd", "::$DATA", "~", "%252e%252e", "index.html", ".git", ";", "?", "#", "&", " ", "\t", "%u002e", "{{7*7}}", "<script>", "'",
  '"', "_dateline", "live", "source?file=", "*", "[", "|", "2025/11/01/a/",
];

const SHAPES = [
  (text, end) => `GET /${text} HTTP/1.1\r\n${end}`,
  (text, end) => `GET ${text} HTTP/1.1\r\n${end}`,
  (text, end) => `GET //${text} HTTP/1.1\r\n${end}`,
  (text, end) => `GET http://evil.example/${text} HTTP/1.1\r\n${end}`,
  (text, end) => `${text} / HTTP/1.1\r\n${end}`,
  (text, end) => `GET / HTTP/${text}\r\n${end}`,
  (text) => `GET / HTTP/1.1\r\nhost: ${text}\r\nconnection: close\r\n\r\n`,
  (text, end) => `GET /x HTTP/1.1\r\n${text}: ${text}\r\n${end}`,
  (text, end) => `GET /large.bin HTTP/1.1\r\nrange: bytes=${text}\r\nif-range: ${text}\r\nif-none-match: *\r\n${end}`,
  (text, end) => `GET /2025/11/01/a/ HTTP/1.1\r\nif-none-match: ${text}\r\nif-match: ${text}\r\n${end}`,
  (text, end) => `GET / HTTP/1.1\r\ncookie: dateline-as-of=${text}\r\n${end}`,
  (text, end) => `GET /_dateline/source?file=${text} HTTP/1.1\r\n${end}`,
  (text, end) => `GET /_dateline/?page=${text} HTTP/1.1\r\n${end}`,
  (text, end) => `POST /_dateline/faults?page=${text} HTTP/1.1\r\norigin: ${text}\r\nx-dateline-token: ${text}\r\n${end}`,
  (text, end) => `POST /_dateline/as-of HTTP/1.1\r\ncontent-length: ${text}\r\n${end}${text}`,
  (text, end) => `POST /_dateline/as-of HTTP/1.1\r\ntransfer-encoding: chunked\r\n${end}${text}\r\n`,
  (text, end) => `GET / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n${end}${text}`,
  (text) => text,
];

/** From here on the shapes have a body, or none of what makes a request. */
const FIRST_WITH_BODY = 13;

test(`${MALFORMED} malformed requests harm nobody`, { timeout: 600_000 }, async (t) => {
  const server = await preview(t);
  const before = await descriptors(server);
  const die = dice(7);
  const statuses = new Map();
  const send = async (round) => {
    const text = Array.from({ length: 1 + die(6) }, () => PARTS[die(PARTS.length)]).join("");
    const own = SHAPES[round % SHAPES.length](text, `host: localhost:${server.port}\r\nconnection: close\r\n\r\n`);
    // Some break off, some have a byte turned over.
    const bytes = Buffer.from(die(8) === 0 ? own.slice(0, die(own.length)) : own, "latin1");
    if (die(8) === 0 && bytes.length > 0) bytes[die(bytes.length)] ^= 1 << die(8);
    const shown = JSON.stringify(bytes.toString("latin1"));
    // Whoever breaks off says so, lest it be waited for.
    const isLast = round % SHAPES.length >= FIRST_WITH_BODY || !bytes.includes("\r\n\r\n");
    const answer = await raw(server.port, bytes, { isLast });
    statuses.set(answer?.status, (statuses.get(answer?.status) ?? 0) + 1);
    if (!answer) return;
    assert.ok(answer.status < 500, `${shown}: ${answer.status}`);
    assert.doesNotMatch(answer.body.toString("latin1", 0, 4096), /root:|dateline-trial-/, shown);
    assert.doesNotMatch(answer.headers.get("location") ?? "/", /^\/\/|\\|evil/, shown);
    assert.equal(answer.headers.get("access-control-allow-origin"), undefined, shown);
  };
  let round = 0;
  let slowest = 0;
  const work = async () => {
    while (round < MALFORMED) {
      round += 1;
      await send(round);
      if (round % 500 === 0) slowest = Math.max(slowest, await answers(server));
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await answers(server);
  t.diagnostic(`by status: ${[...statuses].toSorted().map(([status, count]) => `${status ?? "none"} ${count}`).join(", ")}; slowest good answer meanwhile ${slowest} ms`);
  await settled(server, before);
});

/** The server has no more files open than before. */
async function settled(server, before) {
  for (let left = 100; left > 0; left -= 1) {
    if ((await descriptors(server)) <= before + 2) return;
    await sleep(100);
  }
  assert.fail(`${await descriptors(server)} files are open, before it were ${before}`);
}

/** A connection that sends this much and no more. Tells when the server ended it. */
function slow(port, bytes, { reads = true } = {}) {
  const start = Date.now();
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  if (reads) socket.resume();
  else socket.pause();
  socket.write(bytes);
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve(Date.now() - start))) };
}

test("who is slow is cut off in time, and keeps nobody waiting", { timeout: 180_000 }, async (t) => {
  const server = await preview(t);
  const before = await descriptors(server);
  const host = `host: localhost:${server.port}\r\n`;
  const kinds = {
    head: `GET / HTTP/1.1\r\n${host}x: `,
    "idle connection": `GET / HTTP/1.1\r\n${host}\r\n`,
    body: `POST /_dateline/as-of HTTP/1.1\r\n${host}origin: http://localhost:${server.port}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\ntime=`,
  };
  const names = Object.keys(kinds);
  const held = Array.from({ length: SLOW }, (_, index) => ({ kind: names[index % names.length], ...slow(server.port, kinds[names[index % names.length]]) }));
  // Connections come in while good requests are answered: on a quick machine those are the quicker.
  for (let tries = 0; (await descriptors(server)) < before + SLOW * 0.9; tries += 1) {
    assert.ok(tries < 50, "the slow ones are there");
    await sleep(100);
  }
  let slowest = 0;
  for (let round = 0; round < 20; round += 1) slowest = Math.max(slowest, await answers(server));
  // Some go on, a byte at a time: that is no reason to wait for longer.
  const drip = setInterval(() => held.filter(({ kind }) => kind === "head").forEach(({ socket }) => socket.writable && socket.write("x")), 1000);
  const took = {};
  for (const { kind, closed } of held) took[kind] = Math.max(took[kind] ?? 0, await closed);
  clearInterval(drip);
  t.diagnostic(`slowest good answer beside ${SLOW} slow ones: ${slowest} ms; the last was cut off after ${JSON.stringify(took)} ms`);
  for (const kind of names) assert.ok(took[kind] < CUT_OFF[kind] + LEEWAY, `a slow ${kind} was kept for ${took[kind]} ms`);
  await answers(server);
  await settled(server, before);
});

test("who takes nothing of an answer is cut off", { timeout: 120_000 }, async (t) => {
  const server = await preview(t);
  const before = await descriptors(server);
  const sockets = Array.from({ length: 20 }, () => slow(server.port, `GET /large.bin HTTP/1.1\r\nhost: localhost:${server.port}\r\n\r\n`, { reads: false }).socket);
  await sleep(1000);
  assert.ok((await descriptors(server)) >= before + 20, "they are there");
  const start = Date.now();
  while ((await descriptors(server)) > before + 2) {
    assert.ok(Date.now() - start < CUT_OFF.reader + LEEWAY, "they are kept");
    await sleep(500);
  }
  await answers(server);
  sockets.forEach((socket) => socket.destroy());
});

test("a slow browser's bytes are taken for as long as it sends them", { timeout: 60_000 }, async (t) => {
  const server = await preview(t);
  const text = `GET / HTTP/1.1\r\nhost: localhost:${server.port}\r\nconnection: close\r\n\r\n`;
  const { socket, closed } = slow(server.port, "");
  let said = "";
  socket.on("data", (part) => (said += part));
  for (const letter of text) {
    socket.write(letter);
    await sleep(50);
  }
  await closed;
  assert.match(said, /^HTTP\/1\.1 200/);
});

test("too many connections are told so, and there is room again afterwards", { timeout: 60_000 }, async (t) => {
  const server = await preview(t);
  const before = await descriptors(server);
  // One after the other: what the system has not yet handed on is none of the server's connections.
  const held = [];
  for (let number = 0; number < 1024; number += 1) {
    const { socket } = slow(server.port, "G");
    if (number % 32 === 31) await new Promise((resolve) => socket.once("connect", resolve));
    held.push(socket);
  }
  const full = await until(async () => {
    const answer = await ask(server.port, "GET", "/").catch(() => undefined);
    return answer?.status === 503 && answer;
  });
  assert.equal(full.headers.get("retry-after"), "1");
  assert.ok((await descriptors(server)) <= before + 1024 + 64 + 2);
  held.forEach((socket) => socket.destroy());
  await until(async () => (await ask(server.port, "GET", "/").catch(() => undefined))?.status === 200);
  await settled(server, before);
});

/** What a look gives as soon as it gives something. */
async function until(look) {
  for (let left = 200; left > 0; left -= 1) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  return assert.fail("it never came to pass");
}
