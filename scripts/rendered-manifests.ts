import { neotoolStack } from "../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../dev/stacks/settings.ts";
import { abridged } from "../dev/runtimes/k3d/manifests/printable.ts";
import { manifestsYaml } from "../dev/runtimes/k3d/manifests/yaml.ts";
import { manifestFiles } from "../dev/wiring/export-manifests.ts";

/** The same on every machine. */
const INSTANCE = { id: "neotool-example", workingCopy: "/home/you/neotool" } as const;

interface RenderedFile {
  /** Below `k3d/rendered/`. */
  readonly name: string;
  readonly text: string;
}

/** Not in the profile that the others are in. */
const OPTIONAL: readonly string[] = ["router", "unleash", "mail"];

/** `k3d/rendered/`: every service of the stack as Kubernetes gets it, for review. Long files are named, not shown. */
export const renderedManifests = (): readonly RenderedFile[] => {
  const stack = neotoolStack(DEFAULT_SETTINGS);
  const files = [...manifestFiles(stack, INSTANCE, { profile: "alerts" }), ...manifestFiles(stack, INSTANCE, { only: OPTIONAL })];
  return files.map(({ name, manifests }) => ({ name: `${name}.yaml`, text: manifestsYaml(manifests.map(abridged)) }));
};
