// Keeps a previewed page as its sources are. The server says that something has changed, and nothing of what; the
// page asks for itself anew, and where it is not what it was it is patched in place, with its scroll position and
// what is unfolded. Where something is wrong, the server's own words for it lie over the page until it is mended.
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

  /** When the page is there with all that belongs to it, as it was loaded. */
  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true })).then(async () => {
    restoreAfterReload();
    resources = await tags({ cache: "force-cache" });
  });

  /** Style sheets that go as soon as the one in their place is there, and, of such a one, which those are. */
  const leaving = new WeakSet();
  const before = new WeakMap();
  const sheets = (root) => [...root.querySelectorAll("link[rel~=stylesheet][href]")].filter((link) => !leaving.has(link));
  const isOwn = (url) => url.origin === location.origin;

  const bare = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.delete("dateline");
    return url.href;
  };

  /** What of this site the page shows, each with its tag as the server has it, or as the browser loaded it. */
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
    // What has come with a patch may be older than its tag.
    const changed = [...now].filter(([url, tag]) => resources.get(url) !== tag);
    resources = now;
    for (const [url, tag] of changed) swapped.set(url, url + (url.includes("?") ? "&" : "?") + "dateline=" + encodeURIComponent(tag));
    const fresh = new Set(changed.map(([url]) => url));
    for (const link of sheets(document)) if (fresh.has(bare(link.href))) freshSheet(link);
    for (const image of document.images) if (fresh.has(bare(image.src))) image.src = swapped.get(bare(image.src));
  }

  /** A page that is to be patched in names things as the site does; here they keep the names under which they were last fresh. */
  function keepSwapped(next) {
    for (const link of sheets(next)) link.setAttribute("href", swapped.get(bare(link.href)) ?? link.getAttribute("href"));
    for (const image of next.querySelectorAll("img[src]")) image.setAttribute("src", swapped.get(bare(image.src)) ?? image.getAttribute("src"));
  }

  /** The new style sheet is there before the old one goes, so that the page never stands bare. */
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
   * Scripts of the body hold on to what they found there: such a page begins anew. Those of the head stay as long as
   * they are the same, and are told below that there is a body again.
   */
  const beginsAnew = (next) =>
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
    // What is shown is not the page but what it once was.
    if (own.dataset.failed !== undefined) return reload();
    if (tag !== page) {
      const response = await ask(location.href);
      if (response.headers.has("x-dateline-failed")) return showFaults();
      if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) return location.reload();
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      if (beginsAnew(next)) {
        // What has other scripts may be of a template that is half written: it is looked at twice.
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
  if (own.dataset.failed !== undefined) showFaults().catch(() => {});
  attend();
})();
