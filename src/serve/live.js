// Keeps a previewed page as its sources are. The server says that something has changed, and nothing of what; the
// page asks for itself anew, and where it is not what it was it is patched in place, with its scroll position and
// what is unfolded. Where something is wrong, the server's own words for it lie over the page until it is mended.
(() => {
  "use strict";
  const own = document.currentScript;
  const { token } = own.dataset;
  let page = own.dataset.page;
  let resources = new Map();
  let reader = null;
  let checking = null;

  const KEPT = "dateline-kept";
  const STALE = "dateline-stale";
  const ask = (path, options = {}) =>
    fetch(path, { cache: "no-store", redirect: "manual", ...options, headers: { "x-dateline-token": token } });

  // ---------------------------------------------------------------- what lies over the page

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

  // ---------------------------------------------------------------- what is kept when a page is patched or reloaded

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

  // ---------------------------------------------------------------- style sheets and pictures

  const sheets = (root) => [...root.querySelectorAll("link[rel~=stylesheet][href]")];
  const isOwn = (url) => url.origin === location.origin;

  /** What of this site the page shows, each with its tag. */
  async function tags() {
    const shown = [...sheets(document).map(({ href }) => href), ...[...document.images].map(({ src }) => src)];
    const urls = [...new Set(shown)].map((url) => new URL(url, location.href)).filter(isOwn).slice(0, 64);
    const answers = urls.map(async (url) => {
      url.searchParams.delete("dateline");
      const response = await ask(url, { method: "HEAD" }).catch(() => null);
      return [url.href, response?.headers.get("etag") ?? null];
    });
    return new Map(await Promise.all(answers));
  }

  async function refreshResources() {
    const now = await tags();
    const changed = [...now].filter(([url, tag]) => resources.has(url) && resources.get(url) !== tag);
    resources = now;
    const fresh = new Map(changed.map(([url, tag]) => [url, url + (url.includes("?") ? "&" : "?") + "dateline=" + encodeURIComponent(tag)]));
    const bare = (url) => {
      const parsed = new URL(url, location.href);
      parsed.searchParams.delete("dateline");
      return parsed.href;
    };
    for (const link of sheets(document)) {
      const url = fresh.get(bare(link.href));
      if (url) replaceSheet(link, url);
    }
    for (const image of document.images) {
      const url = fresh.get(bare(image.src));
      if (url) image.src = url;
    }
  }

  /** The new style sheet is there before the old one goes, so that the page never stands bare. */
  function replaceSheet(link, href) {
    const next = link.cloneNode();
    next.href = href;
    next.addEventListener("load", () => link.remove(), { once: true });
    next.addEventListener("error", () => link.remove(), { once: true });
    link.after(next);
  }

  function patchSheets(next) {
    const hrefs = (root) => sheets(root).map((link) => link.getAttribute("href"));
    const old = sheets(document);
    const wanted = sheets(next);
    if (hrefs(document).join("\n") === hrefs(next).join("\n")) return;
    wanted.forEach((link, index) => {
      const before = old[index];
      if (!before) document.head.append(document.importNode(link));
      else if (before.getAttribute("href") !== link.getAttribute("href")) {
        if (link.media) before.media = link.media;
        replaceSheet(before, link.getAttribute("href"));
      }
    });
    old.slice(wanted.length).forEach((link) => link.remove());
  }

  // ---------------------------------------------------------------- the page itself

  const scripts = (root) =>
    [...root.querySelectorAll("script")].filter((script) => script.dataset.token === undefined && script.type !== "application/ld+json");
  const shape = (root) => scripts(root).map((script) => script.outerHTML).join("\n");

  function patch(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    // Scripts of the body hold on to what they found there: such a page begins anew. Those of the head stay as long as
    // they are the same, and are told below that there is a body again.
    if (shape(document.body) !== "" || shape(next.body) !== "" || shape(document.head) !== shape(next.head)) return reload();
    const script = next.querySelector("script[data-token]");
    page = script?.dataset.page ?? page;
    script?.remove();
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
    // What is shown is not the page but what it once was.
    if (own.dataset.failed !== undefined) return reload();
    if (tag !== page) {
      const response = await ask(location.href);
      if (response.headers.has("x-dateline-failed")) return showFaults();
      if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) return location.reload();
      patch(await response.text());
    }
    await refreshResources();
    await showFaults();
  }

  /** Checks the page; what comes in meanwhile is one more check afterwards. */
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

  // ---------------------------------------------------------------- the server's word

  /** Gets the page of the server's present session, once: where that does not help, nothing would. */
  function startAnew() {
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
        // Another session's page: the server was started anew.
        if (response.status === 403) return startAnew();
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
        // The server is gone for now.
      }
      if (control.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 4000);
    }
  }

  // A browser has few connections to one server: a page that nobody sees gives its own back.
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
  addEventListener("load", async () => {
    restoreAfterReload();
    resources = await tags();
  });
  if (own.dataset.failed !== undefined) showFaults().catch(() => {});
  attend();
})();
