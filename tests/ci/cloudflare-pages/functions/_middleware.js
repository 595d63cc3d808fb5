// Redirects old addresses with a query, such as /?p=123, which the rules in Cloudflare's _redirects can't match. Uses the
// table that dateline publishes in /old-addresses/. Written by `dateline init --ci cloudflare-pages`; it is yours to change.

// The same steps as Dateline's own (src/address/query.rs, src/plan/queries.rs), in the same order.
const decode = (text) => {
  const raw = new TextEncoder().encode(text);
  const bytes = [];
  for (let at = 0; at < raw.length; at++) {
    const digits = raw[at] === 37 ? String.fromCharCode(raw[at + 1], raw[at + 2]) : "";
    const isEncoded = /^[0-9a-f]{2}$/i.test(digits);
    bytes.push(isEncoded ? parseInt(digits, 16) : raw[at]);
    if (isEncoded) at += 2;
  }
  const all = Uint8Array.from(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(all);
  } catch {
    return new TextDecoder("windows-1252").decode(all);
  }
};

const encode = (text) => encodeURIComponent(text.normalize("NFC"));

/** The path of an old address as the table has it: encoded, without a slash at its end. */
const canonicalPath = (path) => {
  const bare = decode(path).replace(/\/index\.html$/, "/").replace(/\/+$/, "");
  return bare.split("/").map(encode).join("/") || "/";
};

/** The parameters of a query, each a name and a value, sorted, each once. What has no value has no name. */
const parametersOf = (query) => {
  const pairs = query.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const parts = equals < 0 ? ["", pair] : [pair.slice(0, equals), pair.slice(equals + 1)];
    const [name, value] = parts[1] === "" ? ["", parts[0]] : parts;
    return [name, value].map((part) => encode(decode(part.replaceAll("+", " "))));
  });
  const before = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const sorted = pairs
    .filter(([, value]) => value !== "")
    .sort((one, other) => before(one[0], other[0]) || before(one[1], other[1]));
  return sorted.filter((pair, at) => at === 0 || pair.join("=") !== sorted[at - 1].join("="));
};

/** Every way to choose a value of the request for each name of an old address. */
const choicesOf = (names, asked) => {
  let choices = [[]];
  for (const name of names) {
    choices = choices
      .flatMap((chosen) => {
        const after = chosen.length ? asked.indexOf(chosen.at(-1)) + 1 : 0;
        return asked.slice(after).filter((pair) => pair[0] === name).map((pair) => [...chosen, pair]);
      })
      .slice(0, 64);
  }
  return choices;
};

const partOf = (text, parts) => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % parts;
};

/** Where an old address leads: a path, `{ gone: path }`, or undefined. `read` gives a part of the table. */
const lookUp = async (path, query, parts, read) => {
  const known = async (text) => (await read(partOf(text, parts)))[text];
  const from = canonicalPath(path);
  const asked = parametersOf(query);
  for (const names of (await known(from)) ?? []) {
    for (const chosen of choicesOf(names, asked)) {
      const pairs = chosen.map(([name, value]) => (name ? `${name}=${value}` : value));
      const found = await known(`${from}?${pairs.join("&")}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

export async function onRequest(context) {
  const { request, env, next } = context;
  const url = new URL(request.url);
  if (url.search.length < 2 || !["GET", "HEAD"].includes(request.method)) return next();
  const asset = (path) => env.ASSETS.fetch(new Request(new URL(path, url)));
  const json = async (path) => {
    const response = await asset(path);
    return response.ok ? response.json().catch(() => ({})) : {};
  };
  const { parts } = await json("/old-addresses/parts.json");
  if (!parts) return next();
  const read = (part) => json(`/old-addresses/${parts}/${part}.json`);
  const found = await lookUp(url.pathname, url.search.slice(1), parts, read);
  if (found === undefined) return next();
  if (typeof found === "string") {
    return new Response(null, { status: 301, headers: { Location: found } });
  }
  const notice = await asset(found.gone);
  return new Response(notice.body, { status: 410, headers: notice.headers });
}
