// Sites that the suites make for themselves: what the demonstration, which is tidy, does not show. Sixty stories with
// everything that a story can have, some of it far too long, in English or in Arabic; and a site with nothing in it.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { program } from "./program.mjs";
import { readSite } from "./site.mjs";

/** A word of sixty letters. */
export const LONG_WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunt";

const ENGLISH = {
  language: "en",
  title: "The Harbour Post",
  description: "News of a harbour that is not there.",
  place: "Harbourtown",
  headline: (number) => ["Council votes on the bridge", "Storm closes the harbour", "A library opens at night", "Fishers count their boats"][number % 4],
  word: LONG_WORD,
  summary: "It was expected for years, and came on a Tuesday; what it costs is not known to anybody yet.",
  text: "The council met in the evening and spoke until midnight. Nobody left before the vote was taken, and nobody was sure of it.",
  sections: ["Town", "Sea", "Arts & letters"],
  tags: ["Bridge", "Harbour", "Council", LONG_WORD],
  authors: ["Ann Archer", "Ben van der Zee-Featherstonehaugh"],
  series: "The long night of the bridge",
  correction: "An earlier version named the wrong pier.",
  credit: "Ann Archer",
};

const ARABIC = {
  language: "ar",
  title: "بريد الميناء",
  description: "أخبار ميناء لا وجود له.",
  place: "مدينة الميناء",
  headline: (number) => ["المجلس يصوت على الجسر", "العاصفة تغلق الميناء", "مكتبة تفتح أبوابها ليلا", "الصيادون يحصون قواربهم"][number % 4],
  word: "استقسطنطينية".repeat(5),
  summary: "كان الأمر متوقعا منذ سنوات، وجاء يوم الثلاثاء، ولا يعرف أحد بعد كم سيكلف.",
  text: "اجتمع المجلس في المساء وتحدث حتى منتصف الليل. لم يغادر أحد قبل التصويت، ولم يكن أحد واثقا منه.",
  sections: ["المدينة", "البحر", "فنون وآداب"],
  tags: ["الجسر", "الميناء", "المجلس", "استقسطنطينية".repeat(5)],
  authors: ["آن الكاتبة", "بنيامين بن عبد الرحمن"],
  series: "ليلة الجسر الطويلة",
  correction: "ذكرت نسخة سابقة رصيفا آخر.",
  credit: "آن الكاتبة",
};

const STORIES = 60;

/** The sites, by name: each is made when it is first asked for, and taken away by `remove`. */
export const generated = {
  english: () => make({ ...stories(ENGLISH), "config.toml": config(ENGLISH, COMMENTS + EMBEDS + THEME) }),
  arabic: () => make({ ...stories(ARABIC), "config.toml": config(ARABIC, COMMENTS) }),
  empty: () => make({ "config.toml": config(ENGLISH, "") }),
};

/** What the English site's theme is told. */
export const ACCENT = { light: "rgb(11, 93, 59)", dark: "rgb(127, 209, 168)" };

const COMMENTS =
  '[comments]\nprovider = "giscus"\nrepository = "harbour/talk"\nrepository_id = "R_1"\ncategory = "Readers"\ncategory_id = "DIC_1"\n';

const EMBEDS = '[embeds]\nallow = ["vimeo"]\n';

const THEME =
  '[theme]\naccent = "#0b5d3b"\naccent_dark = "#7fd1a8"\ncolumn = "38rem"\nmasthead = "The Harbour Post & Courier"\ncorrections = "below"\n';

function config({ language, title, description, place }, more) {
  return `title = "${title}"\ndescription = "${description}"\nplace = "${place}"\nlanguage = "${language}"
base_url = "https://harbour.example"\nper_page = 12\n[hosting]\nhosts = ["netlify"]\n${more}`;
}

/** The files of a site with stories, from one a decade to several a day. */
function stories(of) {
  const files = { "content/harbour.png": picture(), "content/pages/about.md": `+++\ntitle = "${of.place}"\n+++\n${of.text}\n` };
  for (let number = 0; number < STORIES; number++) {
    files[`content/story-${number}.md`] = story(of, number);
  }
  files["content/gone.md"] = front({ title: `"${of.title}"`, date: "2025-05-05", withdrawn: "{ date = 2025-06-01 }" });
  files["content/foreign.md"] = `${front({ title: '"Une histoire venue d’ailleurs"', date: "2025-08-08", language: '"fr"' })}Du texte.\n`;
  files["content/tags/bridge.md"] = `+++\ntitle = "${of.tags[0]}"\n+++\n${of.text}\n`;
  return files;
}

function story(of, number) {
  const year = number < 6 ? 1905 + number * 20 : 2024 + (number % 2);
  const [month, day] = [1 + (number % 12), 1 + ((number * 5) % 28)];
  const two = (digits) => String(digits).padStart(2, "0");
  const fields = {
    title: `"${of.headline(number)}${number % 10 === 3 ? ` ${of.word}` : ""}${number > 3 ? ` ${number}` : ""}"`,
    date: `${year}-${two(month)}-${two(day)}${number % 3 ? "" : "T09:30:00Z"}`,
    slug: `"story-${number}"`,
    section: `"${of.sections[number % 3]}"`,
    tags: `["${of.tags[number % 4]}", "${of.tags[(number + 1) % 4]}"]`,
    authors: number % 4 ? `["${of.authors[number % 2]}"]` : `["${of.authors[0]}", "${of.authors[1]}"]`,
  };
  if (number % 2) fields.summary = `"${of.summary}"`;
  if (number % 5 === 0) fields.dateline = `"${of.place}"`;
  if (number % 7 === 0) fields.image = `{ src = "harbour.png", alt = "${of.place}", caption = "${of.summary}", credit = "${of.credit}" }`;
  if (number % 9 === 0) fields.corrections = `[{ date = 2025-07-01, text = "${of.correction}" }]`;
  if (number % 6 === 0) fields.series = `"${of.series}"`;
  if (number % 8 === 0) fields.updated = "2025-07-02T10:00:00Z";
  const richest = number === 59;
  return `${front(fields)}${of.text}\n\n## ${of.headline(number)}\n\n${of.text}\n${richest ? everything(of) : ""}`;
}

/** What a text can have. */
function everything(of) {
  const cells = Array.from({ length: 9 }, (_, at) => `${of.place} ${at}`).join(" | ");
  return `
{{ <Figure src="harbour.png" alt="${of.place}" caption="${of.summary}" credit="${of.credit}" /> }}

{% <PullQuote by="${of.authors[0]}"> %}${of.summary}{% </PullQuote> %}

{% <Gallery caption="${of.place}"> %}
![${of.place}](harbour.png) ![${of.place}](harbour.png)
{% </Gallery> %}

{{ <Embed href="https://media.example/film.mp4" title="${of.place}" from="media.example" /> }}

{{ <Embed href="https://www.youtube.com/watch?v=abcdefghijk" title="${of.headline(1)}" from="YouTube" /> }}

https://vimeo.com/76979871

| ${cells} |
|${"---|".repeat(9)}
| ${cells} |

${of.text}[^1] ${of.word} <https://example.org/${"a".repeat(200)}>

\`\`\`
${"code ".repeat(60)}
\`\`\`

> ${of.text}

1. ${of.place}
2. ${of.place}

[^1]: ${of.text}
`;
}

function front(fields) {
  const lines = Object.entries(fields).map(([key, value]) => `${key} = ${value}`);
  return `+++\n${lines.join("\n")}\n+++\n`;
}

/** A picture of 1200 by 800 pixels, as PNG. */
function picture() {
  const [width, height] = [1200, 800];
  const rows = Buffer.alloc(height * (1 + width * 3), 0x7a);
  for (let y = 0; y < height; y++) rows[y * (1 + width * 3)] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

/** The sum that PNG puts after each chunk. */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** Writes a site into a folder of its own and builds it. */
export function make(files) {
  const folder = mkdtempSync(join(tmpdir(), "dateline-generated-"));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const built = spawnSync(program(), ["--site", folder, "build", "--as-of", "2025-12-31"], { encoding: "utf8" });
  if (built.status !== 0) {
    throw new Error(`the generated site can't be built: ${built.stdout}${built.stderr}`);
  }
  return { ...readSite(join(folder, "public")), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
