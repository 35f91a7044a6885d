import type { Consumer } from "./consumer.ts";
import type { Probe, ProgramProbe } from "./probe.ts";
import type { TaskAction } from "./task.ts";
import type { Text } from "./text.ts";

/**
 * When a dependant may begin, in the words of Compose and Kubernetes: the container `started`, its readiness probe
 * said yes (`ready`), or a one-shot `completed`.
 */
export type Condition = "started" | "ready" | "completed";

/** A declared name and port; where it is reachable is a binding, known only at run time. */
export interface Endpoint {
  readonly containerPort: number;
  /**
   * Where it serves the other services of the stack, if `containerPort` serves this machine alone. Neighbours may always
   * call it here; where a runtime has addresses of its own for services, they may call it at `containerPort` too, as in production.
   *
   * @default containerPort
   */
  readonly neighbourPort?: number;
  /** What people expect on 127.0.0.1; moves when it is taken. {@link ANY_PORT}: nobody expects any. */
  readonly preferredHostPort: number;
  /** Scheme of the address shown to people. */
  readonly scheme: "postgresql" | "http" | "kafka" | "smtp";
  /** What people open in a browser. @default no page */
  readonly web?: WebPage;
}

/** As for the system's own calls: whichever is free. */
export const ANY_PORT = 0;

/** A page that an endpoint serves to people. */
export interface WebPage {
  /** Which variables of `env` it asks for at its door, in words; `undefined`: it asks for nothing. */
  readonly login?: string;
}

/** A named volume; survives recreation of the container. */
export interface VolumeMount {
  /** Unique within the stack. The engine's name is `neotool-<instance>-<name>`. */
  readonly name: string;
  /** Absolute path in the container. */
  readonly path: string;
}

/**
 * A volume of the machine, for what is the same in every instance and takes long to make. Holds nothing of an instance;
 * the service fills it, and does without it where a runtime has none.
 */
export interface TemplateVolume<T = Text> extends VolumeMount {
  /** What its content depends on besides the image: other values, another volume. */
  readonly madeFrom: readonly Content<T>[];
}

/**
 * Either the text itself, or a file below `compose/`. `kept`: the instance may keep another text of this name, which was
 * made for it later; then it is that one. Which of them it is, is no reason to make a container anew.
 */
export type Content<T = Text> = T | { readonly source: string; readonly kept?: KeptText };

/** What an instance keeps for a file of a service. */
export type KeptText = "supergraph";

/** A file put into the container before it starts. A secret goes here rather than into the environment. */
export interface MountedFile<T = Text> {
  readonly path: string;
  readonly content: Content<T>;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Permission bits, for example 0o400. */
  readonly mode: number;
  /** Another text may be put in its place while the service runs. Its folder holds nothing else. @default false */
  readonly replaceable?: boolean;
}

/** A program in the container that people call by `neotool dev exec <tool>`, with the credentials it needs. */
export interface Tool<T = Text> {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, T>>;
}

/**
 * The readiness question as the image's own tools ask it inside the container: for where nobody asks from outside, such
 * as plain Compose.
 */
export interface HealthCheck<T = Text> {
  readonly command: readonly string[];
  /** What the command reads besides the service's own files. @default none */
  readonly files?: readonly MountedFile<T>[];
}

/**
 * A question about data on an old volume. Each costs the engine as much as a container's start, so it is asked only when it
 * must be: `before-start` of a new container where that would do harm, else `after-exit`, to explain it.
 */
export type VolumeCheck<T = Text> = { readonly asked: "before-start" | "after-exit" } & VolumeQuestion<T>;

type VolumeQuestion<T> =
  /** Postgres writes its major version into PG_VERSION and refuses to start on another's files. */
  | { readonly kind: "postgres-major"; readonly volume: string; readonly major: number }
  /** Kafka is not started when the cluster id on disk is not the configured one. */
  | { readonly kind: "kafka-cluster-id"; readonly volume: string; readonly logDir: string; readonly clusterId: T }
  /** MinIO refuses a folder that was written in a form which it no longer reads, such as that of its versions before 2022. `path`: the folder. */
  | { readonly kind: "minio-format"; readonly volume: string; readonly path: string };

/** An end of a service that people can mend, known by a line that it writes. */
export interface KnownEnd<T = Text> {
  /** Part of one of its last lines, in any case. */
  readonly says: string;
  /** The cause, to be read after "exited with code 1 before it was ready". */
  readonly means: string;
  /** What a line of JSON begins its `message` with that says what is wrong and where: people are shown the rest of it, and not the log. @default the log's last lines */
  readonly tells?: string;
  /** What to do. */
  readonly fix: T;
}

/** What a service that collects the logs of all others needs: where it finds them, and which they are. */
export interface LogReader {
  /** Where the runtime's log files are to be seen in its container. */
  readonly directory: string;
  /** The folder that is kept there, with a link `<service>/<container>` to each of the instance's. */
  readonly links: string;
}

/** What a service needs that ends for its data's sake, and not its container. */
export interface Renewal {
  /** Run inside the container, ends the service at once. It begins again by itself as soon as the folder is gone. */
  readonly command: readonly string[];
  /** A folder of its volume, which the command makes. */
  readonly folder: string;
}

/** How one deployable unit should be. Says nothing of where it runs, and starts nothing. */
export interface ContainerService<T = Text> {
  readonly kind: "container";
  readonly name: string;
  /** The official reference, a key of `images.lock.json`. */
  readonly image: string;
  readonly command?: readonly T[];
  /** In place of the image's own. @default the image's */
  readonly entrypoint?: readonly string[];
  /** Who runs it, in place of the image's own user. @default the image's */
  readonly runAs?: { readonly uid: number; readonly gid: number };
  readonly env?: Readonly<Record<string, T>>;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly volumes?: readonly VolumeMount[];
  /** It keeps its data in a database of another service: where that one is emptied, it begins anew. */
  readonly dataIn?: { readonly service: string; readonly database: string };
  readonly templates?: readonly TemplateVolume<T>[];
  readonly files?: readonly MountedFile<T>[];
  readonly readiness: Probe<T>;
  /** How long it may take to become ready. @default 60 */
  readonly readyWithinSeconds?: number;
  readonly healthCheck?: HealthCheck<T>;
  readonly dependsOn?: Readonly<Record<string, Condition>>;
  /** Those of them whose address it looks up once: a container that is started anew may get another one, so this one is started anew behind them. @default none */
  readonly looksUpOnce?: readonly string[];
  readonly limits: { readonly memoryMiB: number; readonly shmMiB?: number; readonly nofile?: number };
  /** Time between the stop signal and SIGKILL. @default 10 with a volume, 2 without */
  readonly stopGraceSeconds?: number;
  /** `background`: nobody waits for it, so it begins when everything else is ready, and takes no time from that. @default "foreground" */
  readonly priority?: "foreground" | "background";
  /** The name by which it reaches programs on the machine itself. @default it does not */
  readonly hostName?: string;
  readonly readsLogs?: LogReader;
  readonly volumeChecks?: readonly VolumeCheck<T>[];
  readonly knownEnds?: readonly KnownEnd<T>[];
  /** How it begins anew in its container, where its data are exchanged or taken away. @default the container is stopped and started */
  readonly renewal?: Renewal;
  /** What sets credentials right inside the container when the service refuses ours; run once, then asked again. */
  readonly repair?: { readonly reason: string; readonly command: readonly string[] };
  readonly tools?: Readonly<Record<string, Tool<T>>>;
  /**
   * Differences from production that are meant: `axis/subject` of a finding of `parity`, or a pattern in which `*` stands for
   * anything, with the reason.
   *
   * @example { "settings/fsync": "speed: a laptop's data can be made again" }
   */
  readonly devOnly?: Readonly<Record<string, string>>;
}

/** A one-shot: something that must have happened once for each start of the service it works on. Idempotent. */
export interface TaskService<T = Text> {
  readonly kind: "task";
  readonly name: string;
  readonly action: TaskAction<T>;
  /** The service whose every start asks for this task again. */
  readonly target?: string;
  /** `dependant`: it is done only where somebody who depends on it is, and not wherever its target is. @default "target" */
  readonly doneFor?: "target" | "dependant";
  readonly dependsOn?: Readonly<Record<string, Condition>>;
}

/** When a program is started again that ended without being told to. */
export type RestartPolicy = "on-failure" | "always" | "never";

/**
 * A program on this machine itself, for hot reload: an application of the project. It is started with the environment that the stack's
 * services give to applications, and kept running by a supervisor that outlives the command.
 */
export interface ProcessService<T = Text> {
  readonly kind: "process";
  readonly name: string;
  /** A list is a program with its arguments; text is for the shell. */
  readonly command: string | readonly string[];
  /** Its folder, relative to the working copy. */
  readonly cwd: string;
  /** Besides what the stack gives it, and stronger than that. */
  readonly env?: Readonly<Record<string, T>>;
  /** Whose variables it gets. @default all there are */
  readonly consumer?: Consumer;
  /** Where it listens; it is told by `PORT`. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** @default it is ready when it has run for a second */
  readonly readiness?: ProgramProbe;
  /** How long it may take to become ready: a build is part of that. @default 300 */
  readonly readyWithinSeconds?: number;
  readonly restart: RestartPolicy;
  /** Globs below its folder: a change starts it anew. @default none */
  readonly watch?: readonly string[];
  readonly dependsOn?: Readonly<Record<string, Condition>>;
  /** Time between SIGTERM and SIGKILL. @default 10 */
  readonly stopGraceSeconds?: number;
}

export type Service<T = Text> = ContainerService<T> | TaskService<T> | ProcessService<T>;
