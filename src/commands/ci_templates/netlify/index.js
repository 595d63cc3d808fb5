// Keeps the cache and the output of the last build for the next one.

const KEPT = [".dateline", "public"];

export const onPreBuild = async ({ utils }) => {
  await utils.cache.restore(KEPT);
};

// Runs only after a successful build, so a failed one keeps the cache of the last good build.
export const onPostBuild = async ({ utils }) => {
  await utils.cache.save(KEPT);
};
