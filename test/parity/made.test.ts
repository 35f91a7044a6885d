import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const deployment = (name: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: watch }
spec: { template: { spec: { containers: [{ name: main, image: "${image}" }] } } }
`;

test("alerts of an operator's objects, and dashboards of a sidecar's ConfigMaps, are production's", () => {
  const found = findingsBetween(
    localSide(),
    productionOf({
      "prometheus.yaml": deployment("prometheus", "prom/prometheus:v2.55.1"),
      "grafana.yaml": deployment("grafana", "grafana/grafana:11.1.4"),
      "rules.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: shop }\nspec:\n  groups:\n    - name: shop\n      rules:\n        - alert: ShopIsClosed\n          expr: up == 0\n        - record: shop:up\n          expr: up\n",
      "board.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, labels: { grafana_dashboard: "1" } }\ndata:\n  shop.json: |\n    {\n      "uid": "shop",\n      "panels": []\n    }\n',
    }),
  ).filter(({ id }) => /settings\/(alerts|dashboards)$/.test(id));
  expect(found.map((finding) => [finding.id, finding.production.text, finding.production.origin])).toEqual([
    ["grafana/settings/dashboards", "shop", { kind: "file", file: "board.yaml", line: 5 }],
    ["prometheus/settings/alerts", "ShopIsClosed", { kind: "file", file: "rules.yaml", line: 8 }],
  ]);
});

test("topics of Strimzi's operator are production's topics", () => {
  const topic = "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: { name: orders, namespace: kafka }\nspec:\n  topicName: order.created\n  partitions: 12\n  config: { retention.ms: 3600000, cleanup.policy: compact }\n";
  expect(findingsBetween(localSide(), productionOf({ "topic.yaml": topic })).filter(({ axis }) => axis === "topics").map(shown)).toEqual(["warning kafka/topics/order.created: nothing | 12 partitions, cleanup.policy=compact, retention.ms=3600000"]);
});
