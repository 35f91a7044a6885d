import { createHash } from "node:crypto";
import type { Probe } from "../model/probe.ts";
import type { ContainerService, Content, KeptText, MountedFile, ProcessService, Service, TaskService, VolumeCheck } from "../model/service.ts";
import type { TaskAction } from "../model/task.ts";
import { resolveText, type Ref, type Text } from "../model/text.ts";
import type { Desired, DesiredContainer, DesiredProcess, DesiredService, ResolvedFile } from "./desired.ts";
import { fieldsOf, programFieldsOf } from "./fields.ts";
import { startOrder } from "./start-order.ts";

/** What the holes of a definition are filled with. */
export interface ResolveContext {
  /** Host port by `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  /** By which name its neighbours reach a service, in the runtime that this is resolved for. */
  addressOf(service: string): string;
  credential(name: string): string;
  /** In place of the secret in a hash. */
  fingerprint(name: string): string;
  readonly clusterId: string;
  readonly instanceId: string;
  /** Text of a file below `compose/`. */
  source(path: string): string;
  /** What the instance keeps of this name. @default nothing */
  kept?(name: KeptText): string | undefined;
  /** What a runtime makes of a definition that is filled in. @default nothing else */
  adapt?(service: DesiredContainer["service"]): DesiredContainer["service"];
}

type Fill = (value: Text) => string;
type ReadSource = (path: string, kept: KeptText | undefined) => string;

/** Definitions → what should be. Pure but for what the context does. */
export const resolve = (services: readonly Service[], context: ResolveContext): Desired =>
  new Map(startOrder(services).map((service) => [service.name, resolveOne(service, context)]));

const resolveOne = (service: Service, context: ResolveContext): DesiredService => {
  const lookup = (secret: (name: string) => string) => (ref: Ref): string => {
    if (ref.ref === "credential") return secret(ref.name);
    if (ref.ref === "cluster-id") return context.clusterId;
    if (ref.ref === "instance-id") return context.instanceId;
    if (ref.ref === "address-of") return context.addressOf(ref.service);
    return String(portOf(context, ref.service, ref.endpoint));
  };
  const real: Fill = (value) => resolveText(value, lookup(context.credential));
  const printable: Fill = (value) => resolveText(value, lookup(context.fingerprint));
  if (service.kind === "task") {
    const { name } = service;
    return { kind: "task", name, service: fillTask(service, real), hash: hashOf(fillTask(service, printable)) };
  }
  if (service.kind === "process") return resolveProgram(service, real, printable, context);
  const ports = Object.fromEntries(Object.keys(service.endpoints).map((endpoint) => [endpoint, portOf(context, service.name, endpoint)]));
  const fill = (by: Fill, source: ReadSource): DesiredContainer["service"] => {
    const filled = fillContainer(service, by, source);
    return context.adapt?.(filled) ?? filled;
  };
  const shown = fill(printable, (path) => context.source(path));
  const filled = fill(real, (path, kept) => (kept && context.kept?.(kept)) ?? context.source(path));
  return {
    kind: "container",
    name: service.name,
    service: filled,
    secrets: secretsOf(filled, shown),
    ports,
    hash: hashOf([whatMakesAContainer(shown), ports]),
    fields: fieldsOf(shown, ports),
  };
};

/** Of what it depends on it is told where that is; of its credentials, whatever is so when it is started. */
const resolveProgram = (service: ProcessService, real: Fill, printable: Fill, context: ResolveContext): DesiredProcess => {
  const { env, ...rest } = service;
  const { name, dependsOn = {} } = rest;
  const ports = Object.fromEntries(Object.keys(service.endpoints).map((endpoint) => [endpoint, portOf(context, name, endpoint)]));
  const around = Object.fromEntries([...context.ports].filter(([key]) => key.startsWith(`${name}.`) || Object.keys(dependsOn).some((dependency) => key.startsWith(`${dependency}.`))));
  const fill = (by: Fill): ProcessService<string> => ({ ...rest, ...(env && { env: fillRecord(env, by) }) });
  const fields = programFieldsOf(fill(printable), around);
  return { kind: "process", name, service: fill(real), ports, hash: hashOf(fields), fields };
};

type Filled = DesiredContainer["service"];

/** Where the real one and the printable one differ, there is a secret. */
const secretsOf = (filled: Filled, shown: Filled): DesiredContainer["secrets"] => {
  const filesOf = ({ files, healthCheck }: Filled) => [...files, ...(healthCheck?.files ?? [])];
  const printable = filesOf(shown);
  const isSecret = ({ content, replaceable }: ResolvedFile, index: number) => replaceable !== true && printable[index]?.content !== content;
  const paths = filesOf(filled).flatMap((file, index) => (isSecret(file, index) ? [file.path] : []));
  return {
    env: Object.entries(filled.env ?? {}).flatMap(([key, value]) => (shown.env?.[key] === value ? [] : [key])),
    files: [...new Set(paths)],
  };
};

const portOf = ({ ports }: ResolveContext, service: string, endpoint: string): number => {
  const port = ports.get(`${service}.${endpoint}`);
  if (port === undefined) throw new Error(`no port was chosen for ${service}.${endpoint}`);
  return port;
};

/** What is asked from outside, or said to people, is no reason to make a container anew. */
const whatMakesAContainer = ({ image, entrypoint, command, runAs, env, endpoints, volumes, templates, files, limits, stopGraceSeconds, hostName, readsLogs, jwtInit }: DesiredContainer["service"]) => ({
  image,
  entrypoint,
  command,
  runAs,
  env,
  containerPorts: Object.values(endpoints).map(({ containerPort }) => containerPort),
  volumes,
  templates,
  files,
  limits,
  stopGraceSeconds,
  hostName,
  readsLogs,
  jwtInit,
});

/** Keys sorted, so that the order in which a definition is written does not matter. */
const hashOf = (value: unknown): string => {
  const sorted = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
};

const fillRecord = (record: Readonly<Record<string, Text>>, fill: Fill): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, fill(value)]));

/** A definition with its holes filled by whatever fills them. */
export const fillContainer = (service: ContainerService, fill: Fill, source: ReadSource): DesiredContainer["service"] => {
  const { command, env, files = [], templates, readiness, healthCheck, volumeChecks, knownEnds, tools, ...rest } = service;
  const fillFile = ({ content, ...file }: MountedFile): ResolvedFile => ({ ...file, content: fillContent(content, fill, source) });
  return {
    ...rest,
    ...(command && { command: command.map(fill) }),
    ...(env && { env: fillRecord(env, fill) }),
    files: files.map(fillFile),
    ...(templates && { templates: templates.map(({ madeFrom, ...mount }) => ({ ...mount, madeFrom: madeFrom.map((content) => fillContent(content, fill, source)) })) }),
    readiness: fillProbe(readiness, fill),
    ...(healthCheck && { healthCheck: { command: healthCheck.command, files: (healthCheck.files ?? []).map(fillFile) } }),
    ...(volumeChecks && { volumeChecks: volumeChecks.map((check) => fillCheck(check, fill)) }),
    ...(knownEnds && { knownEnds: knownEnds.map((end) => ({ ...end, fix: fill(end.fix) })) }),
    ...(tools && {
      tools: Object.fromEntries(
        Object.entries(tools).map(([name, tool]) => [name, { command: tool.command, ...(tool.env && { env: fillRecord(tool.env, fill) }) }]),
      ),
    }),
  };
};

const fillContent = (content: Content, fill: Fill, source: ReadSource): string =>
  typeof content === "object" && "source" in content ? source(content.source, content.kept) : fill(content);

const fillProbe = (probe: Probe, fill: Fill): Probe<string> => {
  if (probe.kind === "sql") return { ...probe, password: fill(probe.password) };
  if (probe.kind === "s3") return { ...probe, accessKey: fill(probe.accessKey), secretKey: fill(probe.secretKey) };
  return probe;
};

const fillCheck = (check: VolumeCheck, fill: Fill): VolumeCheck<string> =>
  check.kind === "kafka-cluster-id" ? { ...check, clusterId: fill(check.clusterId) } : check;

/** {@link fillContainer} for a one-shot. */
export const fillTask = ({ action, ...rest }: TaskService, fill: Fill): TaskService<string> => ({ ...rest, action: fillAction(action, fill) });

const fillAction = (action: TaskAction, fill: Fill): TaskAction<string> => {
  switch (action.kind) {
    case "vault-jwt-keys":
      return { ...action, token: fill(action.token) };
    case "postgres-databases":
      return {
        ...action,
        superuserPassword: fill(action.superuserPassword),
        monitor: { ...action.monitor, password: fill(action.monitor.password) },
        pooler: { ...action.pooler, password: fill(action.pooler.password) },
        databases: action.databases.map((database) => ({
          ...database,
          schemas: database.schemas.map(({ name, password }) => ({ name, password: fill(password) })),
        })),
      };
    case "s3-buckets":
      return { ...action, accessKey: fill(action.accessKey), secretKey: fill(action.secretKey) };
    case "publish-jwks":
      return { ...action, accessKey: fill(action.accessKey), secretKey: fill(action.secretKey) };
    case "make-jwt-keys":
    case "kafka-topics":
      return action;
  }
};
