import { basename } from "node:path";
import { neotoolStack } from "../neotool.ts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { gradleApps } from "./gradle.ts";
import { nodeApps } from "./node.ts";
import type { AppProposal, Detection } from "./proposal.ts";
import { openRepository } from "./repository.ts";

const LONGEST_NAME = 26;
/** What a project has beside its applications, when its config says nothing else. */
const STACK = neotoolStack(DEFAULT_SETTINGS).services;

const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, LONGEST_NAME) || "app";

/** Names as services have them, each once, and none that the stack has. */
const named = (apps: readonly AppProposal[]): readonly AppProposal[] => {
  const services = STACK.map(({ name }) => name);
  const taken = new Set<string>();
  return apps.map((app) => {
    const wanted = services.includes(slug(app.name)) ? `${slug(app.name)}-app` : slug(app.name);
    let name = wanted;
    for (let count = 2; taken.has(name); count += 1) name = `${wanted}-${count}`;
    taken.add(name);
    return { ...app, name };
  });
};

/** A port belongs to one service: those of the stack have theirs, and the first of two applications keeps it. */
const withOwnPorts = (apps: readonly AppProposal[]): Detection => {
  const owners = new Map(STACK.flatMap((service) => (service.kind === "task" ? [] : Object.values(service.endpoints).map(({ preferredHostPort }) => [preferredHostPort, service.name] as const))));
  const notes: string[] = [];
  const own = apps.map((app) => {
    const owner = app.port === undefined ? undefined : owners.get(app.port);
    if (app.port === undefined) return app;
    if (owner === undefined) {
      owners.set(app.port, app.name);
      return app;
    }
    notes.push(`${app.name} would listen at ${app.port} like ${owner}: give it a port of its own`);
    return { ...app, port: undefined, readiness: undefined };
  });
  return { apps: own, notes };
};

/** The applications that a repository seems to have. Reads its outer folders, and runs nothing of it. @param root Absolute. */
export const detectApps = async (root: string): Promise<Detection> => {
  const repository = await openRepository(root);
  const [gradle, node] = [await gradleApps(repository), await nodeApps(repository, basename(root))];
  const { apps, notes } = withOwnPorts(named([...gradle.apps, ...node.apps]));
  return { apps, notes: [...gradle.notes, ...node.notes, ...notes] };
};
