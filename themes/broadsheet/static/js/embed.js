// Films and sounds that are kept elsewhere, shown on the page when a reader asks: a file itself, or the player of a host
// that the page's policy lets show frames (`[hosting.content_security_policy] frame-src`). Without this script, and from
// any other host, there is a link.
(() => {
  const FILMS = /\.(mp4|m4v|webm|ogv|mov)$/i;
  const SOUNDS = /\.(mp3|m4a|ogg|oga|opus|wav|flac)$/i;

  /** The address of a player, for the hosts whose players are known. */
  const player = ({ hostname, pathname, searchParams, href }) => {
    const host = hostname.replace(/^(www|m|music)\./, "");
    const last = pathname.split("/").filter(Boolean).at(-1) ?? "";
    const film = host === "youtu.be" ? last : host === "youtube.com" ? (searchParams.get("v") ?? last) : "";
    if (/^[\w-]{6,20}$/.test(film)) return `https://www.youtube-nocookie.com/embed/${film}?autoplay=1`;
    if (host === "vimeo.com" && /^\d+$/.test(last)) return `https://player.vimeo.com/video/${last}?dnt=1&autoplay=1`;
    if (host === "soundcloud.com") return `https://w.soundcloud.com/player/?url=${encodeURIComponent(href)}&auto_play=true`;
    return undefined;
  };

  /** Whether the page's policy lets a frame show this. */
  const mayFrame = (address) => {
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content;
    if (policy === undefined) return true;
    const [, sources = ""] = /(?:^|;)\s*frame-src\s+([^;]*)/.exec(policy) ?? [];
    const { origin } = new URL(address);
    return sources.split(" ").some((source) => source === "https:" || source.replace(/\/$/, "") === origin);
  };

  /** What shows it, made when a reader asks; and the host that is then told. Nothing where only a link will do. */
  const means = (link) => {
    const address = new URL(link.href);
    if (address.protocol !== "https:") return undefined;
    const kind = FILMS.test(address.pathname) ? "video" : SOUNDS.test(address.pathname) ? "audio" : undefined;
    if (kind) {
      return [address.hostname, () => Object.assign(document.createElement(kind), { src: address.href, controls: true, autoplay: true })];
    }
    const frame = player(address);
    if (!frame || !mayFrame(frame)) return undefined;
    return [
      new URL(frame).hostname,
      () => Object.assign(document.createElement("iframe"), { src: frame, allow: "autoplay; fullscreen; picture-in-picture", allowFullscreen: true }),
    ];
  };

  for (const embed of document.querySelectorAll(".embed")) {
    const link = embed.querySelector("a");
    const found = link && means(link);
    if (!found) continue;
    const [host, make] = found;
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: embed.dataset.show });
    button.setAttribute("aria-label", `${embed.dataset.show}: ${link.textContent}`);
    const notice = Object.assign(document.createElement("p"), { className: "embed-notice" });
    notice.textContent = embed.dataset.notice.replace("{host}", host);
    notice.prepend(button, " ");
    button.addEventListener("click", () => {
      const shown = make();
      shown.title = link.textContent;
      shown.tabIndex = 0;
      notice.replaceWith(shown);
      shown.focus({ preventScroll: true });
    });
    embed.append(notice);
  }
})();
