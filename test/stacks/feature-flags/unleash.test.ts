import { expect, test } from "vitest";
import { importFile } from "../../../dev/stacks/feature-flags/import-file.ts";
import type { FeatureFlag } from "../../../dev/stacks/feature-flags/flag.ts";
import { neotoolStack } from "../../../dev/stacks/neotool.ts";
import { selectServices } from "../../../dev/planner/select.ts";
import { DEFAULT_SETTINGS } from "../../../dev/stacks/settings.ts";
import { desiredIn } from "../../support/resolved.ts";

const flag = (over: Partial<FeatureFlag> = {}): FeatureFlag => ({ name: "shop.new", description: "", type: "release", enabled: true, rollout: 100, variants: {}, strategies: [], ...over });
const stackWith = (...flags: readonly FeatureFlag[]) => neotoolStack({ ...DEFAULT_SETTINGS, featureFlags: { ...DEFAULT_SETTINGS.featureFlags, flags } });
const unleash = (...flags: readonly FeatureFlag[]) => desiredIn(stackWith(...flags).services, "unleash");
const imported = (...flags: readonly FeatureFlag[]) => JSON.parse(importFile(flags, "development"));

test("Unleash is there with its profile alone, and so are its database and role", () => {
  const names = (profile: string) => selectServices(stackWith(), { profile }).map(({ name }) => name);
  expect(names("observability")).not.toContain("unleash-database");
  expect(names("feature-flags")).toEqual([...names("observability").slice(0, names("observability").indexOf("grafana") + 1), "unleash", ...names("feature-flags").slice(names("feature-flags").indexOf("unleash") + 1)]);
  expect(names("feature-flags")).toContain("unleash-database");
});

test("every secret of Unleash is a file for its own user: none is in its environment or its arguments", () => {
  const { service, secrets } = unleash(flag());
  expect(secrets.env).toEqual([]);
  expect(JSON.stringify([service.env, service.command])).not.toContain("secret of");
  expect(secrets.files).toEqual(["postgres.unleash", "unleash.admin", "unleash.cookies", "unleash.admin-token", "unleash.backend-token", "unleash.frontend-token"].map((name) => `/run/secrets/${name}`));
  expect(service.files.filter(({ path }) => secrets.files.includes(path)).map(({ owner, mode }) => [owner.uid, mode])).toEqual(secrets.files.map(() => [1000, 0o400]));
  expect(service.files.find(({ path }) => path.endsWith("backend-token"))?.content).toBe("default:development.secret of unleash.backend-token");
});

test("Unleash writes no more than warnings: at the next level it writes the administrator's password", () => {
  expect(unleash().service.env).toMatchObject({ LOG_LEVEL: "warn" });
});

test("another flag in the project's file makes Unleash begin anew, and without a file it is told of none", () => {
  expect(unleash(flag()).hash).not.toBe(unleash(flag({ enabled: false })).hash);
  expect(unleash().service.env).not.toHaveProperty("IMPORT_FILE");
  expect(unleash(flag()).service.env).toMatchObject({ IMPORT_FILE: "/etc/neotool/flags.json", IMPORT_ENVIRONMENT: "development" });
});

test("a flag is for a share of all, the same people each time, in the environment of a laptop", () => {
  expect(imported(flag({ rollout: 25, type: "experiment", description: "Of 2027" }))).toMatchObject({
    features: [{ name: "shop.new", description: "Of 2027", type: "experiment", project: "default" }],
    featureStrategies: [{ name: "flexibleRollout", featureName: "shop.new", parameters: { rollout: "25", stickiness: "default", groupId: "shop.new" } }],
    featureEnvironments: [{ featureName: "shop.new", environment: "development", enabled: true }],
  });
});

test("variants have their shares, and strategies of one's own take the place of the share", () => {
  expect(imported(flag({ variants: { blue: 75, green: 25 } })).featureStrategies[0].variants).toEqual([
    { name: "blue", weight: 750, weightType: "fix", stickiness: "default" },
    { name: "green", weight: 250, weightType: "variable", stickiness: "default" },
  ]);
  const strategies = [{ name: "default", parameters: {}, constraints: [{ contextName: "userId", operator: "IN", values: ["7"] }] }];
  expect(imported(flag({ strategies })).featureStrategies).toMatchObject([{ name: "default", constraints: [{ contextName: "userId", operator: "IN", values: ["7"] }] }]);
});
