import { Document, isScalar, visit } from "yaml";
import type { Manifest } from "./manifest.ts";

/** By its first line neotool knows a file that it may write over. */
export const MADE_BY = "# Made by `neotool dev manifests`";

const head = [
  `${MADE_BY} from the definition that \`neotool dev up\` brings up. Do not edit it: make it again.`,
  "# What only `up --runtime k3d` knows stands here as an example: secrets, images' ids, the engine's network, host ports.",
].join("\n");

const MODES: ReadonlySet<unknown> = new Set(["mode", "defaultMode"]);

const documentOf = (manifest: Manifest): string => {
  const document = new Document(manifest, {
    aliasDuplicateObjects: false,
    compat: "yaml-1.1", // to some readers an unquoted `no` is a boolean
  });
  visit(document, {
    Pair: (_index, { key, value }) => {
      // Kubernetes wants permissions as a decimal number, which nobody can read.
      if (isScalar(key) && isScalar(value) && MODES.has(key.value) && typeof value.value === "number") value.comment = ` 0${value.value.toString(8)}`;
    },
  });
  return document.toString({ lineWidth: 0 });
};

/** Objects as one stream of YAML documents. */
export const manifestsYaml = (manifests: readonly Manifest[]): string => `${head}\n${manifests.map((manifest) => `---\n${documentOf(manifest)}`).join("")}`;
