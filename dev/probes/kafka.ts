import { Connection, metadataV12 } from "@platformatic/kafka";
import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { noAnswer } from "./no-answer.ts";

/**
 * The broker answers a metadata request and advertises the very address at which it was reached: a client that follows
 * the metadata, as all do, gets back to it.
 */
export const probeKafka = async ({ host, port }: Address, timeoutMs: number): Promise<Verdict> => {
  // Not an Admin: one question needs neither its pool nor its cache, and loading them costs more than asking.
  const connection = new Connection("neotool-probe", { connectTimeout: timeoutMs, requestTimeout: timeoutMs });
  // Said by the rejections, too; unheard, it would end this process.
  connection.on("error", () => {});
  try {
    await connection.connect(host, port);
    const { brokers } = await metadataV12.api.async(connection, [], false, false);
    const advertised = brokers.map((broker) => `${broker.host}:${broker.port}`);
    if (advertised.includes(`${host}:${port}`)) return { ready: true };
    return { ready: false, reason: `it advertises ${advertised.join(", ") || "no broker"} instead of ${host}:${port}` };
  } catch (error) {
    return { ready: false, reason: noAnswer(error) };
  } finally {
    await connection.close().catch(() => {}); // never connected
  }
};
