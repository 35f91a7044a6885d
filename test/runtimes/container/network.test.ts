import { expect, test } from "vitest";
import { openClient } from "../../../dev/docker/client.ts";
import type { Instance } from "../../../dev/model/instance.ts";
import { createNetwork } from "../../../dev/runtimes/container/network.ts";
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
