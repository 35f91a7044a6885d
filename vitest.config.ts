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
          exclude: ["test/integration/**", "test/e2e/**", "test/recipes/**"],
          isolate: false, // no module here keeps anything; a fresh copy for each file takes longer than the tests
        },
      },
      // Behaviour on one running stack, which all of these files share.
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], globalSetup: "test/support/shared-stack.ts", ...SLOW } },
      // Life cycles: each scenario brings up its own.
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], ...SLOW } },
      // Every recipe from nothing, minutes each: npm run test:images.
      { test: { name: "recipes", include: ["test/recipes/**/*.test.ts"], ...SLOW, testTimeout: 3_600_000 } },
    ],
  },
});
