import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { testInstance } from "../../support/instance.ts";
import { until } from "../../support/until.ts";

interface Posted {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> }[];
}

/** A program on this machine that alerts are posted to. */
const webhook = async () => {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posted.push(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return { posted, port: typeof address === "object" && address !== null ? address.port : 0 };
};

const OWN_RULES = `groups:
  - name: shop
    rules:
      - alert: ShopIsShut
        expr: vector(1)
        labels: { severity: P0, service: shop }
        annotations: { summary: The shop is shut }
`;

test("a project's own alert reaches its webhook", async () => {
  const { posted, port } = await webhook();
  const instance = await testInstance("alerts", {
    "ops/shop.yml": OWN_RULES,
    "neotool.config.ts": `export default { prometheus: { rules: ["ops/shop.yml"] }, alertmanager: { webhook: "http://host.docker.internal:${port}/alerts" } };`,
  });
  expect((await instance.run("up", "--only", "prometheus", "--only", "alertmanager", "--setup", "--yes")).exitCode).toBe(0);
  await until("the alert is posted", () => posted.length > 0);
  const alerts = posted.flatMap((post) => post.alerts);
  expect(alerts).toEqual([expect.objectContaining({ labels: expect.objectContaining({ alertname: "ShopIsShut", severity: "P0" }), annotations: { summary: "The shop is shut" } })]);
});
