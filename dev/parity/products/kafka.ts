import { known, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import type { Meaning } from "../normalise/value.ts";
import { assignments, filesLike, variables, wordsOf } from "./texts.ts";
import type { Product, Rule, SettingValues } from "./product.ts";

const NUMBER: Meaning = { as: "number" };
const SET: Meaning = { as: "set" };
const BOOLEAN: Meaning = { as: "boolean" };
const MS: Meaning = { as: "duration", base: "ms" };
const COPIES = "What survives the loss of a broker differs.";

/** The broker's own defaults, of 3.7. */
const RULES: Readonly<Record<string, Rule>> = {
  "process.roles": { meaning: SET, severity: "error", why: "Brokers and controllers are one process on one side and several on the other, or there is still a ZooKeeper." },
  "listener-protocols": { meaning: SET, severity: "error", why: "Clients must encrypt or log in on one side only." },
  "auto.create.topics.enable": { meaning: BOOLEAN, byDefault: "true", severity: "error", why: "A topic that was never made is made by the first record on one side, and is an error on the other.", closing: { path: ["kafka", "autoCreateTopics"], value: (text) => text === "true" } },
  "delete.topic.enable": { meaning: BOOLEAN, byDefault: "true", why: "Topics can be deleted on one side only." },
  "default.replication.factor": { meaning: NUMBER, byDefault: "1", why: COPIES },
  "min.insync.replicas": { meaning: NUMBER, byDefault: "1", why: "A producer that asks for all copies is refused at another point." },
  "unclean.leader.election.enable": { meaning: BOOLEAN, byDefault: "false", why: COPIES },
  "offsets.topic.replication.factor": { meaning: NUMBER, byDefault: "3", why: COPIES },
  "offsets.topic.num.partitions": { meaning: NUMBER, byDefault: "50", severity: "info", why: "Groups are spread differently." },
  "transaction.state.log.replication.factor": { meaning: NUMBER, byDefault: "3", why: COPIES },
  "transaction.state.log.min.isr": { meaning: NUMBER, byDefault: "2", why: COPIES },
  "transaction.state.log.num.partitions": { meaning: NUMBER, byDefault: "50", severity: "info", why: "Transactions are spread differently." },
  "num.partitions": { meaning: NUMBER, byDefault: "1", why: "A topic made without a number of partitions keeps another order." },
  "log.retention": { meaning: MS, byDefault: "168h", isRetention: true, why: "A consumer that was away finds other records." },
  "log.retention.bytes": { meaning: NUMBER, byDefault: "-1", isRetention: true, why: "A consumer that was away finds other records." },
  "log.segment.bytes": { meaning: NUMBER, byDefault: "1073741824", severity: "info", why: "Old records go later or sooner." },
  "log.cleanup.policy": { meaning: SET, byDefault: "delete", severity: "error", why: "Old records are deleted on one side and compacted on the other." },
  "message.max.bytes": { meaning: NUMBER, byDefault: "1048588", severity: "error", why: "A large record is taken on one side and refused on the other." },
  "compression.type": { byDefault: "producer", why: "Records are stored in another form." },
  "log.message.timestamp.type": { byDefault: "CreateTime", severity: "error", why: "Records bear another time." },
  "group.initial.rebalance.delay.ms": { meaning: MS, byDefault: "3000", severity: "info", why: "The first member of a group waits longer on one side." },
  "controller.quorum.append.linger.ms": { meaning: MS, byDefault: "25", severity: "info", why: "How long a change of a topic takes differs." },
  "log.cleaner.dedupe.buffer.size": { meaning: NUMBER, byDefault: "134217728", severity: "info", why: "Compaction uses another amount of memory." },
  "num.network.threads": { meaning: NUMBER, byDefault: "3", severity: "info", why: "How fast it is differs." },
  "num.io.threads": { meaning: NUMBER, byDefault: "8", severity: "info", why: "How fast it is differs." },
  "metadata.version": { severity: "error", byImage: ({ version }) => (version.length >= 2 ? version.slice(0, 2).join(".") : undefined), why: "Storage is written in another form: features of newer brokers are missing on one side, and an older broker cannot read it.", fix: "Raise the lower one with kafka-features.sh upgrade --metadata." },
  heap: { meaning: { as: "heap" }, byDefault: "1g", severity: "info", why: "It runs out of memory at another point." },
};

const HOUR_MS = 3_600_000;
/** One setting by three names: the finest one counts. */
export const RETENTION: Readonly<Record<string, number>> = { "log.retention.ms": 1, "log.retention.minutes": 60_000, "log.retention.hours": 3_600_000 };
const NOT_SETTINGS = /^KAFKA_(HEAP_OPTS|JVM_.*|OPTS|JMX_.*|GC_.*|LOG4J_.*|DEBUG|HOME|VERSION|KRAFT_.*|CLUSTER_ID)$/;

/** `KAFKA_LOG_RETENTION_HOURS` → `log.retention.hours`; three underscores are a dash, two are one. */
const propertyOf = (name: string): string | undefined => {
  if (!/^KAFKA_(CFG_)?[A-Z]/.test(name) || NOT_SETTINGS.test(name)) return undefined;
  return name.replace(/^KAFKA_(CFG_)?/, "").toLowerCase().replaceAll("___", "-").replaceAll("__", "\u0000").replaceAll("_", ".").replaceAll("\u0000", "_");
};

/** The protocols by which clients and brokers speak; how controllers speak among themselves is their own business. */
const listenerProtocols = (said: SettingValues): Known | undefined => {
  const listeners = said.get("listeners");
  if (!listeners) return undefined;
  const controllers = (said.get("controller.listener.names")?.value ?? "").split(",").map((name) => name.trim());
  const map = new Map((said.get("listener.security.protocol.map")?.value ?? "").split(",").map((pair) => [pair.split(":")[0]?.trim() ?? "", pair.split(":")[1]?.trim() ?? ""]));
  const names = listeners.value.split(",").map((one) => one.trim().split(":")[0] ?? "").filter((name) => name !== "" && !controllers.includes(name));
  return known([...new Set(names.map((name) => map.get(name) ?? name))].sort().join(","), listeners.origin);
};

const inHours = (ms: number): string => (ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${ms}ms`);

const retention = (said: SettingValues): Known | undefined => {
  const key = Object.keys(RETENTION).find((name) => said.has(name));
  const found = key === undefined ? undefined : said.get(key);
  return found && known(Number(found.value) < 0 ? "-1" : inHours(Number(found.value) * (RETENTION[key ?? ""] ?? 1)), found.origin);
};

/** What several settings say together: how clients speak, and how long records are kept. */
export const derivedSettings = (said: SettingValues): readonly (readonly [string, Known])[] => {
  const derived = [["listener-protocols", listenerProtocols(said)] as const, ["log.retention", retention(said)] as const];
  return derived.flatMap(([key, value]) => (value ? [[key, value] as const] : []));
};

const heapOf = (workload: Workload): Known | undefined => {
  const found = variables(workload, (name) => (/^KAFKA_(HEAP_OPTS|JVM_PERFORMANCE_OPTS)$/.test(name) ? name : undefined)).find(([, { value }]) => /-Xmx\S+/.test(value));
  return found && known(/-Xmx(\S+)/.exec(found[1].value)?.[1] ?? "", found[1].origin);
};

const overrides = (workload: Workload): readonly (readonly [string, Known])[] =>
  wordsOf(workload).flatMap(({ value, origin }, index, words) => {
    const [, key, text] = words[index - 1]?.value === "--override" ? (/^([\w.-]+)=(.*)$/.exec(value) ?? []) : [];
    return key === undefined || text === undefined ? [] : [[key, known(text, origin)] as const];
  });

export const kafka: Product = {
  id: "kafka",
  repositories: /(^|\/)(kafka|cp-kafka|kafka-native)$/,
  settings: (workload) => {
    const said: SettingValues = new Map([
      ...filesLike(workload, /(^|\/)(server|kraft|broker|kafka)[\w-]*\.properties$/).flatMap((file) => assignments(file, /^\s*[#!].*/)),
      ...variables(workload, propertyOf),
      ...overrides(workload),
    ]);
    const heap = heapOf(workload);
    return new Map([...[...said].filter(([key]) => !(key in RETENTION)), ...derivedSettings(said), ...(heap ? [["heap", heap] as const] : [])]);
  },
  rules: RULES,
  others: "compared",
  local: /^(node\.id|broker\.id|controller\.quorum\..*|controller\.listener\.names|advertised\.listeners|listeners|listener\.security\.protocol\.map|inter\.broker\.listener\.name|log\.dirs?|metadata\.log\.dir|cluster\.id|broker\.rack|ssl\..*|sasl\.jaas.*|super\.users|zookeeper\..*)$/,
  variables: /^(KAFKA_.*|CLUSTER_ID|ALLOW_PLAINTEXT_LISTENER)$/,
};
