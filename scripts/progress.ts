import type { Reporter } from './stack/stack';

const worthTellingMs = 1000;

/** Says what is being done as soon as it has taken a second, and how long it took in the end. */
export const progress: Reporter = async (what, step) => {
  const begun = performance.now();
  const notice = setTimeout(() => {
    console.log(`${what} …`);
  }, worthTellingMs);
  try {
    const result = await step();
    const tookMs = performance.now() - begun;
    if (tookMs >= worthTellingMs) console.log(`${what}: ${(tookMs / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(notice);
  }
};
