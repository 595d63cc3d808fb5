// What readers say of a story, loaded from where it is kept when a reader asks for it and not before. Without this script
// there is no button, and the page says where else the comments are.
(() => {
  const load = (place, source, attributes = {}) => {
    const script = document.createElement("script");
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    script.async = true;
    script.src = source;
    place.append(script);
  };
  const dark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  };

  // What giscus speaks: in another language it would show nothing at all.
  const SPOKEN =
    "ar be bg ca cs da de en eo es eu fa fr gr gsw hbs he hu id it ja kh ko nl pl pt ro ru th tr uk uz vi zh-CN zh-HK zh-TW";
  const spoken = (language) =>
    [language, language.split("-")[0]].find((tag) => SPOKEN.split(" ").includes(tag)) ?? "en";

  const providers = {
    giscus(place, of) {
      load(place, "https://giscus.app/client.js", {
        crossorigin: "anonymous",
        "data-repo": of.repository,
        "data-repo-id": of.repositoryId,
        "data-category": of.category,
        "data-category-id": of.categoryId,
        "data-mapping": "pathname",
        "data-strict": "1",
        "data-reactions-enabled": "1",
        "data-emit-metadata": "0",
        "data-input-position": "bottom",
        "data-theme": dark() ? "dark" : "light",
        "data-lang": spoken(of.language),
      });
    },
    disqus(place, of) {
      place.id = "disqus_thread";
      window.disqus_config = function () {
        this.page.url = of.address;
        this.page.identifier = of.story;
        this.language = of.language;
      };
      load(document.body, `https://${of.shortname}.disqus.com/embed.js`, { "data-timestamp": String(Date.now()) });
    },
    facebook(place, of) {
      const comments = document.createElement("div");
      comments.className = "fb-comments";
      Object.assign(comments.dataset, {
        href: of.address,
        width: "100%",
        numposts: "10",
        lazy: "false",
        colorscheme: dark() ? "dark" : "light",
      });
      place.append(comments);
      const app = of.appId ? `&appId=${of.appId}` : "";
      load(place, `https://connect.facebook.net/${of.locale ?? "en_US"}/sdk.js#xfbml=1&version=v23.0${app}`, {
        crossorigin: "anonymous",
      });
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".comments-show");
    const section = button?.closest(".comments");
    const show = providers[section?.dataset.provider];
    if (!show) return;
    const place = document.createElement("div");
    // The button goes, and with it the reader's place on the page, unless the place of the comments has it.
    place.tabIndex = -1;
    section.append(place);
    place.focus({ preventScroll: true });
    button.parentElement.remove();
    show(place, section.dataset);
  });
})();
