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

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".theme-switch");
    if (!button) return;
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      keep(root.dataset.theme);
      show();
    });
    system.addEventListener("change", show);
    show();
  });
})();
