export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" }, sourceMaps: "inline" },
    ],
  },
  transformIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
  maxWorkers: 2,
  // Modules of a test file stay in its worker's heap for good, some 20 MB a file: at V8's limit of 2-4 GB it would do little but collect garbage.
  workerIdleMemoryLimit: "800MB",
  testTimeout: 60_000,
  // Tidying up after a run may take seconds, and is nothing that a test left open.
  openHandlesTimeout: 30_000,
};
