import { expect, test } from "vitest";
import { configName } from "../../dev/stacks/config/config-name.ts";
import { configSchema } from "../../dev/stacks/config/schema.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";

test("what the config is said to call a service, it does: its memory and its image can be set there", () => {
  const names = (["promtail", "alloy"] as const).flatMap((logAgent) => neotoolStack({ ...DEFAULT_SETTINGS, logAgent }).services.flatMap(({ kind, name }) => (kind === "container" ? [name] : [])));
  expect(names).toEqual(expect.arrayContaining(["postgres-exporter", "promtail", "alloy", "router", "unleash"]));
  expect(names.filter((name) => !configSchema.safeParse({ [configName(name)]: { memoryMiB: 640, image: "one:1" } }).success)).toEqual([]);
});
