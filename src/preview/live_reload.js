// Live reload of a previewed page. The server announces that something changed, without details. The script fetches
// the page again and, if its tag differs, patches the document in place, keeping the scroll position and open
// <details>. Errors are shown in an overlay until they are fixed.
(() => {
  "use strict";
  const own = document.currentScript;
  const { token } = own.dataset;
  let page = own.dataset.page;
  let resources = new Map();
  const swapped = new Map();
  let reader = null;
  let checking = null;
  let doubted = null;

  const KEPT = "dateline-kept";
  const STALE = "dateline-stale";
  const ask = (path, options = {}) =>
    fetch(path, { cache: "no-store", redirect: "manual", ...options, headers: { "x-dateline-token": token } });

  // ---------------------------------------------------------------- overlay

  const overlay = (() => {
    const host = document.createElement("dateline-preview");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial; }
      .faults { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647;
        margin: 0; padding: 1rem 1.25rem; background: #1d1416; color: #f5e9e9; border-top: 4px solid #e5484d;
        font: 14px/1.45 ui-monospace, monospace; white-space: pre; tab-size: 4; }
      a { position: fixed; inset: auto .5rem .5rem auto; z-index: 2147483646; padding: .2rem .6rem; opacity: .75;
        border-radius: 1rem; background: #222; color: #fff; font: 12px/1.6 system-ui, sans-serif; text-decoration: none; }
      a:hover, a:focus { opacity: 1; }
      @media print { :host { display: none; } }
      [hidden] { display: none; }`);
    root.adoptedStyleSheets = [sheet];
    const desk = document.createElement("a");
    desk.href = "/_dateline/?page=" + encodeURIComponent(location.pathname);
    desk.textContent = "Source";
    const faults = document.createElement("pre");
    faults.className = "faults";
    faults.setAttribute("role", "alert");
    faults.hidden = true;
    root.append(desk, faults);
    document.documentElement.append(host);
    return {
      show(text) {
        faults.textContent = text;
        faults.hidden = text === "";
        desk.hidden = text !== "";
      },
    };
  })();

  async function showFaults() {
    const response = await ask("/_dateline/faults?page=" + encodeURIComponent(location.pathname), { method: "POST" });
    if (response.ok) overlay.show(await response.text());
  }

  // ---------------------------------------------------------------- state that survives a patch or reload

  const details = () => [...document.querySelectorAll("details")];
  const keep = () => ({ x: scrollX, y: scrollY, open: details().map((element) => element.open) });
  const restore = ({ x, y, open }) => {
    const now = details();
    if (now.length === open.length) now.forEach((element, index) => (element.open = open[index]));
    scrollTo({ left: x, top: y, behavior: "instant" });
  };
  const reload = () => {
    sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, ...keep() }));
    location.reload();
  };
  const restoreAfterReload = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (kept?.path === location.pathname) restore(kept);
  };

  // ---------------------------------------------------------------- style sheets and images

  /** Resolves when the page and its resources have loaded. */
  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true })).then(async () => {
    restoreAfterReload();
    resources = await tags({ cache: "force-cache" });
  });

  /** Style sheets that are removed once their replacement has loaded, and those that each replacement replaces. */
  const leaving = new WeakSet();
  const before = new WeakMap();
  const sheets = (root) => [...root.querySelectorAll("link[rel~=stylesheet][href]")].filter((link) => !leaving.has(link));
  const isOwn = (url) => url.origin === location.origin;

  const bare = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.delete("dateline");
    return url.href;
  };

  /** Maps the page's own style sheets and images to their entity tags, on the server or as loaded. */
  async function tags(how) {
    const shown = [...sheets(document).map(({ href }) => href), ...[...document.images].map(({ src }) => src)];
    const urls = [...new Set(shown.filter((url) => isOwn(new URL(url, location.href))))].slice(0, 64);
    const answers = urls.map(async (url) => {
      const response = await ask(how.cache ? url : bare(url), how).catch(() => null);
      return [bare(url), response?.headers.get("etag") ?? null];
    });
    return new Map(await Promise.all(answers));
  }

  async function refreshResources() {
    await loaded;
    const now = await tags({ method: "HEAD" });
    // A resource that came with a patch may be older than its tag.
    const changed = [...now].filter(([url, tag]) => resources.get(url) !== tag);
    resources = now;
    for (const [url, tag] of changed) swapped.set(url, url + (url.includes("?") ? "&" : "?") + "dateline=" + encodeURIComponent(tag));
    const fresh = new Set(changed.map(([url]) => url));
    for (const link of sheets(document)) if (fresh.has(bare(link.href))) freshSheet(link);
    for (const image of document.images) if (fresh.has(bare(image.src))) image.src = swapped.get(bare(image.src));
  }

  /** Replaces resource URLs of the new document by those with a cache-busting parameter. */
  function keepSwapped(next) {
    for (const link of sheets(next)) link.setAttribute("href", swapped.get(bare(link.href)) ?? link.getAttribute("href"));
    for (const image of next.querySelectorAll("img[src]")) image.setAttribute("src", swapped.get(bare(image.src)) ?? image.getAttribute("src"));
  }

  /** Inserts the new style sheet before the old one is removed, so that the page is never unstyled. */
  function replaceSheet(link, next) {
    const old = [...(before.get(link) ?? []), link];
    before.set(next, old);
    leaving.add(link);
    const leave = () => old.forEach((gone) => gone.remove());
    next.addEventListener("load", leave, { once: true });
    next.addEventListener("error", leave, { once: true });
    link.after(next);
  }

  function freshSheet(link) {
    const next = link.cloneNode();
    next.href = swapped.get(bare(link.href));
    replaceSheet(link, next);
  }

  function patchSheets(next) {
    const old = sheets(document);
    const wanted = sheets(next);
    wanted.forEach((link, index) => {
      const present = old[index];
      if (!present) document.head.append(document.importNode(link));
      else if (present.outerHTML !== link.outerHTML) replaceSheet(present, document.importNode(link));
    });
    for (const link of old.slice(wanted.length)) [...(before.get(link) ?? []), link].forEach((gone) => gone.remove());
  }

  // ---------------------------------------------------------------- the page itself

  const scripts = (root) =>
    [...root.querySelectorAll("script")].filter((script) => script.dataset.token === undefined && script.type !== "application/ld+json");
  const shape = (root) => scripts(root).map((script) => script.outerHTML).join("\n");

  /**
   * Scripts in the body keep references to its elements, so such a page needs a reload. Unchanged scripts in the head
   * stay, and get a DOMContentLoaded event after the patch.
   */
  const needsReload = (next) =>
    shape(document.body) !== "" || shape(next.body) !== "" || shape(document.head) !== shape(next.head);

  function patch(next) {
    const script = next.querySelector("script[data-token]");
    page = script?.dataset.page ?? page;
    script?.remove();
    keepSwapped(next);
    patchSheets(next);
    for (const { name, value } of next.documentElement.attributes) document.documentElement.setAttribute(name, value);
    if (document.title !== next.title) document.title = next.title;
    const body = document.importNode(next.body, true);
    own.remove();
    if (body.outerHTML !== document.body.outerHTML) {
      const kept = keep();
      document.body.replaceWith(body);
      restore(kept);
      if (shape(document.head) !== "") document.dispatchEvent(new Event("DOMContentLoaded"));
    }
  }

  async function checkNow() {
    const head = await ask(location.href, { method: "HEAD" });
    if (head.type === "opaqueredirect") return location.reload();
    if (head.headers.has("x-dateline-failed")) return showFaults();
    const tag = (head.headers.get("etag") ?? "").replace(/^(?:W\/)?"|"$/g, "");
    // The document is the last good version, or an error page.
    if (own.dataset.failed !== undefined) return reload();
    if (tag !== page) {
      const response = await ask(location.href);
      if (response.headers.has("x-dateline-failed")) return showFaults();
      if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) return location.reload();
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      if (needsReload(next)) {
        // Different scripts may come from a half-written template, so the page is checked twice.
        if (doubted === tag) return reload();
        doubted = tag;
        return setTimeout(check, 150);
      }
      patch(next);
    }
    doubted = null;
    await refreshResources();
    await showFaults();
  }

  /** Checks the page. Events during a check lead to one more check. */
  function check() {
    if (checking) {
      checking.again = true;
      return;
    }
    checking = { again: false };
    checkNow()
      .catch(() => {})
      .finally(() => {
        const { again } = checking;
        checking = null;
        if (again) check();
      });
  }

  // ---------------------------------------------------------------- change events

  /** Reloads the page for the server's new session, once per session. */
  function reloadOnce() {
    if (sessionStorage.getItem(STALE) === token) return;
    sessionStorage.setItem(STALE, token);
    reload();
  }

  async function listen() {
    const control = new AbortController();
    reader = control;
    let wait = 250;
    while (!control.signal.aborted) {
      try {
        const response = await ask("/_dateline/live", { method: "POST", signal: control.signal });
        // The server was restarted with a new session.
        if (response.status === 403) return reloadOnce();
        const lines = response.body.pipeThrough(new TextDecoderStream()).getReader();
        wait = 250;
        for (let text = ""; ; ) {
          const { done, value } = await lines.read();
          if (done) break;
          text += value;
          const events = text.split("\n\n");
          text = events.pop();
          if (events.some((event) => event.startsWith("event: "))) check();
        }
      } catch {
        // The server is unreachable.
      }
      if (control.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 4000);
    }
  }

  // Browsers limit connections per server, so a hidden page closes its own.
  function attend() {
    if (document.visibilityState === "visible") {
      if (!reader) listen();
    } else if (reader) {
      reader.abort();
      reader = null;
    }
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => {
    reader?.abort();
    reader = null;
  });
  addEventListener("pageshow", attend);
  if (own.dataset.failed !== undefined) showFaults().catch(() => {});
  attend();
})();
