import type { Topic } from "../../model/task.ts";
import type { ProductionObject } from "../load/production.ts";
import { knownBy, known, type Known } from "../facts/known.ts";
import { productOf } from "../products/all.ts";
import { filesLike } from "../products/texts.ts";
import { madeBySql } from "./sql.ts";
import { knownAt, listAt, placedAt, recordAt, textAt, valueAt } from "./read.ts";
import type { Workloads } from "./workloads.ts";

interface Script extends Known {
  readonly tokens: string;
}

/** Texts that are run: commands of pods, and what ConfigMaps hold for them. */
const scriptsIn = (objects: readonly ProductionObject[], { running, initial }: Workloads): readonly Script[] => {
  const commands = [...running, ...initial].flatMap(({ command }) => (command[0] ? [knownBy(command.map(({ value }) => value).join(" "), command.at(-1) ?? command[0])] : []));
  const files = objects.flatMap((object) =>
    object.kind === "ConfigMap" ? Object.keys(recordAt(object.value, ["data"])).map((key) => placedAt(String(valueAt(object.value, ["data", key])), object, ["data", key])) : [],
  );
  return [...commands, ...files].map((script) => Object.assign(knownBy(script.value, script), { tokens: script.value.replace(/\\\n\s*/g, " ") }));
};

/** Topics of Strimzi's operator, and those that scripts make with Kafka's own tool. */
export const topicsOf = (objects: readonly ProductionObject[], workloads: Workloads): readonly Known<Topic>[] => {
  const declared = objects
    .filter(({ kind, apiVersion }) => kind === "KafkaTopic" && apiVersion.startsWith("kafka.strimzi.io/"))
    .map((object) => {
      const configs = Object.entries(recordAt(object.value, ["spec", "config"])).map(([key, value]): [string, string] => [key, String(value)]);
      const topic: Topic = { name: textAt(object.value, ["spec", "topicName"]) ?? object.name, partitions: Number(textAt(object.value, ["spec", "partitions"]) ?? 1), configs: Object.fromEntries(configs) };
      return placedAt(topic, object, ["spec"]);
    });
  const scripted = scriptsIn(objects, workloads).flatMap(({ tokens, origin }) =>
    [...tokens.matchAll(/kafka-topics(?:\.sh)?\b[^\n;&|]*--create\b[^\n;&|]*/g)].flatMap(([line]) => {
      const option = (name: string): string | undefined => new RegExp(`--${name}[= ]"?([\\w.-]+)"?`).exec(line)?.[1];
      const name = option("topic");
      const configs = [...line.matchAll(/--config[= ]"?([\w.]+)=([^\s"]+)"?/g)].map(([, key = "", value = ""]): [string, string] => [key, value]);
      return name === undefined ? [] : [known<Topic>({ name, partitions: Number(option("partitions") ?? 1), configs: Object.fromEntries(configs) }, origin)];
    }),
  );
  return [...new Map([...declared, ...scripted].map((topic) => [topic.value.name, topic])).values()];
};

/** What stands in several places, as one set; nothing where there is none. */
const together = (key: string, found: readonly Known[]): ReadonlyMap<string, Known> => new Map(found[0] ? [[key, knownBy([...new Set(found.map(({ value }) => value))].sort().join(","), found[0])]] : []);

/** Alerts that Prometheus' operator takes from objects. */
const alertsOf = (objects: readonly ProductionObject[]): ReadonlyMap<string, Known> =>
  together(
    "alerts",
    objects.filter(({ kind }) => kind === "PrometheusRule").flatMap((object) =>
      listAt(object.value, ["spec", "groups"]).flatMap((group, at) =>
        listAt(group, ["rules"]).flatMap((rule, index) => {
          const name = textAt(rule, ["alert"]);
          return name === undefined ? [] : [placedAt(name, object, ["spec", "groups", at, "rules", index, "alert"])];
        }),
      ),
    ),
  );

/** Dashboards that Grafana's sidecar takes from ConfigMaps with its label. */
const dashboardsOf = (objects: readonly ProductionObject[]): ReadonlyMap<string, Known> =>
  together(
    "dashboards",
    objects.filter(({ kind, value }) => kind === "ConfigMap" && textAt(value, ["metadata", "labels", "grafana_dashboard"]) !== undefined).flatMap((object) =>
      Object.entries(recordAt(object.value, ["data"])).flatMap(([key, text]) => {
        const uid = /^\s{0,4}"uid":\s*"([\w-]+)"/m.exec(String(text))?.[1];
        return uid === undefined ? [] : [placedAt(uid, object, ["data", key])];
      }),
    ),
  );

/** What scripts for a new server, and scripts around `psql`, make: databases, roles and what these may do. */
const inPostgres = (objects: readonly ProductionObject[], workloads: Workloads): ReadonlyMap<string, Known> => {
  const ofServers = workloads.running.filter(({ image }) => image && productOf(image.value)?.id === "postgres").flatMap((workload) => filesLike(workload, /docker-entrypoint-initdb\.d\/.*\.(sql|sh)$/));
  const scripts = scriptsIn(objects, workloads).filter(({ value }) => /\b(psql|createdb|createuser)\b/.test(value));
  const made = [...ofServers, ...scripts].map((script) => ({ script, ...madeBySql(script.value) }));
  const all = (key: string, of: (one: (typeof made)[number]) => readonly string[]) => together(key, made.flatMap((one) => of(one).map((name) => knownBy(name, one.script))));
  return new Map([...all("databases", ({ databases }) => databases), ...all("roles", ({ roles }) => roles), ...all("role-powers", ({ powers }) => powers)]);
};

/** The form in which storage is written, where somebody says it: Strimzi's operator, or Kafka's own tools. */
const inKafka = (objects: readonly ProductionObject[], workloads: Workloads): ReadonlyMap<string, Known> => {
  const declared = objects.filter(({ kind, apiVersion }) => kind === "Kafka" && apiVersion.startsWith("kafka.strimzi.io/")).flatMap((object) => knownAt(object, ["spec", "kafka", "metadataVersion"]) ?? []);
  const scripted = scriptsIn(objects, workloads).flatMap((script) => {
    const level = /kafka-(?:features(?:\.sh)?\b[^\n;&|]*--metadata|storage(?:\.sh)?\b[^\n;&|]*--release-version)[= ](\d+\.\d+)/.exec(script.tokens)?.[1];
    return level === undefined ? [] : [known(level, script.origin)];
  });
  const found = [...declared, ...scripted].at(0);
  return new Map(found ? [["metadata.version", knownBy(/^\d+\.\d+/.exec(found.value)?.[0] ?? found.value, found)]] : []);
};

/** What scripts make in services: mounts, ways to log in and keys in Vault. Only where they do: silence says nothing. */
export const madeOf = (objects: readonly ProductionObject[], workloads: Workloads): ReadonlyMap<string, ReadonlyMap<string, Known>> => {
  const vault = new Map<string, Known>();
  const add = (key: string, value: string, { origin }: Script): void => {
    const before = vault.get(key)?.value.split(",") ?? [];
    vault.set(key, known([...new Set([...before, value])].sort().join(","), vault.get(key)?.origin ?? origin));
  };
  for (const script of scriptsIn(objects, workloads)) {
    for (const [, options = "", type = ""] of script.tokens.matchAll(/vault secrets enable((?:\s+-\S+)*)\s+([\w-]+)/g)) {
      const path = /-path[= ](\S+)/.exec(options)?.[1]?.replace(/\/$/, "") ?? type;
      add("mounts", `${path}:${type === "kv-v2" || (type === "kv" && /-version[= ]2/.test(options)) ? "kv-2" : type === "kv" ? "kv-1" : type}`, script);
    }
    for (const [, method = ""] of script.tokens.matchAll(/vault auth enable(?:\s+-\S+)*\s+([\w-]+)/g)) add("auth-methods", method, script);
    for (const [, path = "", rest = ""] of script.tokens.matchAll(/vault kv put(?:\s+-\S+)*\s+(\S*jwt\S*)([^\n;&|]*)/g)) {
      vault.set("jwt-key-path", known(path.replaceAll(/["']/g, ""), script.origin));
      for (const [, field = ""] of rest.matchAll(/(?:^|\s)([\w-]+)=/g)) add("jwt-key-fields", field, script);
    }
    for (const [, name = ""] of script.tokens.matchAll(/vault policy write(?:\s+-\S+)*\s+([\w.-]+)/g)) add("policies", name, script);
    const algorithm = /openssl (genrsa\b|genpkey\b[^\n;&|]*?-algorithm[= ](\w+))/.exec(script.tokens);
    if (algorithm) vault.set("jwt-key-algorithm", known((algorithm[2] ?? "rsa").toLowerCase(), script.origin));
    const bits = /openssl genrsa\b[^\n;&|]*?\s(\d{4})\b|rsa_keygen_bits:(\d{4})/.exec(script.tokens);
    if (bits) vault.set("jwt-key-bits", known(bits[1] ?? bits[2] ?? "", script.origin));
  }
  return new Map([["vault", vault], ["postgres", inPostgres(objects, workloads)], ["kafka", inKafka(objects, workloads)], ["prometheus", alertsOf(objects)], ["grafana", dashboardsOf(objects)]]);
};
