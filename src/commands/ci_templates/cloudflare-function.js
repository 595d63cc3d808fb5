// Redirects old addresses with a query, such as /?p=123, which the rules in Cloudflare's _redirects can't match. Uses the
// table that dateline publishes in /old-addresses/. Written by `dateline init --ci cloudflare-pages`; it is yours to change.

@CORE@

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
