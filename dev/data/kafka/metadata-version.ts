import { apiVersionsV3, Connection } from "@platformatic/kafka";
import type { Address } from "../../probes/address.ts";

const WITHIN_MS = 5_000;

/** The last level of each release, as Kafka counts them (its enumeration MetadataVersion). */
const LAST_LEVELS: readonly (readonly [level: number, release: string])[] = [
  [1, "3.0"], [2, "3.1"], [3, "3.2"], [7, "3.3"], [8, "3.4"], [11, "3.5"], [14, "3.6"], [19, "3.7"], [20, "3.8"], [21, "3.9"], [25, "4.0"], [27, "4.1"],
];

/** The release to which a level belongs; `undefined` for one that is not known here. */
export const metadataRelease = (level: number): string | undefined => LAST_LEVELS.find(([last]) => level <= last)?.[1];

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
