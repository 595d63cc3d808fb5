// A browser that sends exactly what it is told to, paths and all, where Node's own would tidy them first.

import { connect } from "node:net";

/** Sends bytes, as the last ones if it is said so, and gives the whole answer, or nothing where the connection ends without one. */
export function raw(port, bytes, { patience = 30_000, isLast = false } = {}) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const parts = [];
    const done = () => {
      socket.destroy();
      resolve(parse(Buffer.concat(parts)));
    };
    socket.setTimeout(patience, () => {
      socket.destroy();
      reject(new Error(`no answer within ${patience} ms to ${JSON.stringify(String(bytes).slice(0, 200))}`));
    });
    socket.on("data", (part) => parts.push(part));
    socket.on("end", done);
    // What was refused before it was read may end abruptly; what had come by then counts.
    socket.on("error", (error) => (error.code === "ECONNRESET" || error.code === "EPIPE" ? done() : reject(error)));
    if (isLast) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Asks once, on a connection of its own. */
export function ask(port, method, path, headers = {}) {
  const all = { host: `localhost:${port}`, connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return raw(port, Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
}

function parse(answer) {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = answer.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map();
  for (const line of lines) {
    const [name, value] = line.split(/:\s*(.*)/s);
    headers.set(name.toLowerCase(), headers.has(name.toLowerCase()) ? `${headers.get(name.toLowerCase())}, ${value}` : value);
  }
  const body = answer.subarray(end + 4);
  const isChunked = headers.get("transfer-encoding") === "chunked";
  return { status: Number(first.split(" ")[1]), headers, body: isChunked ? joined(body) : body };
}

/** The body of chunks. */
function joined(body) {
  const parts = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, end).toString("latin1"), 16);
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

/** A page without the one thing that a preview adds. */
export const withoutScript = (body) =>
  Buffer.from(body.toString("latin1").replace(/<script src="\/_dateline\/live\.js"[^>]*><\/script>/, ""), "latin1");
