import { expect, test } from "vitest";
import type { Instance } from "../../../dev/model/instance.ts";
import { createOptions } from "../../../dev/runtimes/container/create-options.ts";
import { desiredContainer, image } from "../../support/builders.ts";

const SHOP: Instance = { id: "shop-1", workingCopy: "/shop" };
const FEATURE: Instance = { id: "feature-2", workingCopy: "/feature" };

const withTemplate = (...madeFrom: readonly string[]) => {
  const plain = desiredContainer("db", { volumes: [{ name: "db-data", path: "/data" }] });
  return { ...plain, service: { ...plain.service, templates: [{ name: "db-template", path: "/template", madeFrom }] } };
};

const mountsOf = (instance: Instance, madeFrom: readonly string[], reference = "db:1") =>
  createOptions(withTemplate(...madeFrom), image(reference), instance).HostConfig?.Mounts?.map(({ Source }) => Source) ?? [];

test("a volume belongs to its instance, a template to all instances of the machine that make it from the same", () => {
  const [data, template] = mountsOf(SHOP, ["C.UTF-8"]);
  const [otherData, otherTemplate] = mountsOf(FEATURE, ["C.UTF-8"]);
  expect([data, otherData]).toEqual(["neotool-shop-1-db-data", "neotool-feature-2-db-data"]);
  expect(template).toMatch(/^neotool-db-template-[0-9a-f]{12}$/);
  expect(otherTemplate).toBe(template);
});

test("another image, or other values, make another template", () => {
  const names = [mountsOf(SHOP, ["a"]), mountsOf(SHOP, ["b"]), mountsOf(SHOP, ["a", "b"]), mountsOf(SHOP, ["a"], "other:1")].map(([, template]) => template);
  expect(new Set(names).size).toBe(names.length);
});

test("every port is published on loopback only", () => {
  expect(createOptions(desiredContainer("db"), image("db:1"), SHOP).HostConfig?.PortBindings).toEqual({ "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] });
});
