import { effectiveKafka } from "../../data/kafka/effective.ts";
import { effectiveBuckets } from "../../data/minio/effective.ts";
import { effectivePostgres } from "../../data/postgres/effective.ts";
import { effectivePooler } from "../../data/postgres/pooler-settings.ts";
import { effectiveVault } from "../../data/vault/effective.ts";
import type { EffectiveSettings } from "../../data/effective.ts";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { known, type Known, type Origin } from "../../parity/facts/known.ts";
import { withDerived } from "../../parity/live/kafka.ts";
import { effectiveGrafana, effectiveLoki, effectivePrometheus, effectiveTargets, type Get } from "../../parity/live/observability.ts";
import type { Effective, Live } from "../../parity/local/local.ts";
import { httpGet } from "../../probes/http-get.ts";
import type { RunningInstance } from "../data/running-instance.ts";
import { standInsOf } from "./stand-ins.ts";

/** A service that is up answers in a hundredth of it; one that hangs must not hold up the rest for ever. */
const WITHIN_MS = 10_000;

/** One service's answer, and what was asked, as a report calls it. */
interface Question {
  readonly service: string;
  readonly query: string;
  ask(): Promise<EffectiveSettings>;
}

const getFrom = (port: number, headers: Readonly<Record<string, string>> = {}): Get => async (path) => {
  const { status, body } = await httpGet({ host: "127.0.0.1", port }, path, headers, WITHIN_MS);
  if (status !== 200) throw new Error(`HTTP ${status} for ${path}`);
  return body;
};

const pagePort = ({ desired }: RunningInstance, service: string): number | undefined => {
  const found = desired.get(service);
  return found?.kind === "container" ? found.ports.http : undefined;
};

const pages = (instance: RunningInstance): readonly Question[] => {
  const { credentials } = instance.known;
  const port = (service: string): number | undefined => pagePort(instance, service);
  const administrator = `Basic ${Buffer.from(`admin:${credentials.values.get("grafana.admin") ?? ""}`).toString("base64")}`;
  const [prometheus, loki, grafana] = [port("prometheus"), port("loki"), port("grafana")];
  return [
    ...(prometheus === undefined ? [] : [{ service: "prometheus", query: "Prometheus' /api/v1/status", ask: () => effectivePrometheus(getFrom(prometheus)) }]),
    ...(loki === undefined ? [] : [{ service: "loki", query: "Loki's /config", ask: () => effectiveLoki(getFrom(loki)) }]),
    ...(grafana === undefined ? [] : [{ service: "grafana", query: "Grafana's API", ask: () => effectiveGrafana(getFrom(grafana, { authorization: administrator })) }]),
  ];
};

/** All at once; who does not answer is named, and its definition counts. */
const within = async <T>(answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${WITHIN_MS / 1000} s`)), WITHIN_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

/**
 * Asks everything that runs what it runs with.
 *
 * @param warn Told of each that did not say.
 */
export const liveSide = async (instance: RunningInstance, database: string, warn: (text: string) => void, signal: AbortSignal): Promise<Live> => {
  const { stores } = instance;
  const answered = async <T>(service: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await within(ask());
    } catch (error) {
      signal.throwIfAborted();
      warn(`${service} does not say what it runs with, so its definition counts: ${error instanceof DevError ? error.message : rootMessage(error)}`);
      return undefined;
    }
  };
  const { postgres, kafka, vault, minio } = stores;
  const broker = kafka ? answered("kafka", () => effectiveKafka(kafka, signal)) : undefined;
  const questions: readonly Question[] = [
    ...(postgres ? [{ service: "postgres", query: "pg_settings", ask: () => effectivePostgres(postgres, database) }] : []),
    ...(postgres?.pooler ? [postgres.pooler].map((pooler) => ({ service: "pgbouncer", query: "SHOW CONFIG", ask: () => effectivePooler(pooler) })) : []),
    ...(vault ? [{ service: "vault", query: "Vault's sys/", ask: () => effectiveVault(vault, signal) }] : []),
    ...pages(instance),
  ];
  const metrics = pagePort(instance, "prometheus");
  const [answers, fromBroker, buckets, standIns, provisions, targets] = await Promise.all([
    Promise.all(questions.map(async ({ service, query, ask }) => [service, query, await answered(service, ask)] as const)),
    broker,
    minio ? answered("minio", () => effectiveBuckets(minio)) : undefined,
    standInsOf(instance),
    answered("the runtime", () => instance.connection.runtime.provisions(signal)),
    metrics === undefined ? undefined : answered("prometheus", () => effectiveTargets(getFrom(metrics))),
  ]);
  const given: Origin = { kind: "query", query: instance.connection.runtime.id === "k3d" ? "kubectl get pods" : "docker inspect" };
  const all = [...answers, ...(fromBroker ? [["kafka", "DescribeConfigs", withDerived(fromBroker.settings)] as const] : [])];
  const listed = <T>(values: readonly T[] | undefined, query: string): readonly Known<T>[] | undefined => values?.map((value) => known(value, { kind: "query", query }));
  return {
    settings: new Map(all.flatMap(([service, query, settings]) => (settings ? [[service, withOrigin(standIns.has(service) ? withoutVersion(settings) : settings, query)] as const] : []))),
    standIns,
    outdated: new Map([...(provisions ?? [])].flatMap(([service, { image }]) => (image.isOutdated ? [[service, known(image.reference, given)] as const] : []))),
    provisions: known(provisions ?? new Map(), given),
    topics: listed(fromBroker?.topics, "DescribeConfigs"),
    buckets: listed(buckets, "ListBuckets"),
    targets: listed(targets, "Prometheus' /api/v1/targets"),
  };
};

const withOrigin = (settings: EffectiveSettings, query: string): ReadonlyMap<string, Effective> => new Map([...settings].map(([key, setting]) => [key, { ...setting, origin: { kind: "query", query } }]));

/** Which version a stand-in holds is told of by its image. */
const withoutVersion = (settings: EffectiveSettings): EffectiveSettings => new Map([...settings].filter(([key]) => key !== "version"));
