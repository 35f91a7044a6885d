import { apiVersionsV3, Connection } from "@platformatic/kafka";
import type { Address } from "../../probes/address.ts";

const WITHIN_MS = 5_000;

/** The level of `metadata.version` that a broker's storage is written in; `undefined` where it does not say. */
export const kafkaMetadataVersion = async ({ host, port }: Address): Promise<number | undefined> => {
  const connection = new Connection("neotool", { connectTimeout: WITHIN_MS, requestTimeout: WITHIN_MS });
  connection.on("error", () => {}); // said by the rejections, too
  try {
    await connection.connect(host, port);
    const { finalizedFeatures = [] } = await apiVersionsV3.api.async(connection, "neotool", "1");
    return finalizedFeatures.find(({ name }) => name === "metadata.version")?.maxVersionLevel;
  } catch {
    return undefined;
  } finally {
    await connection.close().catch(() => {}); // never connected
  }
};
