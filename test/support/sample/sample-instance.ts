import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { neotool, projectRoot } from "../cli.ts";
import { ownedInstance, type OwnedInstance } from "../instance.ts";
import { buildSample } from "./build-sample.ts";

const SAMPLE = join(projectRoot, "test", "apps");

/** A JVM and a cluster may take so long to begin, on a machine that does other things too. */
export const LONG_MS = 290_000;

export interface Ports {
  readonly notes: number;
  readonly words: number;
  readonly web: number;
}

/** The sample's own config, with other ports: applications do not move, and several tests run on one machine. */
const configFor = (ports: Ports, more: Readonly<Record<string, unknown>>): string => `
import sample from ${JSON.stringify(join(SAMPLE, "neotool.config.ts"))};
const ports = ${JSON.stringify(ports)};
const apps = Object.fromEntries(Object.entries(sample.apps).map(([name, app]) => [name, { ...app, port: ports[name] }]));
const subgraphs = Object.fromEntries(Object.keys(sample.gateway.subgraphs).map((name) => [name, { url: "http://localhost:" + ports[name] + "/graphql" }]));
export default { ...sample, apps, gateway: { subgraphs, cors: { origins: ["http://localhost:" + ports.web] } }, ...${JSON.stringify(more)} };
`;

/** A working copy with the applications of `test/apps` in it: the folders themselves, where what they import is found. */
export interface SampleInstance extends OwnedInstance {
  readonly ports: Ports;
}

/** @param more What else the config says. @param env What the program needs besides this process's environment. */
export const sampleInstance = async (name: string, more: Readonly<Record<string, unknown>> = {}, env: Readonly<Record<string, string>> = {}): Promise<SampleInstance> => {
  await buildSample();
  const ports = { notes: await ephemeralPort(), words: await ephemeralPort(), web: await ephemeralPort() };
  const instance = await ownedInstance(name, { "neotool.config.ts": configFor(ports, more) }, env);
  for (const app of Object.keys(ports)) await symlink(join(SAMPLE, app), join(instance.path, app));
  return { ...instance, ports, run: (...args) => neotool(args, { cwd: instance.path, env, timeoutMs: LONG_MS }) };
};
