import { setTimeout as delay } from "node:timers/promises";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Probe, Verdict } from "../../../dev/model/probe.ts";
import type { Address } from "../../../dev/probes/address.ts";
import { probeHttp } from "../../../dev/probes/http.ts";
import { probeSql } from "../../../dev/probes/sql.ts";
import { askKafka } from "./kafka-oracle.ts";

const EVERY_MS = 5;
const ATTEMPT_MS = 2_000;
const GIVE_UP_MS = 120_000;

/**
 * Asks what the product asks, as often as every 5 ms and as cheaply as it can be asked: whoever measures with the
 * product's own clients would measure their load.
 */
export const questionFor = async (probe: Probe<string>, address: Address): Promise<() => Promise<Verdict>> => {
  switch (probe.kind) {
    case "sql":
      return () => probeSql(address, probe, ATTEMPT_MS);
    case "http":
      return () => probeHttp(address, probe.path, probe.status, ATTEMPT_MS);
    case "kafka-metadata":
      return () => askKafka(address, ATTEMPT_MS);
    case "s3": {
      const list = await signedList(probe, address);
      return async () => {
        const listed = await probeHttp(address, list, [200], ATTEMPT_MS);
        return listed.ready ? probeHttp(address, "/minio/health/cluster/read", [200, 403, 404], ATTEMPT_MS) : listed;
      };
    }
  }
};

/** ListBuckets as a path that is signed once. */
const signedList = async ({ accessKey, secretKey }: Extract<Probe<string>, { kind: "s3" }>, { host, port }: Address): Promise<string> => {
  const client = new S3Client({ endpoint: `http://${host}:${port}`, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } });
  const { pathname, search } = new URL(await getSignedUrl(client, new ListBucketsCommand({}), { expiresIn: 3_600 }));
  client.destroy();
  return pathname + search;
};

/** When the question was first answered with yes, in milliseconds of `performance.now()`. @throws after two minutes, with the last reason. */
export const firstYes = async (question: () => Promise<Verdict>, signal: AbortSignal): Promise<number> => {
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const asked = performance.now();
    const verdict = await question();
    const now = performance.now();
    if (verdict.ready) return now;
    if (now > deadline) throw new Error(`not ready after ${GIVE_UP_MS / 1000} s: ${verdict.reason}`);
    await delay(Math.max(0, EVERY_MS - (now - asked)), undefined, { signal });
  }
};
