// Searching the site. Which words are in which stories is in files by the words' first two letters (see Dateline's
// src/render/search.rs): a search reads those of its own words, the newest stories' first, and then what is to be shown.
// On a page with a box and no index, the script only leads to the page that has one.
(() => {
  const AT_ONCE = 20;
  const MOST_WORDS = 8;
  const LONGEST = 40;

  // The same folding as Dateline's own (src/render/search/words.rs), step by step.
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\u{20000}-\u{3ffff}]/u;
  const RUNS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source})[\\p{L}\\p{N}\\p{Mc}])+`, "gu");
  const words = (text) => {
    const folded = text
      .normalize("NFKD")
      .replace(/[\p{Mn}\u0640]/gu, "")
      .toLowerCase()
      .replace(/\u0307/g, "")
      .replace(/ς/g, "σ");
    const found = [];
    for (const [run] of folded.matchAll(RUNS)) {
      const letters = [...run];
      if (!UNSPACED.test(letters[0])) {
        if (letters.length > 1 || /\p{N}/u.test(run)) found.push(letters.slice(0, LONGEST).join(""));
      } else if (letters.length === 1) {
        found.push(run);
      } else {
        letters.slice(1).forEach((letter, at) => found.push(letters[at] + letter));
      }
    }
    return [...new Set(found)].slice(0, MOST_WORDS);
  };
  const beginning = (word) => {
    const bytes = new TextEncoder().encode([...word].slice(0, 2).join(""));
    return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  };

  const files = new Map();
  const read = (url) => {
    if (!files.has(url)) {
      const file = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${response.status} for ${url}`);
        return response.json();
      });
      // What could not be read may be there the next time.
      file.catch(() => files.delete(url));
      files.set(url, file);
    }
    return files.get(url);
  };

  /** The stories of a part in which a word is: each with how well. `null` stands for all of them. */
  const storiesOf = (word, file) => {
    const stories = new Map();
    for (const [known, marks] of Object.entries(file)) {
      if (!known.startsWith(word)) continue;
      if (marks === 0) {
        if (known === word) return null;
        continue;
      }
      let story = 0;
      for (const mark of marks) {
        story += mark >> 1;
        const worth = (mark & 1 ? 4 : 1) * (known === word ? 2 : 1);
        stories.set(story, Math.max(worth, stories.get(story) ?? 0));
      }
    }
    return stories;
  };

  /** Every story in which all words are, the best first, and of equals the newest. */
  const find = async (base, parts, sought) => {
    const all = await Promise.all(
      parts.map(async (part, age) => {
        const of = (word) => `${base}${part.name}/words-${beginning(word) % part.word_files}.json`;
        const each = await Promise.all(sought.map(async (word) => storiesOf(word, await read(of(word)))));
        const telling = each.filter((stories) => stories !== null).sort((one, other) => one.size - other.size);
        const [fewest, ...others] = telling;
        if (fewest === undefined) {
          // Words that are nearly everywhere: the newest stories are as good an answer as any.
          const newest = Array.from({ length: Math.min(part.stories, 500) }, (_, at) => part.stories - 1 - at);
          return newest.map((story) => ({ part, age, story, worth: 0 }));
        }
        return [...fewest]
          .filter(([story]) => others.every((stories) => stories.has(story)))
          .map(([story, worth]) => ({
            part,
            age,
            story,
            worth: others.reduce((sum, stories) => sum + stories.get(story), worth),
          }));
      }),
    );
    return all.flat().sort((a, b) => b.worth - a.worth || a.age - b.age || b.story - a.story);
  };

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.assign(made, attributes);
    made.append(...children);
    return made;
  };
  const shown = ([url, title, day, told, summary, section, language, direction]) => {
    const speaks = language ? { lang: language, dir: direction } : {};
    const heading = element("h2", speaks, element("a", { href: url }, title));
    const meta = element("p", { className: "meta" }, element("time", { dateTime: day }, told));
    if (section) meta.prepend(element("span", speaks, section));
    const text = element("div", { className: "card-text" }, heading, element("p", { className: "summary", ...speaks }, summary), meta);
    return element("li", { className: "card" }, text);
  };

  const page = (form) => {
    const box = form.querySelector("[name=q]");
    const told = document.querySelector("#search-told");
    const list = document.querySelector("#search-found");
    const more = document.querySelector("#search-more");
    const index = form.dataset.index;
    const base = index.slice(0, index.lastIndexOf("/") + 1);
    let found = [];
    let asked = 0;

    const showMore = async (perFile, turn) => {
      const next = found.slice(list.childElementCount, list.childElementCount + AT_ONCE);
      const stories = await Promise.all(
        next.map(async ({ part, story }) => {
          const file = await read(`${base}${part.name}/stories-${Math.floor(story / perFile)}.json`);
          return file[story % perFile];
        }),
      );
      if (turn !== asked) return;
      const first = list.childElementCount;
      list.append(...stories.map(shown));
      list.hidden = false;
      more.hidden = list.childElementCount >= found.length;
      return list.children[first];
    };

    const search = async () => {
      const turn = ++asked;
      const sought = words(box.value);
      list.replaceChildren();
      list.hidden = true;
      more.hidden = true;
      told.textContent = "";
      if (sought.length === 0) return;
      list.setAttribute("aria-busy", "true");
      try {
        const { parts, stories_in_a_file: perFile } = await read(index);
        const all = await find(base, parts, sought);
        if (turn !== asked) return;
        found = all;
        await showMore(perFile, turn);
        list.hidden = found.length === 0;
        told.textContent = found.length ? told.dataset.one.replace("{n}", found.length) : told.dataset.none;
        more.onclick = async () => (await showMore(perFile, turn))?.querySelector("a")?.focus();
      } catch {
        if (turn === asked) told.textContent = told.dataset.failed;
      } finally {
        list.removeAttribute("aria-busy");
      }
    };

    const fromAddress = () => {
      box.value = new URLSearchParams(location.search).get("q") ?? "";
      return search();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URL(form.dataset.search, location.href);
      address.searchParams.set("q", box.value);
      if (address.href !== location.href) history.pushState(null, "", address);
      search();
    });
    addEventListener("popstate", fromAddress);
    fromAddress();
  };

  for (const form of document.querySelectorAll(".search-form")) {
    form.action = form.dataset.search;
    form.querySelector("[type=hidden]")?.remove();
    if (form.dataset.index) page(form);
  }
})();
