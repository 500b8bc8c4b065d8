/** A suite of its own, which needs no build: plain JavaScript against a running bank. */
module.exports = { rootDir: __dirname, testMatch: ['**/*.test.cjs'], transform: {}, testTimeout: 20_000 };
