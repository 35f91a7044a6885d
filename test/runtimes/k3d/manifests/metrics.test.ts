import { expect, test } from "vitest";
import { parse } from "yaml";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";

interface Scrape {
  readonly metrics_path: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly static_configs: readonly { readonly targets: readonly string[]; readonly labels: { readonly kind: string } }[];
}

test.each(["promtail", "alloy"] as const)("pods say of their metrics what Prometheus asks for, with %s too", (logAgent) => {
  const { names, rendered } = cluster({ logAgent });
  const { scrape_configs: jobs }: { scrape_configs: readonly Scrape[] } = parse(only(rendered("prometheus"), "ConfigMap").data["neotool.yml"]);
  const asked = jobs.flatMap(({ metrics_path, params, static_configs: [config] }) =>
    config?.labels.kind === "backing" ? [`${config.targets[0]?.replace("127.0.0.1", "prometheus")}${metrics_path} ${params?.format ?? ""}`] : [],
  );
  const said = names.flatMap((name) => {
    const { annotations } = workloadIn(rendered(name)).spec.template.metadata;
    return annotations["prometheus.io/scrape"] === "true" ? [`${name}:${annotations["prometheus.io/port"]}${annotations["prometheus.io/path"]} ${annotations["prometheus.io/param_format"] ?? ""}`] : [];
  });
  expect(said.toSorted()).toEqual(asked.toSorted());
});
