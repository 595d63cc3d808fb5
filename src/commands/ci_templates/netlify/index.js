// Keeps what the last build did, and what it wrote, from one build to the next.

const KEPT = [".dateline", "public"];

export const onPreBuild = async ({ utils }) => {
  await utils.cache.restore(KEPT);
};

// Before the deploy: a build that failed never gets here, and what the last good one left stays.
export const onPostBuild = async ({ utils }) => {
  await utils.cache.save(KEPT);
};
