import { psqlScript } from "../data/postgres/database-sql.ts";
import { formatVariables } from "../env/format.ts";
import { makeInstanceDirectory } from "../instance/directory.ts";
import { lockInstance } from "../instance/lock.ts";
import { clusterIdOf } from "../model/instance.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { selectServices } from "../planner/select.ts";
import { CLUSTER_ID_VARIABLE, credentialVariable, JWKS_VARIABLE, JWT_KEYS_VARIABLE } from "../runtimes/compose/holes.ts";
import { renderCompose } from "../runtimes/compose/render.ts";
import { composeYaml, MADE_BY } from "../runtimes/compose/yaml.ts";
import { prepareCredentials } from "../secrets/credentials.ts";
import { jwksOf } from "../secrets/jwt.ts";
import { ensureJwtKeys } from "../secrets/jwt-keys.ts";
import { credentialNames, source } from "./desired-state.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who reads the logs of the others must be told which they are, at every start: no Compose file can. */
const exportable = (stack: Stack, profile: string | undefined): readonly Service[] =>
  selectServices(stack, { profile }).filter((service) => service.kind === "task" || (service.kind === "container" && service.readsLogs === undefined));

/** A profile of the stack as a file for plain `docker compose`. @param profile @default the stack's own */
export const composeFile = (stack: Stack, profile?: string): string => composeYaml(renderCompose(exportable(stack, profile), { source, psqlScript }));

/** Ports that somebody has written into the file stay in it. */
const portsIn = (dotenv: string): readonly string[] => dotenv.split("\n").filter((line) => line.startsWith("NEOTOOL_PORT_"));

/**
 * The variables that the file asks for, with this instance's own secrets and JWT keys, which are made where there are
 * none. Holds secrets: for a file that nobody else can read.
 *
 * @param profile @default the stack's own
 * @param before The file as it is now; empty when there is none.
 * @throws {DevError} `INSTANCE_BUSY`, `STATE_UNREADABLE`, `STATE_UNWRITABLE`
 */
export const composeEnvironment = async ({ stack, config, instance, directory }: Project, profile: string | undefined, { redactor }: Surroundings, before: string): Promise<string> => {
  await makeInstanceDirectory(directory);
  await using _lock = await lockInstance(directory, "compose");
  const names = credentialNames(exportable(stack, profile));
  const { credentials, keep } = await prepareCredentials(directory.credentials, names, config.credentials ?? {});
  const keys = await ensureJwtKeys(directory.jwt);
  redactor.hide(...credentials.values.values(), ...keys.map(({ privatePem }) => privatePem));
  await keep();
  const variables = new Map([
    // Not the instance's own prefix: what bears it and is not neotool's would be reported as a stranger.
    ["COMPOSE_PROJECT_NAME", instance.id],
    [CLUSTER_ID_VARIABLE, clusterIdOf(instance)],
    ...names.map((name) => [credentialVariable(name), credentials.values.get(name) ?? ""] as const),
    [JWT_KEYS_VARIABLE, keys.map(({ kid, privatePem, publicPem }) => `${kid} ${JSON.stringify({ private: privatePem, public: publicPem })}\n`).join("")],
    [JWKS_VARIABLE, JSON.stringify(await jwksOf(keys))],
  ]);
  return [`${MADE_BY}: the secrets of ${instance.id}, for Docker Compose. Keep it out of git.`, formatVariables(variables, "dotenv"), ...portsIn(before), ""].join("\n");
};
