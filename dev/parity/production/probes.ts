import type { Path, ProductionObject } from "../load/production.ts";
import type { Known } from "../facts/known.ts";
import type { ProbeFact, Question } from "../facts/workload.ts";
import { listAt, placedAt, textAt, valueAt } from "./read.ts";

const PROBES = [
  ["readinessProbe", "readiness"],
  ["livenessProbe", "liveness"],
  ["startupProbe", "startup"],
] as const;

const questionOf = (probe: unknown): Question | undefined => {
  const command = listAt(probe, ["exec", "command"]).map(String);
  if (command.length > 0) return { kind: "exec", command };
  const http = textAt(probe, ["httpGet", "port"]);
  if (http !== undefined) return { kind: "http", path: textAt(probe, ["httpGet", "path"]) ?? "/", port: http };
  const tcp = textAt(probe, ["tcpSocket", "port"]);
  if (tcp !== undefined) return { kind: "tcp", port: tcp };
  const grpc = textAt(probe, ["grpc", "port"]);
  return grpc === undefined ? undefined : { kind: "grpc", port: grpc };
};

export const probesOf = (object: ProductionObject, container: Path): readonly Known<ProbeFact>[] =>
  PROBES.flatMap(([key, name]) => {
    const path = [...container, key];
    const question = questionOf(valueAt(object.value, path));
    return question === undefined ? [] : [placedAt({ name, question }, object, path)];
  });
