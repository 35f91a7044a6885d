import { DevError } from "../errors/dev-error.ts";
import type { Stack } from "../model/stack.ts";
import { unknownName } from "../platform/closest.ts";

/**
 * `--port postgres=15432` or `--port minio.console=19001` → host port by `service.endpoint`. A service's name alone
 * means its first endpoint.
 *
 * @throws {DevError} `USAGE` also for two ports of one endpoint, or one port for two.
 */
export const parsePorts = (values: readonly string[], stack: Stack): ReadonlyMap<string, number> => {
  const endpoints = new Map(stack.services.flatMap((service) => (service.kind === "container" ? [[service.name, Object.keys(service.endpoints)] as const] : [])));
  const keys = [...endpoints].flatMap(([service, names]) => names.map((name) => `${service}.${name}`));
  return withoutContradictions(
    values.map((value): [string, number] => {
      const [, name = "", port = ""] = /^([^=]+)=(\d+)$/.exec(value) ?? [];
      const number = Number(port);
      if (name === "" || number < 1 || number > 65_535) {
        throw new DevError("USAGE", `--port ${value} is not service=port`, { hint: "For example --port postgres=15432. A port is 1 to 65535." });
      }
      const first = endpoints.get(name)?.[0];
      const key = first === undefined ? name : `${name}.${first}`;
      if (keys.includes(key)) return [key, number];
      throw unknownName("service or endpoint", name, [...endpoints.keys(), ...keys]);
    }),
  );
};

const withoutContradictions = (asked: readonly (readonly [string, number])[]): ReadonlyMap<string, number> => {
  const ports = new Map<string, number>();
  for (const [key, port] of asked) {
    const other = [...ports].find(([otherKey, otherPort]) => (otherKey === key) !== (otherPort === port));
    if (other) throw new DevError("USAGE", `--port ${other.join("=")} and --port ${key}=${port} contradict each other`, { hint: "Each endpoint has one port of its own." });
    ports.set(key, port);
  }
  return ports;
};
