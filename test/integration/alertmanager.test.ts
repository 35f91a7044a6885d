import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { expect, test } from "vitest";
import { z } from "zod";
import { resolveText } from "../../dev/model/text.ts";
import { alertmanagerConfig } from "../../dev/stacks/observability/alertmanager-config.ts";
import { type OwnContainer, ownContainer } from "../support/own-container.ts";
import { ALERTMANAGER } from "../support/own-images.ts";
import { until } from "../support/until.ts";

const PORT = 9093;
const message = z.object({ version: z.literal("4"), status: z.string(), alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })) });

/** A program on this machine that is told of alerts, and what it was told. */
const listener = async () => {
  const told: string[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      for (const { status, labels } of message.parse(body).alerts) told.push(`${status} ${labels["severity"]} ${labels["alertname"]} ${labels["service"]}`);
      response.end();
    });
  }).listen(0, "0.0.0.0");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the listener has no port");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { told, url: `http://host.docker.internal:${address.port}/alerts`, [Symbol.asyncDispose]: stop };
};

const startAlertmanager = async (webhook: string | undefined): Promise<OwnContainer> =>
  await ownContainer({
    image: ALERTMANAGER,
    command: ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/tmp/alertmanager", "--cluster.listen-address="],
    ports: [PORT],
    files: { "/etc/alertmanager/alertmanager.yml": resolveText(alertmanagerConfig({ webhook }), ({ ref }) => ref) },
  });

const answering = async (container: OwnContainer): Promise<string> => {
  const url = await container.url(PORT);
  await until("Alertmanager answers", () => fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false));
  return url;
};

const post = async (url: string, ...alerts: readonly Readonly<Record<string, string>>[]): Promise<void> => {
  const body = JSON.stringify(alerts.map((labels) => ({ labels: { instance: "shop-1", ...labels } })));
  const { status } = await fetch(`${url}/api/v2/alerts`, { method: "POST", headers: { "content-type": "application/json" }, body });
  expect(status).toBe(200);
};

test("the webhook is told of an alert, and not of those that a service's being gone explains", async () => {
  await using receiver = await listener();
  await using container = await startAlertmanager(receiver.url);
  const url = await answering(container);
  await post(url, { alertname: "BackingServiceDown", severity: "P0", service: "kafka" });
  await until("the worst is told", () => receiver.told.length > 0);
  await post(url, { alertname: "KafkaConsumerLag", severity: "P1", service: "kafka" }, { alertname: "HighErrorRate", severity: "P1", service: "app" });
  await until("the other service is told of", () => receiver.told.some((line) => line.endsWith(" app")));
  expect(receiver.told).toEqual(["firing P0 BackingServiceDown kafka", "firing P1 HighErrorRate app"]);
});

test("without a webhook alerts are kept for Grafana to show", async () => {
  await using container = await startAlertmanager(undefined);
  const url = await answering(container);
  await post(url, { alertname: "VaultSealed", severity: "P0", service: "vault" });
  const kept = z.array(z.object({ labels: z.record(z.string(), z.string()) })).parse(await (await fetch(`${url}/api/v2/alerts`)).json());
  expect(kept.map(({ labels }) => labels["alertname"])).toEqual(["VaultSealed"]);
});
