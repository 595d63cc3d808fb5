// Leads readers who come by an old address with a query, such as /?p=123, to the page that it had. Made by Dateline.
(() => {
  "use strict";
  const PARTS = @PARTS@;
  @CORE@

  const script = document.currentScript;
  const table = new URL(`${PARTS}/`, script.src);
  const site = new URL("..", script.src).pathname;
  const otherwise = () => script.dataset.otherwise && location.replace(script.dataset.otherwise);

  const files = new Map();
  const read = (part) => {
    if (!files.has(part)) {
      const file = fetch(new URL(`${part}.json`, table)).then((response) => (response.ok ? response.json() : {}));
      files.set(part, file);
    }
    return files.get(part);
  };

  if (location.search.length < 2) return otherwise();
  const path = location.pathname.slice(site.length - 1);
  lookUp(path, location.search.slice(1), PARTS, read).then((found) => {
    if (found === undefined) return otherwise();
    location.replace(typeof found === "string" ? found : found.gone);
  }, otherwise);
})();
