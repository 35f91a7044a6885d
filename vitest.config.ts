import { defineConfig } from "vitest/config";

const SLOW = { testTimeout: 120_000, hookTimeout: 300_000, fileParallelism: false } as const;

export default defineConfig({
  test: {
    // One engine and two cores: what starts containers runs one file after the other.
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/integration/**", "test/e2e/**", "test/conformance/**", "test/recipes/**", "test/faults/**", "test/grafana/**", "test/shells/**"],
          testTimeout: 30_000, // on a busy machine a started process may need seconds
          isolate: false, // no module here keeps anything; a fresh copy for each file takes longer than the tests
        },
      },
      // Behaviour on one running stack, which all of these files share.
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], globalSetup: "test/support/shared-stack.ts", ...SLOW } },
      // Life cycles: each scenario brings up its own.
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], ...SLOW } },
      // What every runtime owes, the same tests for each.
      { test: { name: "conformance", include: ["test/conformance/**/*.test.ts"], ...SLOW, testTimeout: 300_000, hookTimeout: 1_800_000 } },
      // Completion in zsh and fish, which not every machine has: npm run test:shells.
      { test: { name: "shells", include: ["test/shells/**/*.test.ts"], ...SLOW } },
      // A fault at every call of the whole core's life, an hour: npm run test:faults.
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], ...SLOW, testTimeout: 7_200_000 } },
      // A real Grafana and a browser, where its image is to be had: npm run test:grafana.
      { test: { name: "grafana", include: ["test/grafana/**/*.test.ts"], ...SLOW, hookTimeout: 900_000 } },
      // Every recipe from nothing, minutes each: npm run test:images.
      { test: { name: "recipes", include: ["test/recipes/**/*.test.ts"], ...SLOW, testTimeout: 3_600_000 } },
    ],
  },
});
