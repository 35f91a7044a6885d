import type { Probe, Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { probeHttp } from "./http.ts";
import { probeS3 } from "./s3.ts";
import { probeSql } from "./sql.ts";

/** How long one question may take; a hanging answer is a "no". */
const ATTEMPT_MS = 2_000;

/** Asks once. Never throws for a service that does not answer: that is what "not ready" means. */
export const ask = async (probe: Probe<string>, address: Address): Promise<Verdict> => {
  switch (probe.kind) {
    case "sql":
      return probeSql(address, probe, ATTEMPT_MS);
    case "http":
      return probeHttp(address, probe.path, probe.status, ATTEMPT_MS);
    case "kafka-metadata":
      // Loaded by its module: of a whole package the bundler would keep what nobody uses.
      return (await import("./kafka.ts")).probeKafka(address, ATTEMPT_MS);
    case "s3":
      return probeS3(address, probe.accessKey, probe.secretKey, ATTEMPT_MS);
  }
};
