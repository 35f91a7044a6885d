import { engineGet } from "../docker/http.ts";
import { LABEL } from "../model/labels.ts";
import { portHolder } from "../platform/port-holder.ts";
import { ephemeralPort, isPortFree } from "../platform/ports.ts";
import type { PortQuestions } from "../planner/choose-ports.ts";

interface PublishedContainer {
  readonly Names: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly Ports: readonly { readonly PublicPort?: number }[];
}

const COMPOSE_PROJECT = "com.docker.compose.project";

const describeContainer = ({ Names, Labels }: PublishedContainer): string => {
  const name = `container ${(Names[0] ?? "").replace(/^\//, "")}`;
  const workingCopy = Labels[LABEL.workingCopy];
  if (workingCopy !== undefined) return `${name} of the neotool instance in ${workingCopy}`;
  const project = Labels[COMPOSE_PROJECT];
  return project === undefined ? name : `${name} of the Compose project ${project}`;
};

/** Who has a port: a container is named before the process that forwards to it, which says nothing to people. */
export const holderOf = async (socket: string, port: number, signal?: AbortSignal): Promise<string | undefined> => {
  const containers = await engineGet<readonly PublishedContainer[]>(socket, "/containers/json", undefined, signal).catch(() => []);
  const container = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (container) return describeContainer(container);
  const holder = await portHolder(port);
  return holder && `process ${holder.pid} (${holder.program})`;
};

/** @param isReserved Whether another starting instance has chosen the port and not yet bound it. */
export const portQuestions = (socket: string, isReserved: (port: number) => boolean, signal: AbortSignal): PortQuestions => ({
  isFree: async (port) => !isReserved(port) && (await isPortFree(port)),
  holderOf: async (port) => (isReserved(port) ? "another neotool instance that is starting" : holderOf(socket, port, signal)),
  ephemeral: ephemeralPort,
});
