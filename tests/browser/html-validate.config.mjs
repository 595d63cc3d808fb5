// The rules of html-validate that the pages keep: all that it recommends, but for matters of taste.

export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // What comes from the site itself cannot differ from the site.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
