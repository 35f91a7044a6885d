import { expect, test } from "vitest";
import type { Instance } from "../../../dev/model/instance.ts";
import { createOptions } from "../../../dev/runtimes/container/create-options.ts";
import { logFilesOf, logTargets } from "../../../dev/runtimes/container/log-targets.ts";
import { desiredContainer, image } from "../../support/builders.ts";

const SHOP: Instance = { id: "shop-1", workingCopy: "/shop" };

test("every service has one entry: where the reader sees its file, and whose it is", () => {
  const files = [
    { service: "kafka", path: "/var/lib/docker/containers/b/b-json.log" },
    { service: "db", path: "/var/lib/docker/containers/a/a-json.log" },
  ];
  expect(JSON.parse(logTargets(files, SHOP, "/var/lib/docker/containers", "/logs"))).toEqual([
    { targets: ["localhost"], labels: { __path__: "/logs/a/a-json.log", instance: "shop-1", service: "db" } },
    { targets: ["localhost"], labels: { __path__: "/logs/b/b-json.log", instance: "shop-1", service: "kafka" } },
  ]);
});

test("where the files are follows the engine's own folder: a rootless engine has another", () => {
  expect(logFilesOf({ DockerRootDir: "/home/me/.local/share/docker" })).toBe("/home/me/.local/share/docker/containers");
});

test("a reader sees the files and cannot change them; nobody else sees them", () => {
  const reader = desiredContainer("agent", { readsLogs: { directory: "/logs", targets: "/targets.json" } });
  const options = createOptions(reader, image("agent:1"), SHOP, "/var/lib/docker/containers");
  expect(options.HostConfig?.Mounts).toEqual([{ Type: "bind", Source: "/var/lib/docker/containers", Target: "/logs", ReadOnly: true }]);
  expect(options.Labels).toMatchObject({ "dev.neotool.log-targets": "/targets.json" });
  expect(createOptions(desiredContainer("db"), image("db:1"), SHOP).HostConfig?.Mounts).toEqual([]);
});

test("who asks programs of this machine gets a name for it", () => {
  expect(createOptions(desiredContainer("p", { hostName: "host.docker.internal" }), image("p:1"), SHOP).HostConfig?.ExtraHosts).toEqual(["host.docker.internal:host-gateway"]);
});
