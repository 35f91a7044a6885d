import type { Service } from "../../model/service.ts";
import { known, type Known, type Origin } from "../facts/known.ts";
import type { LocalPlaces } from "./definition.ts";

/** What one-shots make in a service is part of how it is: extensions, mounts, keys. By service, then by setting. */
export const settingsOfTasks = (services: readonly Service[], { configKey }: LocalPlaces): ReadonlyMap<string, ReadonlyMap<string, Known>> => {
  const found = new Map<string, ReadonlyMap<string, Known>>();
  const builtIn = (of: string): Origin => ({ kind: "definition", of });
  for (const service of services) {
    if (service.kind !== "task") continue;
    const { action, name } = service;
    if (action.kind === "postgres-databases" && !found.has("postgres")) {
      // The application's, which is the first of the first: others are the project's own, or of a service that keeps its data there.
      const names = [...(action.databases[0]?.extensions ?? [])].sort();
      const schemas = action.databases.flatMap((database) => database.schemas.map((schema) => schema.name));
      const origin = configKey(["postgres", "databases"]) ?? builtIn(name);
      found.set(
        "postgres",
        new Map([
          ["extensions", known(names.join(","), configKey(["postgres", "extensions"]) ?? builtIn(name))],
          ["databases", known(action.databases.map((database) => database.name).sort().join(","), origin)],
          ["roles", known([...new Set([action.owner, ...schemas])].sort().join(","), origin)],
        ]),
      );
    }
    if (action.kind === "vault-jwt-keys") {
      found.set(
        "vault",
        new Map([
          ["mounts", known(`${action.mount}:kv-2`, builtIn("vault"))],
          ["auth-methods", known("token", builtIn("vault"))],
          ["jwt-key-path", known(`${action.mount}/${action.path}/default`, builtIn(name))],
          ["jwt-key-fields", known("private,public", builtIn(name))],
          ["jwt-key-bits", known("4096", builtIn("jwt-keys"))],
          ["jwt-key-algorithm", known("rsa", builtIn("jwt-keys"))],
        ]),
      );
    }
  }
  return found;
};
