import { expect, test } from "vitest";
import { clusterConfig } from "../../../dev/runtimes/k3d/cluster-config.ts";
import { nodeName } from "../../../dev/runtimes/k3d/names.ts";

const instance = { id: "shop-3fa9c1", workingCopy: "/home/ada/shop" };

test("a cluster is one server on 127.0.0.1 alone, with the instance's ports, volumes and labels", () => {
  const config = clusterConfig(instance, { image: "rancher/k3s:v1.33.5-k3s1", apiPort: 40123, published: new Map([[30000, 5432]]), volumes: ["postgres-data"] });
  expect(config).toMatchObject({
    metadata: { name: "shop-3fa9c1" },
    servers: 1,
    agents: 0,
    image: "rancher/k3s:v1.33.5-k3s1",
    network: "neotool-shop-3fa9c1",
    kubeAPI: { hostIP: "127.0.0.1", hostPort: "40123" },
    ports: [{ port: "127.0.0.1:5432:30000", nodeFilters: ["server:0:direct"] }],
    volumes: [
      { volume: "neotool-shop-3fa9c1-postgres-data:/var/lib/neotool/volumes/postgres-data", nodeFilters: ["server:0"] },
      { volume: "neotool-shop-3fa9c1-node-images:/var/lib/rancher/k3s/agent/containerd", nodeFilters: ["server:0"] },
    ],
    options: { kubeconfig: { updateDefaultKubeconfig: false, switchCurrentContext: false } },
  });
  expect(config.options.runtime.labels.map(({ label }) => label)).toEqual(["dev.neotool.instance=shop-3fa9c1", "dev.neotool.working-copy=/home/ada/shop", "dev.neotool.cluster=shop-3fa9c1"]);
  expect(config.options.k3s.extraArgs.map(({ arg }) => arg)).toEqual(expect.arrayContaining(["--disable=traefik", "--disable=servicelb", "--disable=metrics-server"]));
  expect(nodeName(instance)).toBe("k3d-shop-3fa9c1-server-0");
});
