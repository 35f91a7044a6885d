import { isRecord } from "../../../platform/is-record.ts";
import type { Manifest } from "./manifest.ts";

/** In place of what only `up` knows. */
export const MADE_BY_UP = "<made by neotool dev up>";

/** An object as anybody may see it: a Secret's values are said to be there, and nothing else of them. */
export const printable = (manifest: Manifest): Manifest =>
  manifest.kind === "Secret" ? redacted(manifest) : manifest;

const keysOf = (record: unknown): readonly string[] => (isRecord(record) ? Object.keys(record) : []);

/** As `stringData`: what stands in `data` must be base64. */
const redacted = ({ data, stringData, ...secret }: Manifest): Manifest => ({
  ...secret,
  stringData: Object.fromEntries([...keysOf(data), ...keysOf(stringData)].map((key) => [key, MADE_BY_UP])),
});

/** Longer texts of ConfigMaps are not what a reader of a rendered service looks for. */
const LONGEST = 4 * 1024;

/** An object without the long texts that lie in `compose/` or `k3d/` already. */
export const abridged = (manifest: Manifest): Manifest =>
  manifest.kind === "ConfigMap" && isRecord(manifest.data)
    ? { ...manifest, data: Object.fromEntries(Object.entries(manifest.data).map(([key, text]) => [key, typeof text === "string" && text.length > LONGEST ? `<${key}, as in compose/ or k3d/>\n` : text])) }
    : manifest;
