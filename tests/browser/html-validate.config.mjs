// The rules of html-validate that the pages keep: all that it recommends, but for matters of taste.

export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // HTML forbids only white space in an id; those of footnotes, such as "fn:1", are customary.
    "valid-id": ["error", { relaxed: true }],
    // A table that scrolls stands in a <div role="region">, as the ARIA practices show it.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // A headline is as long as its editor made it.
    "long-title": "off",
    // What comes from the site itself cannot differ from the site.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
