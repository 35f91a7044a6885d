import type { Consumer } from "../../model/consumer.ts";
import type { RuntimeId } from "../../model/runtime.ts";
import type { Condition, RestartPolicy } from "../../model/service.ts";

/** What every service lets a project change. */
interface ServiceConfig {
  /** Another image, with a tag or digest; `latest` is refused. @default production's, see `images.lock.json` */
  readonly image?: string | undefined;
  /** Preferred port on 127.0.0.1; it moves when it is taken. */
  readonly port?: number | undefined;
  /** Memory limit. */
  readonly memoryMiB?: number | undefined;
}

/** One more database. */
export interface DatabaseConfig {
  /** A schema and a login role of the same name each. @default [] */
  readonly schemas?: readonly string[] | undefined;
  /** @default [] */
  readonly extensions?: readonly string[] | undefined;
}

export interface TopicConfig {
  /** @default 1 */
  readonly partitions?: number | undefined;
  /** By Kafka's own names, for example `{ "retention.ms": "60000" }`. @default {} */
  readonly configs?: Readonly<Record<string, string>> | undefined;
}

export interface BucketConfig {
  /** @default false */
  readonly versioning?: boolean | undefined;
  /** `public-read`: anybody may GET objects, nobody may list. @default "private" */
  readonly access?: "private" | "public-read" | undefined;
}

/** A service on this machine that answers a part of the graph. */
export interface SubgraphConfig {
  /**
   * Where it answers GraphQL, as this machine calls it. It must listen on every address of the machine, and not on 127.0.0.1 alone, or the router does not reach it.
   *
   * @example "http://localhost:8081/graphql"
   */
  readonly url: string;
  /** Its schema as a file of the project. @default the running service is asked for it (`_service { sdl }`) */
  readonly schema?: string | undefined;
}

export interface GatewayConfig extends ServiceConfig {
  /** @default 8088 */
  readonly healthPort?: number | undefined;
  /** @default 9095 */
  readonly metricsPort?: number | undefined;
  /** What the supergraph is composed from, by name. @default none */
  readonly subgraphs?: Readonly<Record<string, SubgraphConfig>> | undefined;
  readonly cors?:
    | {
        /** Web pages that may call the router from a browser. @default the web app at port 3000 */
        readonly origins?: readonly string[] | undefined;
      }
    | undefined;
  readonly headers?:
    | {
        /** Headers of a request that services get too. @default ["authorization", "x-request-id"] */
        readonly propagate?: readonly string[] | undefined;
      }
    | undefined;
  /** The router checks tokens against the stack's JWKS, and refuses requests without one when `required`. Only with a licence. @default it does not: services check them */
  readonly jwt?: "optional" | "required" | undefined;
  /** File with an offline licence of Apollo's. @default none */
  readonly licence?: string | undefined;
  /** More of the router's own configuration, as in its `router.yaml`. */
  readonly router?: Readonly<Record<string, unknown>> | undefined;
}

/** A program on this machine that tells its metrics in Prometheus' format. */
export interface ApplicationConfig {
  /** Where it listens: on every address of the machine, and not on 127.0.0.1 alone, or no container reaches it. */
  readonly port: number;
  /** @default "/metrics" */
  readonly path?: string | undefined;
}

/** An application of the project on this machine itself, for hot reload. */
export interface AppConfig {
  /** A list is a program with its arguments; text is for the shell. */
  readonly command: string | readonly string[];
  /** Its folder, relative to the project. @default the project's own */
  readonly cwd?: string | undefined;
  /** Where it listens; it is told by `PORT`. It never moves. @default it listens nowhere */
  readonly port?: number | undefined;
  /** Whose variables of `neotool dev env` it gets. @default all of them */
  readonly consumer?: Consumer | undefined;
  /** Besides, and stronger than what the stack gives it. Not for secrets: `credentials` has those. @default {} */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** When it is ready: a path that answers 200, `tcp`: its port accepts, `none`: it has run for a second. @default "/health/readiness" for Kotlin, else "tcp"; "none" without a port */
  readonly readiness?: string | undefined;
  /** A first build takes its time. @default 300 */
  readonly readyWithinSeconds?: number | undefined;
  /** When it is started again by itself. @default "on-failure" */
  readonly restart?: RestartPolicy | undefined;
  /** Globs below its folder: a change starts it anew, for programs that do not reload by themselves. @default [] */
  readonly watch?: readonly string[] | undefined;
  /** Which services or applications must be there first. @default {} */
  readonly dependsOn?: Readonly<Record<string, Condition>> | undefined;
  /** Between SIGTERM and SIGKILL. @default 10 */
  readonly stopGraceSeconds?: number | undefined;
}

/** What a project may write into `neotool.config.ts`. Every key is optional; lists and records replace the default whole. */
export interface Config {
  /** The profile that `up` takes when none is named. @default "observability" */
  readonly profile?: string | undefined;
  /** Where services run, unless `up` is told otherwise. @default "container" */
  readonly runtime?: RuntimeId | undefined;
  /** Where services run as pods. */
  readonly cluster?:
    | {
        /** Of the cluster's node: rancher/k3s of the Kubernetes that is wanted. @default "rancher/k3s:v1.33.5-k3s1" */
        readonly image?: string | undefined;
      }
    | undefined;
  readonly postgres?:
    | (ServiceConfig & {
        /** The application's database. @default "neotool_db" */
        readonly database?: string | undefined;
        /** The role that owns every database, and is no superuser. @default "neotool" */
        readonly owner?: string | undefined;
        /** A schema and a login role of the same name each. @default ["app", "security", "assets", "assistant", "comms"] */
        readonly schemas?: readonly string[] | undefined;
        /** In the application's database. @default ["pgcrypto", "uuid-ossp", "citext", "pg_trgm", "pg_stat_statements"] */
        readonly extensions?: readonly string[] | undefined;
        /** More databases, by name. @default {} */
        readonly databases?: Readonly<Record<string, DatabaseConfig>> | undefined;
        /** Of the server; the pooler opens up to 25 for each pair of database and role. @default 200 */
        readonly maxConnections?: number | undefined;
      })
    | undefined;
  readonly pgbouncer?: ServiceConfig | undefined;
  readonly kafka?:
    | (ServiceConfig & {
        /** By name. @default {} */
        readonly topics?: Readonly<Record<string, TopicConfig>> | undefined;
        /** Whether producing to an unknown topic makes it. @default false */
        readonly autoCreateTopics?: boolean | undefined;
        /** The broker's heap. @default 256 */
        readonly heapMiB?: number | undefined;
      })
    | undefined;
  readonly vault?: ServiceConfig | undefined;
  readonly minio?:
    | (ServiceConfig & {
        readonly consolePort?: number | undefined;
        /** @default "us-east-1" */
        readonly region?: string | undefined;
        /** By name. @default "neotool-assets-public" (public-read) and "neotool-assets-private" (versioned) */
        readonly buckets?: Readonly<Record<string, BucketConfig>> | undefined;
      })
    | undefined;
  readonly prometheus?:
    | (ServiceConfig & {
        /** @default 15, as production */
        readonly retentionDays?: number | undefined;
        /** What is oldest goes when this is reached. @default 2 */
        readonly maxGigabytes?: number | undefined;
        /** Files of alerting and recording rules of the project, relative to it. @default [] */
        readonly rules?: readonly string[] | undefined;
      })
    | undefined;
  readonly loki?:
    | (ServiceConfig & {
        /** @default 7, as production */
        readonly retentionDays?: number | undefined;
        /** Above so much of logs `doctor` warns: Loki itself throws away by age only. @default 2 */
        readonly warnGigabytes?: number | undefined;
      })
    | undefined;
  /** Which program sends logs to Loki. @default "promtail", as production, although it is at its end of life */
  readonly logAgent?: "promtail" | "alloy" | undefined;
  readonly promtail?: ServiceConfig | undefined;
  readonly alloy?: ServiceConfig | undefined;
  readonly grafana?:
    | (ServiceConfig & {
        /** Dashboards of the project as JSON, relative to it. @default [] */
        readonly dashboards?: readonly string[] | undefined;
      })
    | undefined;
  readonly alertmanager?:
    | (ServiceConfig & {
        /** Where alerts are posted, in Alertmanager's own JSON; a program on this machine is `http://host.docker.internal:<port>`. @default nowhere: they are only shown */
        readonly webhook?: string | undefined;
      })
    | undefined;
  /** Apollo Router in front of the services on this machine (docs/gateway.md). */
  readonly gateway?: GatewayConfig | undefined;
  /** Unleash (docs/feature-flags.md). */
  readonly featureFlags?:
    | (ServiceConfig & {
        /** Flags that it knows from its start, as YAML or JSON, relative to the project. @default none */
        readonly file?: string | undefined;
      })
    | undefined;
  /** Mailpit: takes the mail that applications send, and shows it. */
  readonly mail?:
    | (ServiceConfig & {
        /** @default 1025 */
        readonly smtpPort?: number | undefined;
      })
    | undefined;
  readonly postgresExporter?: ServiceConfig | undefined;
  readonly pgbouncerExporter?: ServiceConfig | undefined;
  readonly kafkaExporter?: ServiceConfig | undefined;
  /** Programs on this machine that Prometheus asks, by name; laid over the defaults: the Kotlin services and `web`. */
  readonly metrics?: Readonly<Record<string, ApplicationConfig>> | undefined;
  /** Applications on this machine itself, by name: `neotool dev run` starts them. @default {} */
  readonly apps?: Readonly<Record<string, AppConfig>> | undefined;
  /** Pins secrets by name, for example `"postgres.owner": "neotool"`. The others are random for each instance. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** Known data that `neotool dev seed` writes into the stores. */
  readonly seeds?:
    | {
        /** Where the project's datasets are, relative to it. @default "neotool/seeds" */
        readonly directory?: string | undefined;
        /** Datasets that `up` applies where it makes the data volumes, in this order. @default [] */
        readonly onFirstUp?: readonly string[] | undefined;
      }
    | undefined;
  /** What `neotool dev parity` compares with. */
  readonly parity?:
    | {
        /** Folder of production's manifests, relative to the project; it may be beside it, for example `../infra`. */
        readonly manifests?: string | undefined;
        /** Where to begin in that folder, for example `clusters/production`. @default found by itself */
        readonly entry?: string | undefined;
        /** Which workload of production is which service, where image and name do not say: `namespace/name`, `name`, or `false` for none. @default {} */
        readonly match?: Readonly<Record<string, string | false>> | undefined;
      }
    | undefined;
  readonly images?:
    | {
        /** Consent to build stand-ins where an image cannot be had, as `--setup` gives it for one run. @default false */
        readonly standIns?: boolean | undefined;
        /** A bundle directory, relative to the working copy; `NEOTOOL_IMAGE_BUNDLE` wins over it. */
        readonly bundle?: string | undefined;
      }
    | undefined;
}
