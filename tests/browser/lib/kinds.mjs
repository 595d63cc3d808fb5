// One page of each kind that a site has, found in its output, so that no article of the demonstration is named here.

/** A page's path tells most kinds apart, as the design's table of addresses says. */
const ARTICLE = /^\/\d{4}\/\d{2}\/\d{2}\/[^/]+\/$/;

const KINDS = {
  front: at(/^\/$/),
  "front, an older page": at(/^\/page\/\d+\/$/),
  article: (page) => isArticle(page) && !page.noindex,
  "article with a picture": (page) => isArticle(page) && has(page, "img"),
  "article with corrections": (page) => isArticle(page) && page.ids.has("corrections"),
  "article with a table and a footnote": (page) => isArticle(page) && has(page, "table") && has(page, "sup"),
  "article in another language": (page) =>
    isArticle(page) && page.elements.some(({ name, attributes }) => name === "div" && attributes.class === "prose" && "lang" in attributes),
  "withdrawn notice": (page) => isArticle(page) && page.noindex,
  day: at(/^\/\d{4}\/\d{2}\/\d{2}\/$/),
  month: at(/^\/\d{4}\/\d{2}\/$/),
  year: at(/^\/\d{4}\/$/),
  archive: at(/^\/archive\/$/),
  "a day in every year": at(/^\/on-this-day\/\d{2}-\d{2}\/$/),
  "days of the year": at(/^\/on-this-day\/$/),
  "tags index": at(/^\/tags\/$/),
  tag: at(/^\/tags\/[^/]+\/$/),
  "authors index": at(/^\/authors\/$/),
  author: at(/^\/authors\/[^/]+\/$/),
  "author, an older page": at(/^\/authors\/[^/]+\/page\/\d+\/$/),
  "sections index": at(/^\/sections\/$/),
  section: at(/^\/sections\/[^/]+\/$/),
  "series index": at(/^\/series\/$/),
  series: at(/^\/series\/[^/]+\/$/),
  "corrections list": at(/^\/corrections\/$/),
  "standing page": (page) =>
    page.elements.some(({ name, attributes }) => name === "body" && attributes.class?.split(" ").includes("is-page")),
  search: at(/^\/search\/$/),
  "not found": at(/^\/404\.html$/),
  redirect: (page) => page.redirect !== undefined,
};

/** The kinds, each with the site's richest page of it, or with none. */
export function kinds(site) {
  return Object.entries(KINDS).map(([name, isOfKind]) => {
    const candidates = [...site.pages.values()].filter(isOfKind);
    return { name, page: candidates.reduce(richer, undefined) };
  });
}

/** The page with more in it shows more of what can go wrong; of two alike, the first. */
function richer(best, page) {
  return best === undefined || page.elements.length > best.elements.length ? page : best;
}

function at(path) {
  return (page) => path.test(page.address) && page.redirect === undefined;
}

function isArticle(page) {
  return ARTICLE.test(page.address) && page.redirect === undefined;
}

function has(page, name) {
  return page.elements.some((element) => element.name === name);
}
