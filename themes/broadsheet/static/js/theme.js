// Light or dark as the reader has chosen, before anything is painted; and the button that chooses. Without this script
// there is no button, and the system's preference rules.
(() => {
  const root = document.documentElement;
  const key = "theme";
  const system = matchMedia("(prefers-color-scheme: dark)");

  // A browser that keeps nothing for a site throws; the choice then lasts as long as the page.
  const kept = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const keep = (theme) => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // Nothing is lost but the memory.
    }
  };

  const chosen = kept();
  root.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : "system";
  const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "system" && system.matches);

  // The button is asked for anew each time: a preview may have put another page's body in this one's place.
  const show = () => document.querySelector(".theme-switch")?.setAttribute("aria-pressed", String(isDark()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".theme-switch")) return;
    root.dataset.theme = isDark() ? "light" : "dark";
    keep(root.dataset.theme);
    show();
  });
  document.addEventListener("DOMContentLoaded", show);
  system.addEventListener("change", show);
})();
