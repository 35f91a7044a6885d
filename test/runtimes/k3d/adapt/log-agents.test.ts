import { expect, test } from "vitest";
import { parse } from "yaml";
import { cluster } from "../../../support/cluster.ts";
import { elsewhere } from "../../../support/elsewhere.ts";

interface Stage {
  readonly docker?: object;
  readonly cri?: object;
  readonly regex?: { readonly source?: string; readonly expression: string };
}

interface Promtail {
  readonly scrape_configs: readonly { readonly pipeline_stages: readonly Stage[]; readonly static_configs?: readonly { readonly labels: Readonly<Record<string, string>> }[] }[];
}

const PROMTAIL = "/etc/promtail/neotool.yaml";
const ALLOY = "/etc/alloy/neotool.alloy";

const serviceOf = (logAgent: "promtail" | "alloy") => cluster({ logAgent }).desiredOf(logAgent).service;
const textOf = (logAgent: "promtail" | "alloy"): string => serviceOf(logAgent).files[0]?.content ?? "";
const promtailOf = (text: string): Promtail => {
  const config: Promtail = parse(text);
  return config;
};
const here = promtailOf(textOf("promtail"));
const there = promtailOf(elsewhere(PROMTAIL, "promtail"));
const stagesOf = ({ scrape_configs: [job] }: Promtail): readonly Stage[] => job?.pipeline_stages ?? [];

/** From the line itself on, which an envelope of the engine's or of the kubelet's comes around. */
const withoutEnvelope = (stages: readonly Stage[]): readonly Stage[] => stages.slice(stages.findIndex(({ docker, cri }) => docker ?? cri) + 1);

test("Promtail does with a line what it does elsewhere, and sends it to the same place in the same way", () => {
  expect(withoutEnvelope(stagesOf(here))).toEqual(withoutEnvelope(stagesOf(there)));
  expect(withoutEnvelope(stagesOf(here)).length).toBeGreaterThan(6);
  const { scrape_configs: _here, ...rest } = here;
  const { scrape_configs: _there, ...expected } = there;
  expect(rest).toEqual(expected);
});

/** Alloy's stages from the envelope on, to the end of the file. */
const alloyStages = (text: string): string => (/stage\.(?:cri|docker) \{ \}\n(.*)$/s.exec(text)?.[1] ?? "").replaceAll("containers", "pods");

test("so does Alloy, and both find a pod by the same expression", () => {
  const alloy = textOf("alloy");
  expect(alloyStages(alloy)).toBe(alloyStages(elsewhere(ALLOY, "alloy", { logAgent: "alloy" })));
  expect(alloyStages(alloy).length).toBeGreaterThan(500);
  expect(alloy).toContain(`\`${stagesOf(here)[0]?.regex?.expression}\``);
});

test("the folder of a log file tells namespace, pod and service", () => {
  const [{ regex } = {}] = stagesOf(here);
  const path = "/var/lib/neotool/logs/neotool-observability_postgres-exporter-7fb5f75944-crdxv_613d7274-706a-4e3c-9382-0e879c22f49d/postgres-exporter/0.log";
  expect(regex?.source).toBe("filename");
  expect(new RegExp((regex?.expression ?? "").replaceAll("(?P<", "(?<")).exec(path)?.groups).toEqual({ namespace: "neotool-observability", pod: "postgres-exporter-7fb5f75944-crdxv", service: "postgres-exporter" });
});

test.each(["promtail", "alloy"] as const)("%s looks below the folder that its pod sees, for its own instance, and is told nothing else", (logAgent) => {
  const { files, readsLogs } = serviceOf(logAgent);
  expect(files).toHaveLength(1);
  expect(files[0]?.content).toContain(`${readsLogs?.directory}/*/*/*.log`);
  expect(files[0]?.content).toMatch(/instance\W+shop-3fa9c1/);
  expect(files[0]?.content).not.toContain("<instance>");
});
