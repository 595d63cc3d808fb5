// Films, sounds, maps and the like that are kept elsewhere, shown on the page when a reader asks: a file itself, or the
// player that the page names (`data-player`), which it does where its policy lets it be framed. Without this script, and
// for anything else, there is a link.
(() => {
  const FILMS = /\.(mp4|m4v|webm|ogv|mov)$/i;
  const SOUNDS = /\.(mp3|m4a|ogg|oga|opus|wav|flac)$/i;

  /** Makes an element with these properties. */
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  /** Returns the host that is told when an embed is shown, and what shows it; nothing where there is only a link. */
  const means = ({ dataset }, link) => {
    if (dataset.player) {
      const frame = () => {
        const frame = make("iframe", {
          src: dataset.player,
          allow: "autoplay; fullscreen; picture-in-picture",
          referrerPolicy: "strict-origin-when-cross-origin",
        });
        if (dataset.height) frame.height = dataset.height;
        return frame;
      };
      return [new URL(dataset.player).hostname, frame];
    }
    const address = new URL(link.href);
    const kind = FILMS.test(address.pathname) ? "video" : SOUNDS.test(address.pathname) ? "audio" : undefined;
    if (address.protocol !== "https:" || !kind) return undefined;
    return [address.hostname, () => make(kind, { src: address.href, controls: true, autoplay: true })];
  };

  for (const embed of document.querySelectorAll(".embed")) {
    const link = embed.querySelector("a");
    const found = link && means(embed, link);
    if (!found) continue;
    const [host, show] = found;
    const button = make("button", { type: "button", textContent: embed.dataset.show });
    button.setAttribute("aria-label", `${embed.dataset.show}: ${link.textContent}`);
    const notice = make("p", { className: "embed-notice" });
    notice.textContent = embed.dataset.notice.replace("{host}", host);
    notice.prepend(button, " ");
    button.addEventListener("click", () => {
      const shown = show();
      shown.title = link.textContent;
      shown.tabIndex = 0;
      notice.replaceWith(shown);
      shown.focus({ preventScroll: true });
    });
    embed.append(notice);
  }
})();
