import { expect, test } from "vitest";
import { clusterIdOf, containerName, instanceOf, networkName, volumeName } from "../../dev/model/instance.ts";

test("two working copies with one folder name are two instances", () => {
  const [a, b] = [instanceOf("/home/ann/shop"), instanceOf("/home/bob/shop")];
  expect(a.id).toMatch(/^shop-[0-9a-f]{6}$/);
  expect(b.id).toMatch(/^shop-[0-9a-f]{6}$/);
  expect(a.id).not.toBe(b.id);
});

test("the same folder is always the same instance", () => {
  expect(instanceOf("/home/ann/shop")).toEqual(instanceOf("/home/ann/shop"));
});

test.each([
  ["/home/ann/My Shop (2)", /^my-shop-2-[0-9a-f]{6}$/],
  ["/home/ann/---", /^copy-[0-9a-f]{6}$/],
  ["/home/ann/größe", /^gr-e-[0-9a-f]{6}$/],
  ["/home/ann/feature_order-cancellation-with-a-very-long-name", /^feature-order-cancellati-[0-9a-f]{6}$/],
])("the folder %s gives a name that the engine and DNS allow", (path, expected) => {
  expect(instanceOf(path).id).toMatch(expected);
});

test("everything an instance owns bears its id", () => {
  const instance = instanceOf("/home/ann/shop");
  expect(containerName(instance, "postgres")).toBe(`neotool-${instance.id}-postgres`);
  expect(volumeName(instance, "postgres-data")).toBe(`neotool-${instance.id}-postgres-data`);
  expect(networkName(instance)).toBe(`neotool-${instance.id}`);
});

test("a cluster id is 22 characters of base64url, no option of a command line, and stays the same", () => {
  const ids = Array.from({ length: 300 }, (_, index) => clusterIdOf(instanceOf(`/home/ann/${index}`)));
  expect(ids.every((id) => /^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(300);
  expect(clusterIdOf(instanceOf("/home/ann/7"))).toBe(ids[7]);
});
