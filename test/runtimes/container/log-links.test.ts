import { expect, test } from "vitest";
import type { Instance } from "../../../dev/model/instance.ts";
import { createOptions } from "../../../dev/runtimes/container/create-options.ts";
import { logFilesOf, logLinks } from "../../../dev/runtimes/container/log-links.ts";
import { desiredContainer, image } from "../../support/builders.ts";

const SHOP: Instance = { id: "shop-1", workingCopy: "/shop" };

test("every container has a link of its own, below its service, to the folder where the reader sees its log", () => {
  const containers = [
    { service: "kafka", id: "b".repeat(64) },
    { service: "db", id: "a".repeat(64) },
  ];
  expect(logLinks(containers, "/logs", "/links")).toEqual([
    { path: "/links/kafka/bbbbbbbbbbbb", target: `/logs/${"b".repeat(64)}` },
    { path: "/links/db/aaaaaaaaaaaa", target: `/logs/${"a".repeat(64)}` },
  ]);
});

test("where the files are follows the engine's own folder: a rootless engine has another", () => {
  expect(logFilesOf({ DockerRootDir: "/home/me/.local/share/docker" })).toBe("/home/me/.local/share/docker/containers");
});

test("a reader sees the files and cannot change them; nobody else sees them", () => {
  const reader = desiredContainer("agent", { readsLogs: { directory: "/logs", links: "/links" } });
  const options = createOptions(reader, image("agent:1"), SHOP, "/var/lib/docker/containers");
  expect(options.HostConfig?.Mounts).toEqual([{ Type: "bind", Source: "/var/lib/docker/containers", Target: "/logs", ReadOnly: true }]);
  expect(options.Labels).toMatchObject({ "dev.neotool.log-links": "/links" });
  expect(createOptions(desiredContainer("db"), image("db:1"), SHOP).HostConfig?.Mounts).toEqual([]);
});

test("who asks programs of this machine gets a name for it", () => {
  expect(createOptions(desiredContainer("p", { hostName: "host.docker.internal" }), image("p:1"), SHOP).HostConfig?.ExtraHosts).toEqual(["host.docker.internal:host-gateway"]);
});
