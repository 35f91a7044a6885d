import { expect, test } from "vitest";
import { openClient } from "../../../dev/docker/client.ts";
import type { Instance } from "../../../dev/model/instance.ts";
import { createNetwork, onOneNetwork } from "../../../dev/runtimes/container/network.ts";
import { fakeEngine } from "../../support/fake-engine.ts";

const SHOP: Instance = { id: "shop-1", workingCopy: "/shop" };

/** An engine that has a network of our name by the time that it is asked for one. */
const createBeside = async (labels: Readonly<Record<string, string>>) => {
  await using fake = await fakeEngine({
    overrides: {
      "POST /networks/create": ({ answer }) => answer(409, { message: "network with name neotool-shop-1 already exists" }),
      "GET /networks": ({ answer, query }) => answer(200, query.get("filters")?.includes(Object.values(labels)[0] ?? "?") ? [{ Id: "n1", Name: "neotool-shop-1", Labels: labels, Created: "2026" }] : []),
    },
  });
  await createNetwork(await openClient(fake.engine), SHOP, new AbortController().signal);
};

test("a network of ours that came into being since we looked, by a killed up, will do", async () => {
  await expect(createBeside({ "dev.neotool.instance": "shop-1" })).resolves.toBeUndefined();
});

test("a stranger's network of our name will not", async () => {
  await expect(createBeside({ owner: "somebody" })).rejects.toThrow("already exists");
});

/** Starts a container on a network that was there when it was looked at. @returns what was asked of the engine about networks. */
const startWithoutNetwork = async (networks: readonly object[]): Promise<readonly string[]> => {
  await using fake = await fakeEngine({ overrides: { "GET /networks": ({ answer }) => answer(200, networks), "POST /containers/it/start": ({ answer }) => answer(404, { message: "not found" }) } });
  const docker = await openClient(fake.engine);
  const { signal } = new AbortController();
  let starts = 0;
  await onOneNetwork(docker, SHOP, signal, async () => {
    starts += 1;
    if (starts === 1) await docker.getContainer("it").start();
  });
  return fake.calls.filter((call) => call.includes("/networks"));
};

test("a network that goes after it was seen, because a killed down had still asked for that, is made again for who starts on it", async () => {
  expect(await startWithoutNetwork([])).toContain("POST /networks/create");
});

test("where the network is there and what is to be started is not, that is the failure", async () => {
  const labels = { "dev.neotool.instance": "shop-1" };
  await expect(startWithoutNetwork([{ Id: "n1", Name: "neotool-shop-1", Labels: labels, Created: "2026" }])).rejects.toThrow("not found");
});
